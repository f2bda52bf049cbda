-- grain: one row per run with an intermediate phase that has a baseline beside it
-- reads: current_runs
-- the two arms differ in the intermediate phase alone: same encoder, source, seed, code and settings
create view experiment_pairs as
select
    subject.run_id,
    baseline.run_id as baseline_run_id,
    subject.profile,
    subject.encoder,
    subject.encoder_digest,
    subject.source,
    subject.source_digest,
    subject.regime,
    subject.seed,
    subject.languages_seen
from current_runs as subject
inner join current_runs as baseline
    on
        subject.profile = baseline.profile
        and subject.encoder = baseline.encoder
        and subject.target_task = baseline.target_task
        and subject.seed = baseline.seed
        and subject.source_digest = baseline.source_digest
        and subject.code_digest = baseline.code_digest
        and subject.phase = baseline.phase
        and (subject.config -> 'fine_tuning')::varchar is not distinct from (baseline.config -> 'fine_tuning')::varchar
        and (subject.config -> 'evaluation')::varchar is not distinct from (baseline.config -> 'evaluation')::varchar
        and (subject.config -> 'pretraining')::varchar is not distinct from (baseline.config -> 'pretraining')::varchar
where subject.phase = 'target' and subject.regime <> 'none' and baseline.regime = 'none';
