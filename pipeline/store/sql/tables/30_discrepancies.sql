-- grain: one row per finding of the audit of published figures
create table discrepancies (
    discrepancy integer primary key,  -- rank, from 1: what cannot be first, then the largest
    kind varchar not null,  -- docs/discrepancies.md defines each
    tier integer not null,  -- 1-3, with its words in tier_text
    tier_text varchar not null,
    sentence varchar not null,
    encoder varchar not null,  -- empty: about no encoder, or several
    tasks varchar[] not null,
    languages varchar[] not null,
    sources varchar[] not null,
    size double not null,  -- points, or counted things; 0: equal where they must not be
    rounding double not null,  -- the most of it that rounding explains
    strength double not null  -- points beyond rounding; of counted things, percent of the largest count
);
