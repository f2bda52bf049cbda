-- grain: one row per profile, source_digest, task, language, split that the benchmark defines and the source lacks
create table missing_cells (
    profile varchar not null,
    source varchar not null,
    source_digest varchar not null,
    task varchar not null,
    language varchar not null,
    split varchar not null,
    reason varchar not null
);
