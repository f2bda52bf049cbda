-- grain: one row per line of the home's ledger that is damaged or was changed after it was written
create table ledger_faults (
    line integer not null,  -- of LEDGER.jsonl, from 1
    fault varchar not null
);
