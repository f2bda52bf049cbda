"""A published file judged against other claims than those it was built with; the file itself is only read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from pipeline.claims.queries import sql_literal
from pipeline.domain.claim import Claim
from pipeline.store.publish import open_build
from pipeline.store.tables import KEPT_MARTS, create_marts, create_tables, insert_rows

_NOT_TAKEN = ("claims", "evidence", "verdicts", "recomputations", "evidence_inputs", "differences", "multiverse")
_TABLES = "select table_name from information_schema.tables where table_catalog = 'built' and table_type = 'BASE TABLE'"
_COLUMNS = "select column_name from information_schema.columns where table_catalog = 'memory' and table_name = 'claims'"

Judge = Callable[[duckdb.DuckDBPyConnection, Sequence[Claim]], None]


@contextmanager
def judged_against(path: Path, claims: Sequence[Claim], judge: Judge) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that reads runs, scores and figures from the file at `path` and holds verdicts of its own.

    Args:
        judge: fills evidence, verdicts and what hangs on them.

    Raises:
        StoreError: the file is missing, damaged, of another schema, or none of ours.
        ClaimError: a claim that cannot be judged.
    """
    open_build(path).close()
    with closing(duckdb.connect()) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {sql_literal(str(path))} as built (read_only)")
        create_tables(connection)
        for (table,) in connection.execute(_TABLES).fetchall():
            if table not in _NOT_TAKEN and table not in KEPT_MARTS:  # those are computed from what is taken
                connection.execute(f'drop table if exists "{table}"')
                connection.execute(f'create view "{table}" as select * from built.main."{table}"')  # noqa: S608
        create_marts(connection)
        columns = [name for (name,) in connection.execute(_COLUMNS).fetchall()]
        rows = [{name: dataclasses.asdict(claim)[name] for name in columns} for claim in claims]
        insert_rows(connection, "claims", rows)
        judge(connection, claims)
        yield connection
