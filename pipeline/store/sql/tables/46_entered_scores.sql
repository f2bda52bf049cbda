-- grain: one row per figure that a reader entered by hand from a table; nobody has checked it against its source
-- never read together with reported_scores: a source here is one table that one reader entered
create table entered_scores (
    reported_id integer primary key,  -- none of reported_scores: from 1,000,001
    source_id varchar not null,  -- "entered:" and the name of the entry
    source_title varchar not null,
    source_url varchar not null,
    table_or_section varchar not null,
    setting varchar not null,
    encoder varchar not null,  -- with "+" and the regime behind it, as in reported_scores
    params_millions double,
    task varchar not null,
    language varchar not null,  -- "avg": an average as printed
    flag varchar not null,
    system varchar not null,  -- as the table names it
    metric varchar not null,  -- task_score: one number that the table prints for the mean of F1 and EM
    split varchar not null,
    value double not null,
    value_text varchar not null,  -- as typed; its digits are its precision
    entered_by varchar not null,
    entered_at timestamp not null,  -- UTC
    file_name varchar not null,
    file_sha256 varchar not null
);
