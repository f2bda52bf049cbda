-- grain: one row per language
create table languages (
    language varchar primary key,
    iso639_3 varchar not null,
    name varchar not null,
    family varchar not null,
    script varchar not null,
    cc100_tokens_millions double,
    cc100_gib double,
    is_xtreme boolean not null,
    is_xtreme_r boolean not null,
    xtreme_tasks varchar[] not null,
    source varchar not null
);
