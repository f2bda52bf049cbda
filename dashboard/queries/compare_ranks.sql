-- grain: one row per regime of a body of runs on one task and split, best score first
select
    ranks.regime,
    case
        when ranks.regime = 'none' then 'No intermediate task (baseline)'
        else
            coalesce(tasks.title, replace(split_part(ranks.regime, '+', 1), 'multi_task', 'Multi-task'))
            || replace(replace(regexp_extract(ranks.regime, '\+.*'), '+mlm', ' + MLM'), '+translated', ', translated')
    end as regime_title,
    row_number() over (order by ranks.score desc, ranks.regime asc) as place,
    ranks.score,
    ranks.best,
    ranks.worst,
    ranks.tied_group,
    ranks.n_regimes,
    ranks.n_languages,
    ranks.level
from regime_ranks as ranks
left join tasks on split_part(ranks.regime, '+', 1) = tasks.task
where
    ranks.profile = $profile
    and ranks.encoder = $encoder
    and ranks.source_digest = $source_digest
    and ranks.task = $task
    and ranks.split = $split
order by ranks.score desc, ranks.regime asc
