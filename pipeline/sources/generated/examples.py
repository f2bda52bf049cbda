"""The page docs/mini-xtreme.md: `python -m pipeline.sources.generated.examples > docs/mini-xtreme.md`.

Prose stands in page.md beside this module; everything countable, and every example, comes from the generator.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from string import Template

from pipeline.domain.example import (
    ChoiceExample,
    Example,
    ExampleSet,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Split, Task, TaskRole
from pipeline.sources.generated.cldr import LANGUAGES, Kind, codes, lexicon
from pipeline.sources.generated.digest import versions
from pipeline.sources.generated.facts import all_territories, shared_codes, territories
from pipeline.sources.generated.registry import generated_tasks
from pipeline.sources.generated.seeding import DEV_SHARE, TRAIN_SHARE
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.tasks.discovery import get_task

SEED = 0
SHOWN_LANGUAGES = ("de", "ru", "ar", "hi", "zh")  # Latin, Cyrillic, Arabic, Devanagari, Chinese
_TEMPLATE = Path(__file__).with_name("page.md")
_COUNTED = (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE)


def page() -> str:
    """The whole page in Markdown."""
    source = GeneratedSource(SEED, Sizes(intermediate_train=1, target_train=1, dev=1, test=1))
    sizes = Sizes()
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        versions=", ".join(versions()),
        n_languages=len(LANGUAGES),
        n_facts=sum(len(one.values) for one in all_territories()),
        n_territories=len(all_territories()),
        splits=", ".join(f"{len(territories(SEED, split))} {split.value}" for split in Split),
        shares=f"{TRAIN_SHARE}, {DEV_SHARE} and {100 - TRAIN_SHARE - DEV_SHARE} percent",
        intermediate_train=f"{sizes.intermediate_train:,}",
        target_train=sizes.target_train,
        dev=sizes.dev,
        test=sizes.test,
        dropped=_dropped_table(),
        facts=_facts_table(),
        examples="\n\n".join(_task_section(source, get_task(task)) for task in generated_tasks()),
    )


def _facts_table() -> str:
    counts = Counter(kind for one in all_territories() for kind in one.values)
    rows = [f"| {kind} | {counts[kind]} |" for kind in (Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION, Kind.CITY)]
    return "\n".join(["| fact of a territory | territories that have it |", "|---|---|", *rows])


def _dropped_table() -> str:
    rows = ["| | English codes | named in all forty | fewest in one language |", "|---|---|---|---|"]
    for kind in _COUNTED:
        counts = {language: len(lexicon(language).names[kind]) for language in LANGUAGES}
        fewest = min(counts, key=lambda language: (counts[language], language))
        rows.append(f"| {kind} | {len(codes(kind))} | {len(shared_codes(kind))} | {counts[fewest]} ({fewest}) |")
    return "\n".join(rows)


def _task_section(source: GeneratedSource, task: Task) -> str:
    split = Split.DEV
    languages = ("en",) if task.role is TaskRole.INTERMEDIATE else SHOWN_LANGUAGES
    lines = [f"### {task.title}", "", "| | |", "|---|---|"]
    for language in languages:
        cell = source.read(task, split, language)
        lines.append(f"| {language} | {_escape(_shown(cell, cell.examples[0]))} |")
    return "\n".join(lines)


def _shown(cell: ExampleSet, example: Example) -> str:
    match example:
        case SequenceExample():
            return f"{example.text_a} / {example.text_b} → **{example.label}**"
        case TaggedSentence():
            tags = example.tags or ()
            return " ".join(f"{word} `{tag}`" for word, tag in zip(example.words, tags, strict=True))
        case QuestionExample():
            answer = example.answers[0].text if example.answers else "no answer"
            return f"{example.context} / {example.question} → **{answer}**"
        case ChoiceExample():
            label = example.label or 0
            asked = " ".join(text for text in (example.context, example.question) if text)
            return f"{asked} / {' · '.join(example.choices)} → **{example.choices[label]}**"
        case RetrievalQuery():
            found = "no partner" if example.target is None else cell.candidates[example.target]
            return f"{example.text} → **{found}**"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
