-- grain: one row per series and point of one study at one scale, series in their order, then by x
select
    study,
    scale,
    series,
    series_title,
    x,
    x_label,
    estimate,
    low,
    high,
    score,
    chance,
    n,
    n_seeds,
    array_to_string(languages, ' ') as languages,
    array_to_string(targets, ' ') as targets
from study_points
where study = $study and scale = $scale
order by series_position asc, x asc
