"""Reads of a built file in a process of their own: `python -I worker.py`, request on stdin, answers on stdout.

Request: one JSON object with path, statements, limits and wants_sources. Answer to each statement, as far as the first
that fails: one line of JSON, then, where that line has no "error", its n_bytes of rows as an Arrow IPC stream. The
process holds nothing worth stealing, can open no further file and no socket once the file is open, can write to none,
limits what it says, and ends itself: the caller kills it only if all of that fails.

It is run by its path and imports nothing of this project: it starts fast and needs no repository on sys.path.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.ipc  # with the others: later no file can be opened

MEBIBYTE = 1 << 20
N_SAID = 1_000  # characters of an error that are passed on; a query can make one of megabytes
CUT_OFF = " ... (cut off)"
GRACE_SECONDS = 1  # between DuckDB's own time limit, which names itself, and the signals, which do not
CLOSED_SIGNS = ("Permission Error", "configuration has been locked")  # within an error of another type
WITH_PLACE = {"syntax", "unknown_name", "unfit"}
READS = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
# the order matters: with external access off first, DuckDB counts the opened file among the allowed paths, and
# COPY ... TO <that file> would still truncate it; the file system as a whole has to go
SETTINGS = ("enable_progress_bar=false", "errors_as_json=true", "python_enable_replacements=false")
CLOSED = ("enable_external_access=false", "disabled_filesystems='LocalFileSystem'", "lock_configuration=true")
PLAIN = {"boolean", "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint"}
PLAIN |= {"hugeint", "float", "double", "decimal", "varchar"}


class Refused(Exception):  # noqa: N818  # an answer, not a defect
    """The query will not be run or did not end; `kind` is one of the kinds in problems.py."""

    def __init__(self, kind: str, text: str = "", position: int | None = None) -> None:
        super().__init__(text)
        said = text if len(text) <= N_SAID else text[:N_SAID] + CUT_OFF
        self.answer = {"error": kind, "text": said, "position": position}


def main() -> None:
    """Answer the request on stdin."""
    request = json.load(sys.stdin)
    limit_process(request["limits"], len(request["statements"]))
    for header, rows in answers(request):
        sys.stdout.buffer.write(json.dumps(header | {"n_bytes": len(rows)}).encode() + b"\n" + rows)
        sys.stdout.buffer.flush()


def answers(request: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Header and rows of each statement; the first that fails is the last."""
    limits = request["limits"]
    try:
        connection = open_closed(request["path"], limits)
        for statement in request["statements"]:
            start_clock(limits)
            yield run(connection, statement, limits, request["wants_sources"])
    except Refused as refused:
        yield refused.answer, b""
    except MemoryError:
        yield {"error": "memory"}, b""


def limit_process(limits: dict[str, Any], n_statements: int = 1) -> None:
    """Limit address space, processor time, wall time; no bytes may be written to files.

    Raises:
        ValueError, OSError: the system does not know one of these limits; nothing is run then.
    """
    start_clock(limits)
    seconds = n_statements * (limits["wall_seconds"] + 2 * GRACE_SECONDS)
    _limit(resource.RLIMIT_AS, limits["address_space_bytes"])
    _limit(resource.RLIMIT_CPU, int(seconds), more=1)  # the soft limit tells, the hard one kills
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def start_clock(limits: dict[str, Any]) -> None:
    """Give the next statement its wall time; with no handler for the signal the process ends, in C code as well."""
    signal.setitimer(signal.ITIMER_REAL, limits["wall_seconds"] + 2 * GRACE_SECONDS)


def _limit(what: int, value: int, more: int = 0) -> None:
    hard = resource.getrlimit(what)[1]
    allowed = value + more if hard == resource.RLIM_INFINITY else min(value + more, hard)
    resource.setrlimit(what, (min(value, allowed), allowed))


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, limits: dict[str, Any], wants_sources: bool
) -> tuple[dict[str, Any], bytes]:
    """The answer's first line and the rows as an Arrow IPC stream.

    Args:
        wants_sources: say as well which tables of the file the rows come from.

    Raises:
        Refused: the query is not one read, or it failed.
    """
    try:
        functions = check_statement(connection, sql)
        sources = read_sources(connection, sql, functions) if wants_sources else {}
        header, rows = read(connection, sql, limits)
        return header | sources, rows
    except duckdb.Error as error:
        raise refusal(error) from error
    except MemoryError as error:  # pyarrow's own error is one too
        raise Refused("memory") from error


def open_closed(path: str, limits: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches no other file; afterwards the process can open none either.

    Raises:
        Refused: the file cannot be opened.
    """
    config = {
        "threads": 1,
        "memory_limit": f"{limits['memory_bytes'] // MEBIBYTE}MiB",
        "temp_directory": "",
        "max_execution_time": round(limits["wall_seconds"] * 1000),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(path, read_only=True, config=config)
        connection.execute("select count(*) from duckdb_tables()").fetchall()
    except duckdb.Error as error:
        raise Refused("unopened", str(error)) from error
    for setting in (*SETTINGS, *CLOSED):
        connection.execute(f"set {setting}").fetchall()
    _limit(resource.RLIMIT_NOFILE, 0)
    return connection


def check_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Let pass exactly one statement that DuckDB's own parser calls a read, down to its last common table expression.

    `WITH x AS (COPY ...) SELECT ...` is a SELECT to the parser too, so its tree is searched for other nodes. Returns
    the names of the functions that it calls for rows.

    Raises:
        Refused: it is none, several, no read, or has parameters.
    """
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise Refused("empty" if not statements else "several", str(len(statements)))
    if (name := _type_name(statements[0])) != "SELECT":
        raise Refused("not_a_read", name)
    if names := statements[0].named_parameters:
        raise Refused("parameters", ", ".join(sorted(names)))
    [[text]] = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchall()
    tree = json.loads(text)
    others = sorted(set(_nodes(tree)) - READS)
    if others:
        raise Refused("not_a_read", ", ".join(name.removesuffix("_QUERY_NODE") for name in others))
    return sorted({name for item in _items(tree) if (name := _row_function(item))})


def _type_name(statement: Any) -> str:
    try:
        return str(statement.type.name)
    except ValueError:  # one that the Python library has no name for, such as CONNECT
        return "unknown"


def _nodes(tree: Any) -> Iterator[str]:
    """Types of all query nodes in a serialized statement; one that cannot be serialized counts as a node of its own."""
    for item in _items(tree):
        if item.get("error") is True:
            yield str(item.get("error_message"))
        if str(item.get("type", "")).endswith("_NODE"):
            yield str(item["type"])


def _items(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a serialized statement; without recursion, as a stranger sets the depth."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
            yield item
        elif isinstance(item, list):
            waiting.extend(item)


def _row_function(item: dict[str, Any]) -> str:
    """Name of the function that a table function node calls; "" for other nodes."""
    return str((item.get("function") or {}).get("function_name")) if item.get("type") == "TABLE_FUNCTION" else ""


def read_sources(connection: duckdb.DuckDBPyConnection, sql: str, functions: list[str]) -> dict[str, list[str]]:
    """Names of the tables that the statement reads, those behind its views, and of the functions it calls for rows.

    DuckDB's binder tells a common table expression from a table of the same name, scope by scope.
    """
    return {"tables": sorted(connection.get_table_names(sql)), "functions": functions}


def read(connection: duckdb.DuckDBPyConnection, sql: str, limits: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Rows up to the limits as an Arrow IPC stream, and what there is to say of them."""
    started = time.perf_counter()
    relation = bind(connection, sql)
    types = [str(type_) for type_ in relation.types]
    names = list(relation.columns)
    check_width(names, types, limits)
    reader = relation.project(projection(names, relation.types)).to_arrow_reader(2048)
    batches, cut = take(reader, limits)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reader.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    if sink.tell() > 2 * limits["n_bytes"]:  # what the stream adds for each column of each batch
        raise Refused("too_wide")
    header = {
        "names": names,
        "types": types,
        "n_rows": sum(batch.num_rows for batch in batches),
        "cut": cut,
        "seconds": time.perf_counter() - started,
    }
    return header, sink.getvalue().to_pybytes()


def check_width(names: list[str], types: list[str], limits: dict[str, Any]) -> None:
    """Refuse a head of the table that is larger than its rows may be.

    Raises:
        Refused: it has more columns, or longer names and types, than the limits.
    """
    if len(names) > limits["n_columns"]:
        raise Refused("too_many_columns", f"{len(names):,}")
    if sum(map(len, (*names, *types))) * 4 > limits["n_bytes"]:  # UTF-8 takes at most four bytes a character
        raise Refused("too_wide")


def bind(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The query as a relation, not yet run."""
    try:
        return connection.sql(sql)
    except (duckdb.CatalogException, duckdb.BinderException, duckdb.ConversionException):
        connection.execute(sql).fetchall()  # fails again, this time with the place in the text
        raise


def read_plainly(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Rows of a statement of our own, each value written as `read` writes it, so that both can be compared."""
    relation = connection.sql(sql)
    return relation.project(projection(list(relation.columns), relation.types)).to_arrow_table()


def projection(names: list[str], types: list[Any]) -> str:
    """Every column by position; what is no truth value, number or text is written out as DuckDB writes it.

    Its dates reach further than Python's, and its lists and intervals have no cell of a CSV file.
    """
    return ", ".join(
        (f"#{i}" if type_.id in PLAIN else f"cast(#{i} as varchar)") + ' as "' + name.replace('"', '""') + '"'
        for i, (name, type_) in enumerate(zip(names, types, strict=True), start=1)
    )


def take(reader: Any, limits: dict[str, Any]) -> tuple[list[Any], str | None]:
    """Batches up to the limits, and which limit cut them: "rows", "bytes" or None.

    Raises:
        Refused: not even the first row fits.
    """
    batches: list[Any] = []
    rows_left, bytes_left = limits["n_rows"], limits["n_bytes"]
    for batch in reader:
        kept, cut = batch, None
        if kept.num_rows > rows_left:
            kept, cut = kept.slice(0, rows_left), "rows"
        while kept.num_rows and kept.nbytes > bytes_left:
            kept, cut = kept.slice(0, kept.num_rows // 2), "bytes"
        batches.append(kept)
        rows_left, bytes_left = rows_left - kept.num_rows, bytes_left - kept.nbytes
        if cut is not None:
            if rows_left == limits["n_rows"]:
                raise Refused("too_wide")
            return batches, cut
    return batches, None


def refusal(error: duckdb.Error) -> Refused:
    """What a DuckDB error is to the reader."""
    label, _, said = str(error).partition(": ")
    try:
        told = json.loads(said)
    except ValueError:
        told = {}
    text = f"{label}: {told['exception_message']}" if "exception_message" in told else str(error)
    kind = {
        "ParserException": "syntax",
        "SyntaxException": "syntax",
        "InterruptException": "time",
        "OutOfMemoryException": "memory",
        "PermissionException": "refused",
        "CatalogException": "unknown_name",
        "BinderException": "unfit",
    }.get(type(error).__name__, "failed")
    if any(sign in text for sign in CLOSED_SIGNS):
        kind = "refused"
    # later errors name places in the query as it was rewritten, not in the reader's text
    position = told.get("position") if kind in WITH_PLACE else None
    return Refused(kind, text, None if position is None else int(position))


if __name__ == "__main__":
    main()
