-- grain: one row per language with a place on the map
create table language_places (
    language varchar primary key,
    glottocode varchar not null,
    glottolog_name varchar not null,  -- of the very language whose point this is; ours may be wider
    latitude double not null,  -- degrees north
    longitude double not null,  -- degrees east
    source varchar not null
);
