-- grain: one row per measured evidence_id, task, language, split, variant, layer
-- reads: evidence, claims, run_scores, layer_scores, runs, tasks, languages, experiment_pairs
-- languages are those in which XTREME evaluates the task, as in the evidence
-- the regime of each task is the one that the evidence chose; a rival is that of an ordering
-- gain: points, mean over seeds or their median as the claim says
-- variant: '' where the task has one metric, else f1, em or their mean
-- layer: null for the scores themselves; of retrieval scored at every layer those but the headline's, which is theirs
with
parts as (
    select
        evidence_id,
        claim_id,
        details ->> 'rival' as rival,
        unnest(from_json(
            details -> 'tasks', '[{"task": "varchar", "regime": "varchar", "split": "varchar"}]'
        )) as part,
        profile,
        encoder,
        split_part(evidence_id, '|', 5) as source_digest_start
    from evidence
    where kind = 'measured' and estimate is not null and list_contains($claims, claim_id)  -- noqa: RF02
),

arms as (
    select
        subject.run_id,
        subject.baseline_run_id,
        subject.profile,
        subject.encoder,
        subject.source_digest,
        subject.regime,
        subject.languages_seen,
        runs.target_task as task  -- noqa: RF04
    from experiment_pairs as subject
    inner join runs on subject.run_id = runs.run_id
),

pairs as (
    select
        parts.evidence_id,
        parts.claim_id,
        parts.part.task,
        parts.part.split as judged_split,
        arms.run_id,
        coalesce(rival.run_id, arms.baseline_run_id) as other_run_id,
        arms.languages_seen
    from parts
    inner join arms
        on
            parts.profile = arms.profile
            and parts.encoder = arms.encoder
            and parts.part.regime = arms.regime
            and parts.part.task = arms.task
            and starts_with(arms.source_digest, parts.source_digest_start)
    left join arms as rival
        on parts.rival = rival.regime and arms.baseline_run_id = rival.baseline_run_id
    where parts.rival is null or rival.run_id is not null
),

held as (
    select
        run_id,
        task,
        language,
        split,
        metric,
        value,
        null as layer
    from run_scores
    union all
    select
        run_id,
        task,
        language,
        split,
        metric,
        value,
        layer
    from layer_scores
    where not is_headline
),

variants as (
    select
        pairs.evidence_id,
        pairs.claim_id,
        pairs.task,
        pairs.judged_split,
        one.language,
        one.split,
        tasks.task_type,
        case
            when tasks.task_type <> 'span_extraction' then ''
            when one.metric = 'task_score' then 'mean'
            else one.metric
        end as variant,
        one.layer,
        one.value - other.value as gain,
        list_contains(pairs.languages_seen, one.language) as is_seen
    from pairs
    inner join held as one on pairs.run_id = one.run_id and pairs.task = one.task
    inner join held as other
        on
            pairs.other_run_id = other.run_id
            and one.task = other.task
            and one.language = other.language
            and one.split = other.split
            and one.metric = other.metric
            and one.layer is not distinct from other.layer
    inner join tasks on pairs.task = tasks.task
    where
        list_contains(tasks.languages, one.language)
        and case
            when tasks.task_type = 'span_extraction'
                then one.metric = 'task_score' or list_contains(tasks.metrics, one.metric)
            else one.metric = tasks.primary_metric
        end
)

select
    variants.evidence_id,
    variants.claim_id,
    variants.task,
    variants.language,
    variants.split,
    variants.variant,
    variants.layer,
    if(any_value(claims.over_seeds) = 'median', median(variants.gain), avg(variants.gain)) as gain,
    count(*) as n_runs,
    variants.split = variants.judged_split as is_judged,
    variants.task_type = 'sentence_retrieval' as is_retrieval,
    case
        when count(distinct coalesce(variants.is_seen::varchar, 'unknown')) = 1 then bool_and(variants.is_seen)
    end as is_seen,
    coalesce(languages.family, 'unknown') as family  -- noqa: RF04
from variants
inner join claims on variants.claim_id = claims.claim_id
left join languages on variants.language = languages.language
where len(claims.only_languages) = 0 or list_contains(claims.only_languages, variants.language)
group by all
order by
    variants.evidence_id,
    variants.task,
    variants.language,
    variants.split,
    variants.variant,
    variants.layer nulls first;
