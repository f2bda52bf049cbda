-- grain: one row per claim row of an audited report
create table extracted_claims (
    document_id varchar not null,
    position integer not null,  -- from 1
    claim_text varchar not null,
    is_ticked boolean not null,
    confidence double,
    is_truncated boolean not null,
    claim_ids varchar[] not null,  -- registered claims it states; empty: unmapped
    primary key (document_id, position)
);
