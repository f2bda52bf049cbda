"""`python -m pipeline import reported`."""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.limits import NoLimitOption, limited
from pipeline.commands.steps import now
from pipeline.commands.terminal import BenchmarksOption, HomeOption, console
from pipeline.domain.errors import ProfileError
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from pipeline.audits.entered.reading import ReadTable
    from pipeline.audits.published.findings import Discrepancy
    from pipeline.store.entered import EnteredTable

MAX_BYTES = 1_000_000
SECONDS = 60
MOST_SHOWN = 60  # figures that are listed before they are kept
STANDARD_INPUT = Path("-")


def import_reported(
    file: Annotated[
        Path, typer.Argument(help="The table: CSV, TSV, Markdown, LaTeX or a spreadsheet's paste; - reads the input.")
    ],
    source: Annotated[str, typer.Option(help="Title of the paper or page that prints the table.")],
    url: Annotated[str, typer.Option(help="Its address.")],
    table: Annotated[str, typer.Option(help='Which table or page of it: "Table 3".')],
    claim: Annotated[
        str | None, typer.Option(help="Claim that the table is held against: says split and encoder where it does not.")
    ] = None,
    claims: Annotated[Path | None, typer.Option(help="Claims file whose systems, or whose claim, are meant.")] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="What holds of every figure: split, task, language, metric, system, setting, scale.",
        ),
    ] = None,
    stated: Annotated[
        list[str] | None,
        typer.Option("--match", metavar="LABEL=NAME", help="What a header or row name means; - leaves it out."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call the entry; the file's name by default.")] = None,
    by: Annotated[str | None, typer.Option(help="Who enters it; the user's name by default.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Keep it; without, the match is shown and nothing written.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Remove an earlier entry of this name.")] = False,
    benchmarks: BenchmarksOption = None,
    no_limit: NoLimitOption = False,
    home: HomeOption = None,
) -> None:
    """Take figures of a paper's table in, as entered by hand; `build` judges them apart from checked ones."""
    from pipeline.audits.entered.reading import read_table
    from pipeline.audits.entered.session import audit_table, reader_knowledge
    from pipeline.claims.registry.claims_file import load_claims, read_claims
    from pipeline.domain.errors import unknown_name
    from pipeline.store.benchmarks import folders_of, load_benchmarks
    from pipeline.store.entered import write_entered
    from pipeline.store.input_file import decode_input
    from pipeline.store.lock import writing
    from pipeline.tasks.discovery import load_tasks

    content = _content(file)
    text = decode_input(file, content)
    with limited(f"the import of {file}", seconds=SECONDS, is_lifted=no_limit):
        further = read_claims(claims) if claims is not None else ()
        known_claims = {one.claim_id: one for one in (*load_claims(), *further)}
        if claim is not None and claim not in known_claims:
            raise unknown_name("claim", claim, known_claims)
        place, tasks = find_home(home), load_tasks()
        described = load_benchmarks(folders_of(place, benchmarks), registered=tasks)
        known = reader_knowledge(
            tasks,
            benchmarks=described,
            claims=further,
            claim=known_claims[claim] if claim is not None else None,
            stated=_pairs("--match", stated or (), is_last=True),
        )
        read = read_table(text, known, name=str(file), given=_pairs("--set", given or ()))
        moment = now()
        entry = _entry(
            read,
            name=name or _name_of(file),
            about=(source, url, table),
            by=by or _user(),
            file_name=file.name if file != STANDARD_INPUT else "standard input",
            sha256=hashlib.sha256(content).hexdigest(),
            at=moment.isoformat(),
        )
        found = audit_table(read, entry, described)
    _show(read, entry, found)
    if not yes:
        console.print("nothing is written yet; say --yes where this is what the table says", highlight=False)
        return
    with writing(place, started_at=moment.isoformat(), command="import reported"):
        is_new = write_entered(place.entered, entry, is_replaced=replace)
    if not is_new:
        console.print(f"{entry.name} is there already with the same figures; nothing is changed", highlight=False)
        return
    console.print(
        f"{len(entry.figures)} figures, entered by hand by {entry.entered_by} -> {place.entered / entry.name}.json",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    console.print("`python -m pipeline build` judges them; `verify` shows the verdicts", highlight=False)


def _content(file: Path) -> bytes:
    from pipeline.store.input_file import read_input

    if file != STANDARD_INPUT:
        return read_input(file, "a table as text", max_bytes=MAX_BYTES, advice="one table at a time")
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not content or len(content) > MAX_BYTES:
        raise ProfileError(f"the input holds {len(content)} bytes; expected a table of at most {MAX_BYTES:,}")
    return content


def _pairs(option: str, texts: Sequence[str], *, is_last: bool = False) -> dict[str, str]:
    """What each KEY=VALUE says.

    Args:
        is_last: the last "=" divides, as labels may hold some.
    """
    found: dict[str, str] = {}
    for text in texts:
        key, mark, value = text.rpartition("=") if is_last else text.partition("=")
        if not mark or not key.strip() or not value.strip() or key.strip() in found:
            raise ProfileError(f"{option} {text!r:.200}: expected NAME=VALUE, each name once")
        found[key.strip()] = value.strip()
    return found


def _name_of(file: Path) -> str:
    return "table" if file == STANDARD_INPUT else file.stem.lower().replace(" ", "-")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an id without a name, as in containers
        return f"user {os.getuid()}"


def _entry(
    read: ReadTable, *, name: str, about: tuple[str, str, str], by: str, file_name: str, sha256: str, at: str
) -> EnteredTable:
    from pydantic import ValidationError

    from pipeline.store.entered import EnteredTable

    title, url, table = about
    try:
        return EnteredTable.model_validate(
            {
                "name": name,
                "title": title.strip(),
                "url": url.strip(),
                "table": table.strip(),
                "entered_by": by.strip(),
                "entered_at": at,
                "file_name": file_name[:300],
                "file_sha256": sha256,
                "figures": [one.figure for one in read.figures],
            }
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = {"title": "source", "entered_by": "by"}.get(str(first["loc"][0]), str(first["loc"][0]))
        expected = "small letters, digits, and ._-" if option == "name" else "1 to 300 characters"
        raise ProfileError(f"--{option} {first['input']!r:.80}: expected {expected}") from error


def _show(read: ReadTable, entry: EnteredTable, found: Sequence[Discrepancy]) -> None:
    """The match, what was left out, and what contradicts itself."""

    def say(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)

    say(f"{entry.file_name}, read as {read.form}: {len(read.figures)} figures of {entry.table}, {entry.title}")
    for match in read.matches:
        strange = f"  (not known here, kept as printed; nearest: {match.unknown})" if match.unknown else ""
        say(f"  {match.where:8}{match.label:32} {match.meaning}{strange}", "yellow" if strange else "")
    for one in read.figures[:MOST_SHOWN]:
        figure = one.figure
        language = "average" if figure.language == "avg" else figure.language
        setting = f", {figure.setting}" if figure.setting else ""
        say(
            f"  line {one.line:<3} {figure.value_text:>6}  {figure.encoder}, {figure.task} {figure.metric}, "
            f"{language}, {figure.split}{setting}"
        )
    if len(read.figures) > MOST_SHOWN:
        say(f"  and {len(read.figures) - MOST_SHOWN} more figures")
    for note in read.notes:
        say(note, "yellow")
    for finding in found:
        say(f"contradiction: {finding.sentence}", "red")
