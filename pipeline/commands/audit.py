"""`python -m pipeline audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.steps import now
from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home


def audit(
    files: Annotated[list[Path], typer.Argument(help="Reports as text, Markdown or PDF; compared with each other.")],
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write the whole audit there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one row per atom there.")] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the documents in the home; `build` takes them in.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Audit machine-written literature reports: counts, marks, atoms, contradictions; see docs/audit.md."""
    from pipeline.audits.reports.audit import audit as make_audit
    from pipeline.audits.reports.audit_files import check_outputs, write_audit_csv, write_audit_json
    from pipeline.audits.reports.audit_table import print_audit, summary
    from pipeline.audits.reports.matching.aliases import load_aliases
    from pipeline.audits.reports.matching.facts import shipped_facts
    from pipeline.audits.reports.our_verdicts import read_verdicts
    from pipeline.audits.reports.reading.content import read_report
    from pipeline.claims.registry.claims_file import load_claims
    from pipeline.store.documents import write_document
    from pipeline.store.lock import writing

    check_outputs((json_out, csv_out), files)
    place, aliases = find_home(home), load_aliases()
    documents = [read_report(path) for path in files]
    facts, verdicts = shipped_facts(aliases), read_verdicts(place)
    found = make_audit(documents, claims=load_claims(), aliases=aliases, facts=facts, verdicts=verdicts)
    print_audit(found, console)
    if json_out is not None:
        write_audit_json(found, json_out)
    if csv_out is not None:
        write_audit_csv(found, csv_out)
    if save:
        with writing(place, started_at=now().isoformat(), command="audit --save"):
            for document in documents:
                write_document(place.documents, document)
        console.print(f"saved in {place.documents}; `build` takes them in", soft_wrap=True, highlight=False)
    console.print(summary(found), soft_wrap=True, highlight=False)
