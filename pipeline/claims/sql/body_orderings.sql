-- grain: one row per seed, task, language, split that both regimes were scored on
-- reads: task_gains
-- gain: score of the one regime minus score of the other, both beside the same baseline run
select
    subject.run_id,
    rival.run_id as baseline_run_id,
    subject.regime,
    subject.seed,
    subject.task,
    subject.language,
    subject.split,
    subject.value - rival.value as gain,
    subject.n_examples,
    rival.n_examples as baseline_n_examples,
    subject.n_available
from task_gains as subject
inner join task_gains as rival
    on
        subject.baseline_run_id = rival.baseline_run_id
        and subject.task = rival.task
        and subject.language = rival.language
        and subject.split = rival.split
where
    subject.profile = $profile  -- noqa: RF02
    and subject.encoder = $encoder  -- noqa: RF02
    and subject.source_digest = $source_digest  -- noqa: RF02
    and subject.regime = $subject  -- noqa: RF02
    and rival.regime = $rival  -- noqa: RF02
    and list_contains($tasks, subject.task)  -- noqa: RF02
order by subject.task, subject.language, subject.split, subject.seed;
