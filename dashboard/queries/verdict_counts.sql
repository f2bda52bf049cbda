-- grain: one row per kind of evidence and verdict
select
    evidence.kind,
    verdicts.verdict,
    count(*) as n_verdicts
from evidence
inner join verdicts on evidence.evidence_id = verdicts.evidence_id
group by all
order by evidence.kind, verdicts.verdict
