-- grain: one row per evidence row whose verdict is not CONFIRMED
-- reads: verdicts, evidence
select
    evidence.evidence_id,
    evidence.claim_id,
    evidence.kind,
    evidence.label,
    evidence.inputs,
    evidence.details,
    evidence.n_cells,
    evidence.n_cells_needed,
    verdicts.scope_differences
from verdicts
inner join evidence on verdicts.evidence_id = evidence.evidence_id
where verdicts.verdict <> 'CONFIRMED'
order by evidence.evidence_id;
