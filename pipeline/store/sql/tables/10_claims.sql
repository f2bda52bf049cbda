-- grain: one row per claim
create table claims (
    claim_id varchar primary key,
    paper varchar not null,
    paper_title varchar not null,
    source_version varchar not null,
    source_url varchar not null,
    locator varchar not null,
    statement varchar not null,  -- in our own words
    kind varchar not null,
    regimes varchar[] not null,  -- subject
    baseline varchar not null,
    tasks varchar[] not null,
    languages varchar not null,  -- rule, as written in the claims file
    only_languages varchar[] not null default [],  -- that the claim is about; empty: all of each task
    metric varchar not null,  -- rule
    split varchar not null,
    aggregation varchar not null,
    comparator varchar not null,
    value varchar not null,  -- as printed
    value_low double,  -- rounding interval of the printed value
    value_high double,
    tolerance double not null,  -- declared, beyond rounding
    unit varchar not null,
    scope_encoder varchar not null,
    scope_benchmark varchar not null,
    definition json not null  -- the entry of the claims file, whole
);
