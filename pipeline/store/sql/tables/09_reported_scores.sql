-- grain: one row per published figure
create table reported_scores (
    reported_id integer primary key,  -- line of data/reference/reported_scores.csv, from 1
    source_id varchar not null,
    source_title varchar not null,
    source_url varchar not null,
    table_or_section varchar not null,
    setting varchar not null,
    encoder varchar not null,
    params_millions double,
    task varchar not null,
    language varchar not null,  -- "avg": an average as printed
    flag varchar not null,  -- a known defect of the cell; flagged rows stay out of averages
    system varchar not null,
    metric varchar not null,
    split varchar not null,
    value double not null,
    value_text varchar not null  -- as in the file; trailing zeros are lost in some sources ("80" for 80.0)
);
