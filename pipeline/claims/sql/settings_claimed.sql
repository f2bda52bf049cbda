-- grain: one row per claim_id
-- reads: claims, reported_scores, datasets, tasks
-- what our sources print about the claim's encoder and the data of its target tasks
with
sizes as (
    select
        claims.claim_id,
        list_sort(list(distinct figures.params_millions)) as params_millions
    from claims
    inner join reported_scores as figures on claims.scope_encoder = figures.encoder
    where figures.params_millions is not null
    group by claims.claim_id
),

named as (
    select
        task,
        regexp_replace(lower(title), '[^a-z0-9]', '', 'g') as name  -- noqa: RF04
    from tasks
),

described as (
    select
        train_examples,
        regexp_replace(lower(regexp_replace(dataset, ' \(.*', '')), '[^a-z0-9]', '', 'g') as name  -- noqa: RF04
    from datasets
    where role like 'target task%' and train_examples <> '' and dataset not like '%(Total)'
),

wanted as (
    select
        claim_id,
        unnest(tasks) as task  -- noqa: RF04
    from claims
),

trained as (
    select
        wanted.claim_id,
        list_sort(list(distinct wanted.task || ' ' || described.train_examples)) as training_examples
    from wanted
    inner join named on wanted.task = named.task
    inner join described on named.name = described.name
    group by wanted.claim_id
)

select
    claims.claim_id,
    claims.source_version,
    claims.metric,
    claims.scope_benchmark,
    coalesce(sizes.params_millions, []) as params_millions,
    coalesce(trained.training_examples, []) as training_examples
from claims
left join sizes on claims.claim_id = sizes.claim_id
left join trained on claims.claim_id = trained.claim_id;
