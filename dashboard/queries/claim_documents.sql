-- grain: one row per claim row of an audited document that states one claim
select
    documents.document_id,
    documents.file_name,
    rows_stating.position,
    rows_stating.is_ticked,
    rows_stating.confidence,
    case
        when documents.has_text then rows_stating.claim_text
        else
            '[in our words] ' || claims.statement
            || case len(rows_stating.claim_ids)
                when 1 then ''
                when 2 then ' The row states one more claim.'
                else ' The row states ' || (len(rows_stating.claim_ids) - 1) || ' more claims.'
            end
    end as claim_text
from extracted_claims as rows_stating
inner join documents on rows_stating.document_id = documents.document_id
inner join claims on claims.claim_id = $claim_id  -- noqa: RF02
where list_contains(rows_stating.claim_ids, $claim_id)  -- noqa: RF02
order by documents.file_name, rows_stating.position
