-- grain: one row per run_id, task, language, split, layer, metric of retrieval that is scored at every layer
-- empty where no run's profile asks for it (evaluation.retrieval_layers = "all")
create table layer_scores (
    run_id varchar not null,
    task varchar not null,
    language varchar not null,
    split varchar not null,
    layer integer not null check (layer >= 0),  -- 0: the embeddings, 1: the first layer
    metric varchar not null,
    value double not null check (value between 0 and 100),  -- percent
    is_headline boolean not null,  -- the layer of the row in scores, which is the same number
    primary key (run_id, task, language, split, layer, metric)
);
