"""`python -m pipeline audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.limits import SECONDS_A_REPORT, NoLimitOption, limited
from pipeline.commands.steps import now
from pipeline.commands.terminal import HomeOption, console, errors
from pipeline.domain.errors import CrosscheckError
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from pipeline.audits.reports.audit import Audit
    from pipeline.audits.reports.misquotes.outcome import Outcome

MOST_TOGETHER = 50  # reports that are compared with each other; more are audited each on its own


def audit(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Reports as text, Markdown or PDF, or folders of them; up to 50 are compared with each other."
        ),
    ],
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write the whole audit there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one row per atom there.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Also write it there as one HTML file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Also write it there as Markdown.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Also write every row there as JUnit XML.")] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME,...", help="Exit 1 where a row is one of: contradicts, version, doubtful, unchecked."
        ),
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(help="Also write the facts of each report into this folder, none of its sentences.")
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the documents in the home; `build` takes them in.")
    ] = False,
    no_limit: NoLimitOption = False,
    home: HomeOption = None,
) -> None:
    """Audit machine-written literature reports: misquotes, counts, marks, contradictions; see docs/audit.md.

    A file that cannot be read does not stop the others; the exit code is 2 then.
    """
    from pipeline.audits.reports.audit_files import check_outputs, write_audit_csv, write_audit_json
    from pipeline.audits.reports.audit_table import print_audit, summary
    from pipeline.audits.reports.corpus import files_below
    from pipeline.audits.reports.gate import outcomes_named

    failing = outcomes_named(fail_on or [])
    given = files_below(files)
    check_outputs((json_out, csv_out, html_out, markdown, junit), given)
    seconds = SECONDS_A_REPORT * max(1, len(given))
    if len(given) > MOST_TOGETHER or not given:
        if any((html_out, markdown, facts, save)):
            raise typer.BadParameter(
                f"{len(given)} reports are audited each on its own; --html, --markdown, --facts and --save take at "
                f"most "
                f"{MOST_TOGETHER}"
            )
        with limited(f"the audit of {len(given)} reports", seconds=seconds, is_lifted=no_limit):
            outcomes, n_refused = _corpus(given, json_out, csv_out, junit, failing)
    else:
        with limited(f"the audit of {', '.join(map(str, files))}", seconds=seconds, is_lifted=no_limit):
            found = _together(given, home)
        print_audit(found, console)
        if json_out is not None:
            write_audit_json(found, json_out)
        if csv_out is not None:
            write_audit_csv(found, csv_out)
        _write(found, html_out, markdown, junit, failing)
        if facts is not None:
            _write_facts(found, facts)
        if save:
            _save(found, home)
        outcomes, n_refused = found.outcomes, len(found.refused)
        console.print(summary(found), soft_wrap=True, highlight=False)
        for one in found.refused:
            errors.print(f"error: {one.message}", style="red", markup=False, highlight=False, soft_wrap=True)
    if n_refused:
        raise typer.Exit(2)
    if failing & set(outcomes):
        raise typer.Exit(1)


def _together(given: list[Path], home: Path | None) -> Audit:
    from pipeline.audits.reports.audit import audit as make_audit
    from pipeline.audits.reports.matching.aliases import load_aliases
    from pipeline.audits.reports.matching.facts import shipped_facts
    from pipeline.audits.reports.misquotes.published_scores import shipped_scores
    from pipeline.audits.reports.our_verdicts import read_verdicts
    from pipeline.audits.reports.uploads import read_all
    from pipeline.claims.registry.claims_file import load_claims

    aliases = load_aliases()
    documents, refused = read_all(given)
    if not documents:
        raise CrosscheckError("\n".join(one.message for one in refused))
    return make_audit(
        documents,
        claims=load_claims(),
        aliases=aliases,
        facts=shipped_facts(aliases),
        scores=shipped_scores(),
        verdicts=read_verdicts(find_home(home)),
        refused=refused,
    )


def _corpus(
    given: list[Path], json_out: Path | None, csv_out: Path | None, junit: Path | None, failing: frozenset[Outcome]
) -> tuple[tuple[Outcome, ...], int]:
    from pipeline.audits.reports.corpus import audit_corpus
    from pipeline.audits.reports.corpus_table import corpus_csv, corpus_json, print_corpus
    from pipeline.audits.reports.gate import FAILING, junit_xml
    from pipeline.store.atomic import write_text

    found = audit_corpus(given)
    print_corpus(found, console)
    if json_out is not None:
        write_text(json_out, corpus_json(found))
    if csv_out is not None:
        write_text(csv_out, corpus_csv(found))
    if junit is not None:
        cases = (
            (report.file_name, row.position, row.text, row.outcome, row.reason)
            for report in found.reports
            for row in report.rows
        )
        refused = [(one.file_name, one.message) for one in found.refused]
        write_text(junit, junit_xml(cases, refused, failing or FAILING))
    return found.outcomes, len(found.refused)


def _write(
    found: Audit, html_out: Path | None, markdown: Path | None, junit: Path | None, failing: frozenset[Outcome]
) -> None:
    from pipeline.audits.reports.gate import FAILING, junit_xml
    from pipeline.audits.reports.written import audit_html, audit_markdown, written
    from pipeline.store.atomic import write_text

    if html_out is not None:
        write_text(html_out, audit_html(written(found)))
    if markdown is not None:
        write_text(markdown, audit_markdown(written(found)))
    if junit is not None:
        cases = (
            (part.document.file_name, row.claim.position, row.claim.text, row.check.outcome, row.check.reason)
            for part in found.documents
            for row in part.rows
        )
        refused = [(one.file_name, one.message) for one in found.refused]
        write_text(junit, junit_xml(cases, refused, failing or FAILING))


def _write_facts(found: Audit, folder: Path) -> None:
    from pipeline.audits.reports.facts_alone import facts_of
    from pipeline.audits.reports.matching.aliases import load_aliases
    from pipeline.store.document_facts import write_facts

    paths = [write_facts(folder, facts) for facts in facts_of(found, load_aliases())]
    console.print(
        f"facts of {len(paths)} reports in {folder}; put their research questions into your own words there",
        soft_wrap=True,
        highlight=False,
    )


def _save(found: Audit, home: Path | None) -> None:
    from pipeline.store.documents import write_document
    from pipeline.store.lock import writing

    place = find_home(home)
    with writing(place, started_at=now().isoformat(), command="audit --save"):
        for part in found.documents:
            write_document(place.documents, part.document)
    console.print(f"saved in {place.documents}; `build` takes them in", soft_wrap=True, highlight=False)
