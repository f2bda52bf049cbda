-- grain: one row per pair of claim rows, of one audited report or two, that say the same, wholly or in part
create table claim_links (
    document_id varchar not null,
    position integer not null,
    other_document_id varchar not null,
    other_position integer not null,
    kind varchar not null check (kind in ('same text', 'same beginning', 'same claims', 'shared claim')),
    link_group integer,  -- rows joined by all but 'shared claim' have one number; null: 'shared claim'
    n_matched_atoms integer not null,
    likeness double,  -- 0-1, the least of the atoms matched by their words; null: none was
    is_cut boolean not null,  -- one of the rows, or both
    marks_agree boolean not null,
    primary key (document_id, position, other_document_id, other_position)
);
