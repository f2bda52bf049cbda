-- grain: one row per measured evidence row and definition of the mean gain
-- filled when the file is built (pipeline/claims/analyses/multiverse.py); definitions that come to the same stand once
create table multiverse (
    claim_id varchar not null,
    evidence_id varchar not null,
    definition integer not null,  -- from 1, in a fixed order; the first is the claim's own, where it has scores
    split varchar not null check (split in ('as judged', 'dev', 'test')),
    english varchar not null check (english in ('with', 'without')),
    qa_metric varchar not null check (qa_metric in ('mean', 'f1', 'em')),  -- of question answering
    retrieval varchar not null check (retrieval in ('with', 'without')),
    -- of the encoder, for retrieval: the one that scores are of, or the number of another, 0 for the embeddings
    retrieval_layer varchar not null default 'headline' check (
        retrieval_layer = 'headline' or regexp_full_match(retrieval_layer, '[0-9]+')
    ),
    macro_over varchar not null check (macro_over in ('tasks', 'languages', 'families')),
    languages_seen varchar not null check (languages_seen in ('all', 'seen', 'unseen')),
    value double not null,  -- points
    low double,  -- t interval over the languages, or families; null: no spread is known
    high double,
    level double,
    n_cells integer not null,
    n_groups integer not null,  -- tasks, languages or families that are averaged last
    holds boolean,  -- whether the interval meets what the claim accepts, were it in scope; null: no interval, one seed
    direction varchar,  -- as in verdicts; null: no interval
    primary key (evidence_id, definition)
);
