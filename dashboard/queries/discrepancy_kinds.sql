-- grain: one row per kind of finding that there is, the gravest first
select
    kind,
    count(*) as n_findings
from discrepancies
group by kind
order by min(tier), min(discrepancy)
