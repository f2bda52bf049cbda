-- grain: one row per finding of the audit and place where it was made, the gravest kinds first
select
    found.finding,
    found.kind,
    found.finding_text,
    found.likeness,
    found.document_id,
    documents.file_name,
    found.position,
    found.line,
    found.shown
from document_findings as found
inner join documents on found.document_id = documents.document_id
order by found.finding, documents.file_name, found.position
