-- grain: one row per dataset, or part of one, as a source describes it
create table datasets (
    dataset varchar not null,
    role varchar not null,
    train_examples varchar not null,  -- as printed, may be a range or two parts; empty: not stated
    dev_examples varchar not null,
    test_examples varchar not null,
    num_languages varchar not null,
    languages varchar not null,  -- as printed, separated by blanks
    metric varchar not null,
    source varchar not null
);
