-- grain: one row per finding of the audit and place where it was made
create table document_findings (
    finding integer not null,  -- from 1, the gravest kinds first
    kind varchar not null,
    finding_text varchar not null,
    likeness double,  -- 0-1, of the two least alike rows that were matched; null: no matching
    document_id varchar not null,
    position integer,  -- of the claim row; null: the document
    line integer,  -- of the document's text
    shown varchar not null  -- mark and confidence, or a number, as printed
);
