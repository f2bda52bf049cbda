-- grain: one row per reference of an audited report
create table document_references (
    document_id varchar not null,
    number integer not null,  -- in its list, from 1
    reference_text varchar not null,
    bearing varchar not null,  -- why it bears on a claim row, or that it does not
    positions integer[] not null,  -- of the claim rows
    primary key (document_id, number)
);
