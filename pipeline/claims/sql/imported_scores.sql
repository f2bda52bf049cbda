-- grain: one row per score of an imported run whose number of examples is stated
-- reads: run_scores, runs
-- of all other runs, missing answers are a fault
select
    scored.run_id,
    scored.task,
    scored.language,
    scored.split,
    scored.metric,
    scored.value,
    scored.n_examples
from run_scores as scored
inner join runs on scored.run_id = runs.run_id
where runs.profile like 'import:%' and scored.n_examples > 0;
