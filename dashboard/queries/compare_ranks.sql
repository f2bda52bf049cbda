-- grain: one row per regime of a body of runs on one task and split, tied group by tied group, best score first
select
    ranks.regime,
    regimes.title as regime_title,
    row_number() over (order by ranks.score desc, ranks.regime asc) as place,
    ranks.score,
    ranks.best,
    ranks.worst,
    ranks.tied_group,
    ranks.n_regimes,
    ranks.n_languages,
    ranks.level
from regime_ranks as ranks
left join regimes on ranks.regime = regimes.regime
where
    ranks.profile = $profile
    and ranks.encoder = $encoder
    and ranks.source_digest = $source_digest
    and ranks.task = $task
    and ranks.split = $split
order by ranks.tied_group asc, ranks.score desc, ranks.regime asc
