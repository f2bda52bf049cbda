-- grain: one row per finding of the audit of published figures, the strongest first; a null parameter keeps all
-- a finding is kept for a figure in it that fits the filters, and for flags if any of its figures has one, or none
-- noqa: disable=RF02,RF03
with
fitting as (
    select
        discrepancy_figures.discrepancy,
        bool_or(
            ($sources is null or list_contains($sources, discrepancy_figures.source))
            and ($encoders is null or list_contains($encoders, coalesce(reported_scores.encoder, '')))
            and ($tasks is null or list_contains($tasks, discrepancy_figures.task))
            and ($languages is null or list_contains($languages, discrepancy_figures.language))
        ) as is_fitting,
        bool_or(coalesce(reported_scores.flag, '') <> '') as is_flagged
    from discrepancy_figures
    left join reported_scores on discrepancy_figures.reported_id = reported_scores.reported_id
    group by discrepancy_figures.discrepancy
)

select
    discrepancies.discrepancy,
    discrepancies.kind,
    discrepancies.tier,
    discrepancies.tier_text,
    discrepancies.sentence,
    discrepancies.encoder,
    discrepancies.size,
    discrepancies.rounding,
    fitting.is_flagged
from discrepancies
inner join fitting on discrepancies.discrepancy = fitting.discrepancy
where
    fitting.is_fitting
    and ($flagged is null or fitting.is_flagged = $flagged)
    and ($kinds is null or list_contains($kinds, discrepancies.kind))
order by discrepancies.discrepancy
