-- grain: one row; what this file is
create table builds (
    snapshot_id varchar primary key,  -- stamp and digest of the inputs; also in the file's name
    schema_version integer not null,
    built_at timestamp not null,  -- UTC
    git_commit varchar,
    n_runs integer not null,
    inputs_digest varchar not null,  -- sha256 over run manifests, shipped results, reference tables and claims
    shipped_sha256 varchar  -- of the manifest of the shipped results in it; null: none
);
