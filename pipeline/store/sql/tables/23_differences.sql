-- grain: one row per evidence row whose verdict is not CONFIRMED, and respect in which its setting is not the claim's
create table differences (
    evidence_id varchar not null,
    position integer not null,  -- from 1, in a fixed order of aspects
    aspect varchar not null,
    claimed varchar not null,  -- what the claim has
    evidence varchar not null,  -- what the evidence has
    effect varchar not null,  -- how it may matter
    is_stated boolean not null,  -- whether both sides are known; if not, they may or may not differ
    primary key (evidence_id, position)
);
