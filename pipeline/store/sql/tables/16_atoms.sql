-- grain: one row per atom (one assertion) of a claim row of an audited report
create table atoms (
    document_id varchar not null,
    position integer not null,  -- of the claim row, from 1
    atom integer not null,  -- within the row, from 1
    atom_text varchar not null,  -- the part of the sentence that asserts it
    subjects varchar[] not null,  -- names of data/reference/aliases.yaml
    value varchar,  -- signed, as printed; null: no number
    quantity varchar,  -- what the number counts; null: not printed
    comparator varchar not null,
    is_negated boolean not null,
    status varchar not null check (status in ('mapped', 'ambiguous', 'unmapped')),
    claim_ids varchar[] not null,  -- mapped: one; ambiguous: the candidates
    reason varchar not null,  -- one plain phrase
    figures varchar,  -- agrees | differs | disputed: published figures on the same quantity; null: none
    figure_sources json not null,  -- list of [value, source]
    primary key (document_id, position, atom)
);
