-- grain: one row per claim row of an audited document that states one claim
select
    documents.document_id,
    documents.file_name,
    rows_stating.position,
    rows_stating.claim_text,
    rows_stating.is_ticked,
    rows_stating.confidence
from extracted_claims as rows_stating
inner join documents on rows_stating.document_id = documents.document_id
where list_contains(rows_stating.claim_ids, $claim_id)  -- noqa: RF02
order by documents.file_name, rows_stating.position
