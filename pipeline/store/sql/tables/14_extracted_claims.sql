-- grain: one row per claim row of an audited report
create table extracted_claims (
    document_id varchar not null,
    position integer not null,  -- from 1
    claim_text varchar not null,
    is_ticked boolean not null,
    confidence double,
    is_truncated boolean not null,
    claim_ids varchar[] not null,  -- registered claims it states; empty: unmapped
    mark varchar not null,  -- as printed
    line integer not null,  -- of the document's text
    outcome varchar not null check (outcome in (
        'contradicts the source', 'another version''s number', 'in doubt', 'agrees with the source',
        'could not be checked'
    )),
    misquotes varchar[] not null,  -- kinds: wrong value, wrong sign, ...; empty: none
    outcome_reason varchar not null,  -- what the row says and what the source prints
    primary key (document_id, position)
);
