-- grain: one row per audited document with its counts, by file name
with counted as (
    select
        document_id,
        count(*) as n_rows,
        count(*) filter (where is_ticked) as n_ticked,
        count(*) filter (where len(claim_ids) > 0) as n_mapped
    from extracted_claims
    group by document_id
)

select
    documents.document_id,
    documents.file_name,
    documents.sha256,
    documents.title,
    documents.dated,
    documents.research_question,
    documents.n_claims_asserted,
    documents.n_verified_asserted,
    documents.quality_score_asserted,
    documents.has_text,
    coalesce(counted.n_rows, 0) as n_rows,
    coalesce(counted.n_ticked, 0) as n_ticked,
    coalesce(counted.n_mapped, 0) as n_mapped
from documents
left join counted on documents.document_id = counted.document_id
order by documents.file_name asc, documents.document_id asc
