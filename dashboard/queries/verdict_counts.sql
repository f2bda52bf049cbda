-- grain: one row per kind of evidence and verdict; figures that a reader entered by hand are left out
select
    evidence.kind,
    verdicts.verdict,
    count(*) as n_verdicts
from evidence
inner join verdicts on evidence.evidence_id = verdicts.evidence_id
where not contains(evidence.evidence_id, '|entered:')
group by all
order by evidence.kind, verdicts.verdict
