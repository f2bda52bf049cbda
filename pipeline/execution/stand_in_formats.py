"""Writers of the originals' file formats, a few lines each: what pipeline/sources/formats reads back.

For dry runs: the text is Mini-XTREME's, the layout is that of the real files. Where XTREME keeps the gold labels of a
test file apart, the examples are written without and the gold file beside them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.domain.example import (
    ChoiceExample,
    ExampleSet,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)

Writer = Callable[[ExampleSet, Sequence[Path], Path | None], None]


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _pairs(examples: ExampleSet) -> list[SequenceExample]:
    return [item for item in examples.examples if isinstance(item, SequenceExample)]


def _labelled_pairs(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    for path in paths:
        columns = ((pair.text_a, pair.text_b or "", *([] if gold else [str(pair.label)])) for pair in _pairs(examples))
        _lines(path, ("\t".join(row) for row in columns))
    if gold is not None:
        _lines(gold, (str(pair.label) for pair in _pairs(examples)))


def _translated_pairs(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    for path in paths:
        _lines(
            path,
            (
                "\t".join((f"English {number}", "pair", pair.text_a, pair.text_b or "", str(pair.label)))
                for number, pair in enumerate(_pairs(examples))
            ),
        )


def _nli_jsonl(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    for path in paths:
        records = (
            {"pairID": f"{path.stem}-{n}", "sentence1": p.text_a, "sentence2": p.text_b or "", "gold_label": p.label}
            for n, p in enumerate(_pairs(examples))
        )
        _lines(path, (json.dumps(record, ensure_ascii=False) for record in records))


def _qqp(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    rows = [
        (str(n), f"{2 * n}", f"{2 * n + 1}", p.text_a, p.text_b or "", str(p.label))
        for n, p in enumerate(_pairs(examples))
    ]
    header = ("id", "qid1", "qid2", "question1", "question2", "is_duplicate")
    for path in paths:
        _lines(path, ("\t".join(row) for row in (header, *rows)))


def _tags(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    words: list[str] = []
    tags: list[str] = []
    for item in examples.examples:
        if isinstance(item, TaggedSentence) and item.tags is not None:
            both = [f"{word}\t{tag}" for word, tag in zip(item.words, item.tags, strict=True)]
            words += [*(item.words if gold else both), ""]
            tags += [*item.tags, ""]
    for path in paths:
        _lines(path, words)
    if gold is not None:
        _lines(gold, tags)


def _ccg(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    sentences = [item for item in examples.examples if isinstance(item, TaggedSentence)]
    tokens = [
        " ".join(f"{word.replace('|', '/')}|X|{tag}" for word, tag in zip(item.words, item.tags or (), strict=True))
        for item in sentences
    ]
    for path in paths:
        _lines(path, tokens)


def _squad(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    for path, is_blank in ((paths[0], gold is not None), *([(gold, False)] if gold else [])):
        path.parent.mkdir(parents=True, exist_ok=True)
        questions = [item for item in examples.examples if isinstance(item, QuestionExample)]
        paragraphs = [{"context": item.context, "qas": [_question(item, is_blank)]} for item in questions]
        document = {"version": "stand-in", "data": [{"title": "", "paragraphs": paragraphs}]}
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _question(item: QuestionExample, is_blank: bool) -> dict[str, Any]:
    answers = [{"text": answer.text, "answer_start": answer.start} for answer in item.answers]
    return {
        "id": item.example_id,
        "question": item.question,
        "answers": [{"text": "", "answer_start": 0}] if is_blank else answers,
        "is_impossible": not item.is_answerable and not is_blank,
    }


def _choices(examples: ExampleSet) -> list[ChoiceExample]:
    return [item for item in examples.examples if isinstance(item, ChoiceExample)]


def _hellaswag(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    records = [{"ctx": item.context, "endings": item.choices, "label": item.label} for item in _choices(examples)]
    for path in paths:
        _lines(path, (json.dumps(record, ensure_ascii=False) for record in records))


def _commonsenseqa(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    records = []
    for item in _choices(examples):
        choices = [{"label": "ABCDEFGH"[n], "text": text} for n, text in enumerate(item.choices)]
        question = {"stem": item.question or item.context, "choices": choices}
        records.append({"id": item.example_id, "answerKey": "ABCDEFGH"[item.label or 0], "question": question})
    for path in paths:
        _lines(path, (json.dumps(record, ensure_ascii=False) for record in records))


def _cosmosqa(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["id", "context", "question", "answer0", "answer1", "answer2", "answer3", "label"])
    for item in _choices(examples):
        rows.writerow([item.example_id, item.context, item.question, *item.choices, item.label])
    for path in paths:
        _lines(path, text.getvalue().splitlines())


def _few_choices(item: ChoiceExample, n_choices: int) -> tuple[tuple[str, ...], int]:
    """The right choice and as many wrong ones as a format has room for, and where the right one stands."""
    right = item.label or 0
    wrong = [text for place, text in enumerate(item.choices) if place != right][: n_choices - 1]
    place = len(item.context) % n_choices
    return (*wrong[:place], item.choices[right], *wrong[place:]), place


def _copa(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    records = []
    for item in _choices(examples):
        (first, second), label = _few_choices(item, 2)
        records.append(
            {"premise": item.context, "question": "cause", "choice1": first, "choice2": second, "label": label}
        )
    for path in paths:
        _lines(path, (json.dumps(record, ensure_ascii=False) for record in records))
    if gold is not None:
        _lines(gold, (json.dumps({"label": record["label"]}) for record in records))


def _siqa(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:  # noqa: ARG001
    records = []
    for item in _choices(examples):
        choices, label = _few_choices(item, 3)
        answers = dict(zip(("answerA", "answerB", "answerC"), choices, strict=True))
        records.append({"context": item.context, "question": "What next?", **answers, "correct": "ABC"[label]})
    for path in paths:
        _lines(path, (json.dumps(record, ensure_ascii=False) for record in records))


def _labelled_texts(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    for path in paths:
        rows = [(pair.text_a, pair.text_b or "-", *([] if gold else [str(pair.label)])) for pair in _pairs(examples)]
        header = [("text", "other text", "label")] if path.suffix == ".tsv" else []
        _lines(path, ("\t".join(row) for row in (*header, *rows)))
    if gold is not None:
        _lines(gold, (str(pair.label) for pair in _pairs(examples)))


def _conll(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    sentences = [item for item in examples.examples if isinstance(item, TaggedSentence) and item.tags is not None]
    pairs = [[*zip(item.words, item.tags or (), strict=True), ("", "")] for item in sentences]
    for path in paths:
        _lines(path, (" ".join((word, tag)).strip() if not gold else word for one in pairs for word, tag in one))
    if gold is not None:
        _lines(gold, (tag for one in pairs for _, tag in one))


def _queries(examples: ExampleSet) -> list[RetrievalQuery]:
    return [item for item in examples.examples if isinstance(item, RetrievalQuery)]


def _tatoeba(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    foreign, english = paths
    _lines(foreign, examples.candidates)
    _lines(english, (item.text for item in _queries(examples)))
    if gold is not None:
        _lines(gold, (str(item.target) for item in _queries(examples)))


def _bucc(examples: ExampleSet, paths: Sequence[Path], gold: Path | None) -> None:
    foreign, english = paths
    queries = _queries(examples)
    _lines(foreign, (f"{item.example_id}\t{item.text}" for item in queries))
    _lines(english, (f"{i}\t{text}" for i, text in zip(examples.candidate_ids, examples.candidates, strict=True)))
    if gold is not None:
        paired = [item for item in queries if item.target is not None]
        _lines(gold, (f"{item.example_id}\t{examples.candidate_ids[item.target or 0]}" for item in paired))


WRITERS: dict[str, Writer] = {
    "bucc": _bucc,
    "ccg": _ccg,
    "commonsenseqa": _commonsenseqa,
    "conll": _conll,
    "copa": _copa,
    "cosmosqa": _cosmosqa,
    "hellaswag": _hellaswag,
    "labelled_pairs": _labelled_pairs,
    "labelled_texts": _labelled_texts,
    "nli_jsonl": _nli_jsonl,
    "qqp": _qqp,
    "siqa": _siqa,
    "squad": _squad,
    "tags": _tags,
    "tatoeba": _tatoeba,
    "translated_pairs": _translated_pairs,
    "translated_squad": _squad,
}
