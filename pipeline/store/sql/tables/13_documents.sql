-- grain: one row per audited report
create table documents (
    document_id varchar primary key,
    file_name varchar not null,
    sha256 varchar not null,
    title varchar not null,
    dated varchar,
    research_question varchar,
    n_claims_asserted integer,
    n_verified_asserted integer,
    quality_score_asserted double,
    has_text boolean not null  -- false: facts of it ship, its sentences do not; its rows stand in our words
);
