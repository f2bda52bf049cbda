-- grain: one row per evidence_id with runs behind it
-- reads: evidence_inputs, runs, scores, tasks
-- what the runs were made with; each list holds every distinct value
with
members as (
    select
        inputs.evidence_id,
        runs.*
    from evidence_inputs as inputs
    inner join runs on inputs.input_id = runs.run_id
    where inputs.input_kind = 'run'
),

implementations as (
    select
        members.evidence_id,
        list_sort(list(distinct scores.metric || ': ' || scores.metric_impl)) as metric_impls
    from members
    inner join scores on members.run_id = scores.run_id and members.target_task = scores.task
    group by members.evidence_id
)

select
    members.evidence_id,
    list_sort(list(distinct members.n_parameters) filter (members.n_parameters > 0)) as parameters,  -- noqa: RF04
    list_sort(list(distinct members.seed)) as seeds,
    list_sort(list(distinct if(members.profile like 'import:%', 'import', members.source))) as sources,
    list_sort(
        list(distinct members.target_task || ' ' || members.n_train_examples::varchar)
        filter (members.n_train_examples is not null)
    ) as training_examples,
    count(*) as n_runs,
    count(*) filter (
        members.profile like 'import:%' and json_extract_string(members.config, '$.imported.outcomes_sha256') is null
    ) as n_without_outcomes,
    list_sort(list(distinct json_extract(members.config, 'fine_tuning')::varchar)) as fine_tuning,
    list_sort(list(distinct members.versions::varchar)) as versions,
    list_sort(
        list(
            distinct
            json_extract_string(members.config, '$.stand_in.task') || ' ('
            || json_extract_string(members.config, '$.stand_in.split') || ') instead of '
            || json_extract_string(members.config, '$.stand_in.instead_of')
        )
        filter (json_extract_string(members.config, '$.stand_in.task') is not null)
    ) as stand_ins,
    list_sort(
        list(distinct json_extract(members.config, '$.encoder_origin')::varchar)
        filter (json_extract_string(members.config, '$.encoder_origin.encoder') is not null)
    ) as encoder_origins,
    list_sort(
        list(distinct json_extract_string(members.config, '$.fine_tuning.n_frozen_layers'))
        filter (json_extract_string(members.config, '$.fine_tuning.n_frozen_layers') is not null)
    ) as frozen_layers,
    any_value(implementations.metric_impls) as metric_impls
from members
left join implementations on members.evidence_id = implementations.evidence_id
group by members.evidence_id;
