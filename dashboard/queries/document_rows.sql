-- grain: one row per claim row of an audited document, in the order of file and row
-- link_group: number that rows share which say the same; null: no other row says it
with linked as (
    select
        document_id,
        position,
        link_group
    from claim_links
    where link_group is not null
    union
    select
        other_document_id as document_id,
        other_position as position,
        link_group
    from claim_links
    where link_group is not null
)

select
    stated.document_id,
    documents.file_name,
    stated.position,
    stated.claim_text,
    stated.is_ticked,
    stated.confidence,
    stated.is_truncated,
    stated.claim_ids,
    stated.mark,
    stated.line,
    stated.outcome,
    stated.misquotes,
    stated.outcome_reason,
    linked.link_group
from extracted_claims as stated
inner join documents on stated.document_id = documents.document_id
left join linked on stated.document_id = linked.document_id and stated.position = linked.position
order by documents.file_name, stated.document_id, stated.position
