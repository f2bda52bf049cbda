-- title: Verdicts by kind of evidence
select
    evidence.kind,
    verdicts.verdict,
    count(*) as n_verdicts
from verdicts
inner join evidence on verdicts.evidence_id = evidence.evidence_id
group by evidence.kind, verdicts.verdict
order by evidence.kind asc, n_verdicts desc
