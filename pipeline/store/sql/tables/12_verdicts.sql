-- grain: one row per evidence row
create table verdicts (
    evidence_id varchar primary key,
    claim_id varchar not null,
    verdict varchar not null,
    -- same sign | opposite sign | cannot be told, or as claimed | not as claimed | cannot be told; SCOPE_MISMATCH only
    direction varchar,
    is_size_within boolean,  -- whether the interval meets the claimed size; null of one seed, and if not SCOPE_MISMATCH
    only_by_rounding boolean not null,
    rounding_low double,  -- the three terms of the comparison
    rounding_high double,
    tolerance double not null,
    reason varchar not null,  -- one plain sentence
    scope_differences json not null  -- ordered list of {what, claimed, evidence}
);
