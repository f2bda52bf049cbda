-- grain: one row per change of a verdict, as the home's ledger records it
create table verdict_changes (
    line integer primary key,  -- of LEDGER.jsonl, from 1
    recorded_at timestamp not null,  -- UTC
    snapshot_id varchar not null,  -- of the build that found the change
    evidence_id varchar not null,
    claim_id varchar not null,
    label varchar not null,
    verdict_before varchar,  -- null: there was no such evidence before
    direction_before varchar,
    estimate_before double,
    verdict_after varchar,  -- null: there is no such evidence any more
    direction_after varchar,
    estimate_after double,
    causes json not null  -- list of {cause, what}; what differs between the builds and can move this verdict
);
