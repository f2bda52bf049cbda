-- grain: one row per reference of an audited document
select
    document_id,
    number,
    reference_text,
    bearing,
    array_to_string(positions, ', ') as positions
from document_references
order by document_id, number
