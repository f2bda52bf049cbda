-- grain: one row per audited document and registered claim that a row of it states, by file name
with stated as (
    select
        document_id,
        unnest(claim_ids) as claim_id
    from extracted_claims
)

select distinct
    documents.document_id,
    documents.file_name,
    stated.claim_id
from documents
inner join stated on documents.document_id = stated.document_id
inner join claims on stated.claim_id = claims.claim_id
order by documents.file_name, documents.document_id, stated.claim_id
