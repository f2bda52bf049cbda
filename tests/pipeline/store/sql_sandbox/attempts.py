"""What strangers might write: statements that would read or write files, change what is stored, or never end."""

import hashlib

import duckdb

COPY_OVER = "copy (select 1) to '{file}' (format csv, use_tmp_file false)"

# query, kinds of error it may end with; {file} is the published file, {outside} a path beside it
ATTEMPTS = [
    # several statements, or one that is no read
    ("select 1; select 2", "several"),
    ("select 1; copy (select 1) to '{outside}'", "several"),
    ("/* ; */ select 1 -- \n; drop table claims", "several"),
    ("attach '{file}' as again", "not_a_read"),
    ("attach ':memory:' as free", "not_a_read"),
    (COPY_OVER, "not_a_read"),
    ("copy claims to '{outside}' (format parquet)", "not_a_read"),
    ("export database '{outside}'", "not_a_read"),
    ("import database '{outside}'", "not_a_read"),
    ("install httpfs", "not_a_read"),
    ("load httpfs", "not_a_read"),
    ("set enable_external_access = true", "not_a_read"),
    ("set disabled_filesystems = ''", "not_a_read"),
    ("set lock_configuration = false", "not_a_read"),
    ("reset lock_configuration", "not_a_read"),
    ("pragma enable_external_access", "not_a_read"),
    ("create temp table taken as select * from claims", "not_a_read"),
    ("create or replace view claims as select 1", "not_a_read"),
    ("create secret (type s3, key_id 'a', secret 'b')", "not_a_read unknown_name syntax"),
    ("insert into claims select * from claims", "not_a_read"),
    ("update scores set value = 100", "not_a_read"),
    ("delete from verdicts", "not_a_read"),
    ("drop table claims", "not_a_read"),
    ("insert into gains select * from gains", "not_a_read"),
    ("checkpoint", "not_a_read"),
    ("vacuum", "not_a_read"),
    ("call pragma_version()", "not_a_read"),
    ("prepare p as select 1", "not_a_read"),
    ("execute p", "not_a_read"),
    ("explain analyze " + COPY_OVER, "not_a_read"),
    ("connect 'quack:127.0.0.1:1'", "not_a_read"),
    # a SELECT to the parser with something else inside
    (f"with x as ({COPY_OVER}) select * from x", "not_a_read"),
    (f"select * from (with x as ({COPY_OVER}) select * from x)", "not_a_read"),
    ("with x as (copy (select 1) to '{file}.wal' (use_tmp_file false)) select * from x", "not_a_read"),
    ("with x as (insert into claims select * from claims returning 1) select * from x", "not_a_read"),
    ("with x as (delete from verdicts returning 1) select * from x", "not_a_read"),
    (f"from query($$with x as ({COPY_OVER}) select * from x$$)", "unfit refused"),
    ("from query('select 1; drop table claims')", "syntax"),
    ("from json_execute_serialized_sql('{tree}')", "refused"),
    # other files and other machines
    ("from '/etc/passwd'", "unknown_name refused"),
    ("from query_table('/etc/passwd')", "unknown_name refused"),
    ("from read_csv('/etc/passwd')", "refused"),
    ("from read_text('/etc/passwd')", "refused"),
    ("from read_blob('{file}')", "refused"),
    ("from read_json('/etc/passwd')", "refused"),
    ("from read_duckdb('{file}')", "refused"),
    ("from sniff_csv('/etc/passwd')", "refused"),
    ("from parquet_scan('/etc/passwd')", "refused"),
    ("from parquet_metadata('{outside}')", "refused"),
    ("from glob('/etc/*')", "refused"),
    ("from read_csv('/dev/stdin')", "refused"),
    ("from 'https://127.0.0.1/x.csv'", "refused"),
    ("from 's3://bucket/x.parquet'", "refused"),
    ("from sqlite_scan('{file}', 't')", "unknown_name"),
    ("from st_read('/etc/passwd')", "unknown_name"),
    ("from duckdb_extensions()", "refused"),
    ("select getenv('PATH')", "unknown_name"),
    ("from enable_logging(storage := 'file', storage_path := '{outside}')", "refused"),
    ("from enable_profiling(format := 'json', save_location := '{outside}')", "refused"),
    # the worker's own variables, which DuckDB's Python library would otherwise find by name
    ("from names", "unknown_name"),
    ("from force_checkpoint()", "failed refused"),
    # a CTE named like a file in one scope, the file itself in another
    (
        'select * from (with "/etc/passwd" as (select 1 as a) select * from "/etc/passwd") as own, \'/etc/passwd\'',
        "unknown_name refused",
    ),
    (
        'with "{outside}" as (select 1 as a) select (select count(*) from "{outside}"), (select count(*) from '
        'main."{outside}")',
        "unknown_name refused",
    ),
    ("with x as (update verdicts set verdict = 'CONFIRMED' returning 1) select count(*) from x", "not_a_read"),
    ("with x as (update evidence set estimate = 8.2 returning 1) select count(*) from x", "not_a_read"),
    (
        "with x as (copy (select 'import os') to '{outside}.py' (format csv, header false, quote '', escape '')) "
        "select 1.0 as value, null::double as low, null::double as high, 1 as n from (select count(*) from x)",
        "not_a_read",
    ),
    ("with x as materialized (copy verdicts to '{outside}') select 1 from x", "not_a_read"),
    ("select 1 where exists (with x as (delete from claims returning 1) select * from x)", "not_a_read"),
    ("with recursive x as (insert into runs select * from runs returning 1) select * from x", "syntax"),
    ("with x as (merge into claims using claims c on true when matched then delete) select * from x", "syntax"),
    ("with x as (create table y as select 1) select * from x", "not_a_read syntax"),
    ("with x as (attach '{outside}') select * from x", "not_a_read syntax"),
    ("select * from read_csv_auto(['/etc/passwd', '/etc/hostname'])", "refused"),
    ("select (select content from read_text('/etc/hostname'))", "refused"),
    ("select * from read_parquet('{outside}*')", "refused"),
    # nothing to run
    ("select " + "(" * 5000 + "1" + ")" * 5000, "syntax"),
    ("select '" + "x" * 20_000 + "'", "too_long"),
    ("select $1", "parameters"),
    ("", "empty"),
]
# time and memory; on a loaded machine either may run out first
BOMBS = [
    ("select count(*) from range(100000000000)", "memory time"),
    ("select pg_sleep(30)", "time unknown_name"),
    ("select sum(md5(range::varchar)::hugeint) from range(100000000000)", "memory time failed"),
    ("with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t", "memory time"),
    ("select count(*) from range(1000000000) a, range(1000000000) b where a.range % 7 = b.range % 11", "memory time"),
    ("select a.range from range(100000000000) a where a.range % 100000000 = 99999999", "memory time"),
    ("from range(100000) a, range(100000) b order by random()", "memory time"),
    (
        "from claims, claims a, claims b, claims c, claims d, claims e, claims f, claims g order by random()",
        "memory time",
    ),
    ("select repeat('x', 1000000000)", "memory time"),
    ("select repeat('x', 100000000)", "memory time too_wide ended"),
    ("select string_agg(repeat('x', 100000), '') from range(100000)", "memory time"),
    ("select list(range) from range(1000000000)", "memory time"),
]


def digest(path):
    """sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def written(query, file):
    """The query with its paths; the tree is that of a COPY over the published file."""
    text = query.replace("{file}", str(file)).replace("{outside}", str(file.parent / "taken"))
    if "{tree}" not in text:
        return text
    copy = f"with x as ({COPY_OVER.format(file=file)}) select * from x"
    [tree] = duckdb.execute("select json_serialize_sql(?::varchar)", [copy]).fetchone()
    return text.replace("{tree}", tree.replace("'", "''"))
