"""Every reader of files that `benchmarks.fuzz` gives input to, with sound input to begin from."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from safetensors.torch import save

from dashboard.parts.runs.progress import read_progress
from pipeline.audits.entered.reading import read_table
from pipeline.audits.entered.session import audit_table, judge_table, reader_knowledge
from pipeline.audits.reports.audit import audit
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.misquotes.published_scores import shipped_scores
from pipeline.audits.reports.reading.content import read_report
from pipeline.claims.provenance.ledger_file import read_ledger
from pipeline.claims.registry.claims_file import load_claims, read_claims
from pipeline.domain.task import FolderFiles, Split, Task
from pipeline.execution.digests import n_batches_of
from pipeline.execution.stand_in_files import stand_in
from pipeline.execution.stand_in_formats import WRITERS
from pipeline.experiments.profile import PROFILES, load_profile
from pipeline.experiments.studies import load_study
from pipeline.importers.scores import read_import
from pipeline.sources.cell import CellFiles
from pipeline.sources.folder_layout import read_licences, read_manifest
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.store.benchmark_scores import read_benchmark_import
from pipeline.store.benchmarks import load_benchmarks
from pipeline.store.build import task_row
from pipeline.store.document_facts import DOCUMENTS, read_facts
from pipeline.store.entered import EnteredFigure, EnteredTable, read_entered, write_entered
from pipeline.store.home import BENCHMARKS, CLAIMS, REFERENCE, STUDIES, Home
from pipeline.store.input_file import decode_input, read_input
from pipeline.store.languages import load_languages
from pipeline.store.publish import open_build, published
from pipeline.store.records import read_cell, read_run
from pipeline.store.reference import load_datasets, load_reported_scores
from pipeline.store.shipped import SNAPSHOT, STUDIES_FILE, read_shipped
from pipeline.store.study_records import read_study_file
from pipeline.submissions.answers import read_answers, read_questions
from pipeline.submissions.lines import read_codes, read_numbers
from pipeline.submissions.pairs import read_pairs
from pipeline.submissions.rankings import read_rankings
from pipeline.tasks.discovery import load_tasks
from pipeline.training.state import FILE
from tests.pipeline.importers import foreign_files

FORMATS = (
    *("bucc", "ccg", "commonsenseqa", "conll", "copa", "cosmosqa", "hellaswag", "labelled_pairs", "labelled_texts"),
    *("mewslix", "nli_files", "nli_jsonl", "qqp", "siqa", "squad", "tags", "tatoeba", "translated_pairs"),
    *("translated_squad", "xquad_r"),
)
_SQUAD = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "A cup. Green tea.",
                    "sentence_breaks": [[0, 6], [7, 17]],
                    "qas": [{"id": "q1", "question": "What?", "answers": [{"text": "cup", "answer_start": 2}]}],
                }
            ]
        }
    ]
}
_MENTION = {
    "context": {"text": "A cup of tea.", "sentence_spans": [{"start": 0, "end": 13}]},
    "mentions": [{"example_id": "m1", "mention_span": {"start": 2, "end": 5}, "entity_id": "Q1"}],
}
_BY_HAND = {  # formats that no stand-in is written in
    "mewslix": f"{json.dumps(_MENTION)}\n",
    "nli_files": "A cup.\tTea.\tentailment\nA cup.\tA pot.\tneutral\n",
    "xquad_r": json.dumps(_SQUAD),
}
_CSV = (
    "encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples\n"
    "m,none,,xnli,de,accuracy,test,0,50.0,10\nm,squad_v1,squad_v1,xnli,de,accuracy,test,0,60.0,10\n"
)
_DESCRIBED_CSV = (
    f"{_CSV.splitlines()[0]}\nm,none,,newstest2016,en-de,TER,test,0,101.5,2999\n"
    "m,none,,glue_rte,en,acc,dev,0,50.18,277\n"
)
_OUTCOMES = "encoder,regime,target,language,split,seed,example_id,outcome\n" + "".join(
    f"m,none,xnli,de,test,0,{number},{number % 2}\n" for number in range(10)
)
_TABLES = (
    "| Model | XNLI | XQuAD (F1 / EM) | Avg |\n|---|---:|---|---|\n| XLM-R Large | **79.2**† | 76.6 / 60.8 | 74.0 |\n"
    "| + SQuAD v1.1 | 80,1 (+0.9) | 78.0/62.2 | -- |\n",
    r"\begin{tabular}{lcc} \toprule & \multicolumn{2}{c}{XNLI} \\ Model & en & Avg. \\ \midrule"
    "\n"
    r"\multirow{2}{*}{XLM-R Large} & $79.2_{\pm 0.3}$ & \textbf{70.1} \\ \bottomrule \end{tabular}",
    "system,task,language,split,metric,decimals,checked_source,value\n"
    "xlm-roberta-large,xnli,avg,dev,accuracy,1,,79.2\nxlm-roberta-large+squad_v1,xnli,avg,dev,accuracy,1,a,80.1\n",
    ",XLM-R Large,SQuAD v1.1\nXNLI,0.792,0.801\nPAWS-X,0.864,0.870\n".replace(",", "\t"),
)
_PROGRESS = {
    "profile": "smoke", "pid": 4, "host": "here", "written_at": "2026-01-01T00:00:00+00:00", "n_jobs": 3, "n_done": 1,
    "n_failed": 0, "seconds_left": 12.5, "running": [{"label": "train", "share": 0.5, "tokens_per_second": 10.0}],
}  # fmt: skip
_REPORT = """# Warm-up before the task

May 1, 2031

## Abstract

An invented summary that speaks of 77 claims.

## 1 Introduction

Research question: Does warming up help on XTREME?

## 3 Results

4 papers retrieved. 2 claims extracted; 1 independently verified. Quality review score: 7.5/10.

## 5 Extracted Claims

| Claim | Verified | Confidence |
|---|---|---|
| Warming up on SQuAD adds 8.2 points on the development set of XTREME. | yes | 0.40 |
| MNLI before PAWS-X lifts XLM-R from 79.2 to 80.8, more than in mBERT. | no | 0.10 |

## References

- <http://example.org/1>
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads one kind of file."""

    path: Path  # where it finds its input
    seeds: tuple[bytes, ...]
    read: Callable[[], object]


def _at(path: Path, read: Callable[[], object], *seeds: bytes | str) -> Reader:
    path.parent.mkdir(parents=True, exist_ok=True)
    return Reader(path, tuple(seed.encode() if isinstance(seed, str) else seed for seed in seeds), read)


def readers(scratch: Path) -> dict[str, Reader]:
    """All readers by name; their inputs lie below `scratch`."""
    found = {f"format {name}": _format(name, scratch / name) for name in FORMATS}
    found |= {"reported table": _table(scratch / "tables")}
    return found | _home_files(scratch / "home") | _given_files(scratch / "given") | _reference_files(scratch / "ref")


def _format(name: str, folder: Path) -> Reader:
    """A format of XTREME folders; the first file of a cell is the input, the others are sound."""
    folder.mkdir(parents=True)
    task, form, split = _task_of(name)
    n_files, has_gold = max(1, len(form.examples(split))), form.gold(split) is not None
    ending = Path((form.examples(split) or ("input.txt",))[0]).suffix or ".txt"
    paths = tuple(folder / f"input-{number}{ending}" for number in range(n_files))
    gold = folder / "gold.txt" if has_gold else None
    if name in WRITERS:
        sizes = Sizes(intermediate_train=4, target_train=4, dev=3, test=3, text_documents=10)
        WRITERS[name](stand_in(GeneratedSource(seed=0, sizes=sizes), task, split, "en"), paths, gold)
        seed = paths[0].read_bytes()
    else:
        seed = _BY_HAND[name].encode()
        for path in paths[1:]:
            path.write_text(
                '{"entity_id": "Q1", "description": "A cup.", "sentence_spans": [{"start": 0, "end": 6}]}\n'
            )
    module = importlib.import_module(f"pipeline.sources.formats.{name}")
    there = gold if gold is not None and gold.is_file() else None
    return _at(paths[0], lambda: module.read(CellFiles(task, split, "en", paths, there, gold)), seed)


def _task_of(name: str) -> tuple[Task, FolderFiles, Split]:
    for task in load_tasks().values():
        for start in (task.folder, task.translated):
            form: FolderFiles | None = start
            while form is not None:
                split = next((one for one in (Split.TEST, Split.DEV, Split.TRAIN) if form.examples(one)), None)
                if form.format == name and split is not None:
                    return task, form, split
                form = form.otherwise
    raise LookupError(f"no task has files in the format {name!r}; take it out of FORMATS")


def _table(root: Path) -> Reader:
    """A table as `import reported` and the claim page take it: read, audited, judged."""
    root.mkdir(parents=True)
    path, tasks = root / "table.txt", load_tasks()
    claim = next(one for one in load_claims() if one.claim_id == "phang2020-squad-gain")
    known, rows = reader_knowledge(tasks, claim=claim), [task_row(task) for task in tasks.values()]

    def read() -> object:
        content = read_input(path, "a table as text", max_bytes=1_000_000)
        found = read_table(decode_input(path, content), known, name=str(path))
        entry = _entry(tuple(one.figure for one in found.figures))
        return audit_table(found, entry), judge_table(claim, entry, rows)

    return _at(path, read, *_TABLES)


def _entry(figures: tuple[EnteredFigure, ...]) -> EnteredTable:
    return EnteredTable(
        name="table",
        title="A paper",
        url="https://example.org",
        table="Table 1",
        entered_by="a reader",
        entered_at=datetime(2026, 1, 1, tzinfo=UTC),
        file_name="table.txt",
        file_sha256="0" * 64,
        figures=figures,
    )


def _home_files(root: Path) -> dict[str, Reader]:
    """What a home holds."""
    home, kept = Home(root), Path(__file__).parents[1] / "tests" / "fixtures" / "schemas" / "home-1" / "runs"
    run, cell = next(kept.glob("*/run.json")), next(kept.glob("*/cells/*.json"))
    state = save({"w": torch.zeros(4)}, metadata={"state": json.dumps({"n_batches": 3})})
    line = {
        "kind": "build", "format_version": 1, "previous": "", "recorded_at": "2026-01-01T00:00:00Z", "snapshot_id": "s",
        "fingerprints": {"code": "c", "libraries": {}, "reported": "r", "tasks": "t", "claims": {}, "runs": {}},
    }  # fmt: skip
    figure = EnteredFigure(
        system="s", encoder="e", task="xnli", language="avg", metric="accuracy", split="dev", setting="", value_text="7"
    )
    write_entered(home.entered, _entry((figure,)))
    entered = home.entered / "table.json"
    manifest = next(SNAPSHOT.glob("*/manifest.json")).read_bytes()

    def read_build() -> object:
        with closing(open_build(root / "builds" / "crosscheck-x.duckdb")) as connection:
            return connection.execute("select count(*) from builds").fetchall()

    imported = {
        "name": "own", "file": "own.csv", "sha256": "0" * 64, "scores": [{
            "benchmark": "GLUE", "encoder": "m", "seed": 0, "task": "glue_rte", "language": "en", "split": "dev",
            "metric": "accuracy", "value": 50.5, "value_text": "50.5", "n_examples": 0, "n_seeds": 1, "n_available": 0,
        }],
    }  # fmt: skip

    return {
        "imported scores": _at(
            root / "own.json", lambda: read_benchmark_import(root / "own.json"), json.dumps(imported)
        ),
        "run.json": _at(root / "runs" / "r" / "run.json", lambda: read_run(root / "runs" / "r"), run.read_bytes()),
        "cell": _at(root / "cell.json", lambda: read_cell(root / "cell.json"), cell.read_bytes()),
        "entered": _at(entered, lambda: read_entered(home.entered), entered.read_bytes()),
        "ledger": _at(home.ledger, lambda: read_ledger(home.ledger), json.dumps(line) + "\n"),
        "CURRENT": _at(home.pointer, lambda: published(home), "crosscheck-x.duckdb\n"),
        "published": _at(root / "builds" / "crosscheck-x.duckdb", read_build, b"\0" * 8 + b"DUCK" + b"\0" * 100),
        "PROGRESS": _at(home.progress, lambda: read_progress(home.progress), json.dumps(_PROGRESS)),
        "state": _at(root / "s" / FILE, lambda: _state_of(root / "s"), state),
        "shipped manifest": _at(root / "part" / "manifest.json", lambda: read_shipped(root / "part"), manifest),
        "shipped studies": _at(
            root / STUDIES_FILE,
            lambda: read_study_file(root / STUDIES_FILE),
            (SNAPSHOT / "studies" / STUDIES_FILE).read_bytes()[:6000],
        ),
        "facts": _at(
            root / "facts" / next(DOCUMENTS.glob("*.json")).name,
            lambda: read_facts(root / "facts"),
            next(DOCUMENTS.glob("*.json")).read_bytes(),
        ),
    }


def _state_of(folder: Path) -> object:
    """Whether a state is sound; one that is not is moved away, which is no fault."""
    with (folder / FILE).open("rb") as file:
        return n_batches_of(file)


def _given_files(root: Path) -> dict[str, Reader]:
    """What a person hands in."""
    root.mkdir(parents=True)
    described = root / "described"
    described.mkdir()
    tasks, languages = load_tasks(), [language.language for language in load_languages()]
    aliases = load_aliases()
    registered, facts, scores = load_claims(), shipped_facts(aliases), shipped_scores()

    def taken_in(path: Path, format_name: str) -> Callable[[], object]:
        given = {"encoder": "m"} if format_name == "mteb" else {}
        return lambda: read_import(path, tasks, languages, name="mine", format_name=format_name, given=given)

    def audited() -> object:
        document = read_report(root / "report.md")
        return audit((document,), claims=registered, aliases=aliases, facts=facts, scores=scores, verdicts={})

    (root / "sound.csv").write_text(_CSV, encoding="utf-8")
    table = pa.Table.from_pylist(
        [dict(zip(_CSV.splitlines()[0].split(","), _CSV.splitlines()[1].split(","), strict=True))]
    )
    pq.write_table(table, root / "sound.parquet")
    formats = {
        "csv": ("own.csv", _CSV.encode()),
        "parquet": ("own.parquet", (root / "sound.parquet").read_bytes()),
        "mteb": ("Tatoeba.json", foreign_files.FILES["Tatoeba.json"].encode()),
        "lm-eval": ("results_2026-01-01.json", foreign_files.FILES["results_2026-01-01.json"].encode()),
        "model-index": ("card.md", foreign_files.FILES["card.md"].encode()),
        "euroeval": ("euroeval.jsonl", foreign_files.FILES["euroeval.jsonl"].encode()),
        "every-eval-ever": ("eee.json", foreign_files.FILES["eee.json"].encode()),
    }
    found = {
        f"import {name}": _at(root / file, taken_in(root / file, name), seed) for name, (file, seed) in formats.items()
    }
    claims = (CLAIMS / "phang2020.yaml").read_bytes()
    question, answer = json.dumps(_SQUAD), json.dumps({"q1": "cup"})
    own_labels = tasks["xnli"].labels
    benchmarks = load_benchmarks(registered=tasks)
    return found | {
        "benchmark": _at(
            described / "own.toml",
            lambda: load_benchmarks([described], registered=tasks),
            *(path.read_bytes() for path in sorted(BENCHMARKS.glob("*.toml"))),
        ),
        "import described": _at(
            root / "described.csv",
            lambda: read_import(root / "described.csv", tasks, languages, name="mine", benchmarks=benchmarks),
            _DESCRIBED_CSV,
        ),
        "outcomes": _at(
            root / "out.csv",
            lambda: read_import(root / "sound.csv", tasks, languages, name="mine", outcomes=[root / "out.csv"]),
            _OUTCOMES,
        ),
        "claims": _at(root / "own.yaml", lambda: read_claims(root / "own.yaml"), claims[:4000], _one_claim(claims)),
        "profile": _at(
            root / "own.toml",
            lambda: load_profile(str(root / "own.toml")),
            *(path.read_bytes() for path in sorted(PROFILES.glob("*.toml"))),
        ),
        "study": _at(root / "mine.toml", lambda: load_study("mine", root), next(STUDIES.glob("*.toml")).read_bytes()),
        "report": _at(root / "report.md", audited, _REPORT),
        "submitted labels": _at(root / "l", lambda: read_codes(root / "l", own_labels), "entailment\nneutral\n"),
        "submitted numbers": _at(root / "n", lambda: read_numbers(root / "n"), "0\n12\n"),
        "submitted pairs": _at(root / "p", lambda: read_pairs(root / "p"), "de-1\ten-1\nde-2\ten-3\n"),
        "submitted answers": _at(root / "a.json", lambda: read_answers(root / "a.json"), answer),
        "submitted rankings": _at(
            root / "r.json", lambda: read_rankings(root / "r.json"), json.dumps({"q": ["a", "b"]})
        ),
        "gold questions": _at(root / "q.json", lambda: read_questions(root / "q.json"), question),
        "MANIFEST.csv": _at(
            root / "MANIFEST.csv",
            lambda: (read_manifest(root), read_licences(root)),
            "path,split,note,licence\nx,dev,none,CC\n",
        ),
    }


def _one_claim(content: bytes) -> bytes:
    """The file up to its second claim."""
    parts = content.split(b"\n  - claim_id:")
    return b"\n  - claim_id:".join(parts[:2]) + b"\n"


def _reference_files(root: Path) -> dict[str, Reader]:
    """Tables that ship, as somebody may have edited them."""
    root.mkdir(parents=True)
    names = ("reported_scores.csv", "datasets.csv")
    heads = {name: b"\n".join((REFERENCE / name).read_bytes().splitlines()[:4]) + b"\n" for name in names}
    return {
        "reported_scores.csv": _at(root / names[0], lambda: load_reported_scores(root), heads[names[0]]),
        "datasets.csv": _at(root / names[1], lambda: load_datasets(root), heads[names[1]]),
        "languages.csv": _at(
            root / "languages.csv",
            lambda: load_languages(root / "languages.csv"),
            b"\n".join((REFERENCE / "languages.csv").read_bytes().splitlines()[:4]) + b"\n",
        ),
    }


NAMES = (
    *(f"format {name}" for name in FORMATS),
    *("run.json", "cell", "ledger", "CURRENT", "published", "PROGRESS", "state", "shipped manifest", "shipped studies"),
    *("imported scores", "benchmark", "import described", "entered", "reported table"),
    *("facts", "import csv", "import parquet", "import mteb", "import lm-eval", "import model-index"),
    *("import euroeval", "import every-eval-ever", "outcomes", "claims", "profile", "study", "report"),
    *("submitted labels", "submitted numbers", "submitted pairs", "submitted answers", "submitted rankings"),
    *("gold questions", "MANIFEST.csv", "reported_scores.csv", "datasets.csv", "languages.csv"),
)
