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
    baseline varchar not null,  -- regime that the gain is over
    tasks varchar[] not null,
    languages varchar not null,  -- all | all_but_english
    only_languages varchar[] not null default [],  -- that the claim is about; empty: as languages says
    metric varchar not null,  -- task_score | accuracy | f1 | em
    split varchar not null,  -- dev | test | dev_else_test; empty: about no scores
    aggregation varchar not null,  -- mean_over_tasks | mean_over_languages | mean_over_families
    over_seeds varchar not null default 'mean',  -- mean | median
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
