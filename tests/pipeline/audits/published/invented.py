"""Invented published figures: a clean collection in which nothing contradicts anything, and parts to spoil it with."""

from __future__ import annotations

import random

from pipeline.store.languages import load_languages
from pipeline.store.reference import Dataset, ReportedScore

LANGUAGES = load_languages()
XNLI = "en fr es de el bg ru tr ar vi th zh hi sw ur".split()
MLQA = "en es de ar hi vi zh".split()
SYSTEMS = ["alpha-base", "alpha-large", "beta-base", "beta-large", "gamma-base", "gamma-large", "delta-base"]


def score(value, **labels):
    """One figure; labels not given are those of an average of alpha-base on XNLI."""
    text = value if isinstance(value, str) else f"{value:.1f}"
    row = {
        "source_id": "a-paper",
        "source_title": "A paper",
        "source_url": "https://example.org/a",
        "table_or_section": "Table 1",
        "setting": "zero-shot",
        "encoder": "alpha-base",
        "params_millions": None,
        "task": "xnli",
        "language": "avg",
        "flag": "",
        "system": labels.get("encoder", "alpha-base"),
        "metric": "accuracy",
        "split": "test",
    }
    return ReportedScore(reported_id=1, **{**row, **labels}, value=float(text), value_text=text)


def row(values, average=None, **labels):
    """The figures of one row; the average is the mean, in one decimal, unless it is given or False."""
    scores = [score(value, language=language, **labels) for language, value in values.items()]
    if average is False:
        return scores
    mean = sum(it.value for it in scores) / len(scores)
    return [*scores, score(mean if average is None else average, **labels)]


def numbered(*parts):
    """All figures in one list, numbered like the lines of a file."""
    return [it.model_copy(update={"reported_id": n}) for n, it in enumerate((it for part in parts for it in part), 1)]


def level_values(languages, level, seed):
    """A row of one decimal: a level, a language's own distance from it that all rows share, and a little noise."""
    shared = random.Random("distances")
    noise = random.Random(seed)
    distances = {language: shared.uniform(-15, 5) for language in sorted(set(XNLI + MLQA))}
    return {language: round(level + distances[language] + noise.uniform(-0.4, 0.4), 1) for language in languages}


def clean_rows():
    """By name: seven systems on XNLI and MLQA (F1, EM) in one paper, three of them copied by a README."""
    rows = {}
    for place, encoder in enumerate(SYSTEMS):
        level = 70 + 2.5 * place
        for task, languages, metric, drop in (
            ("xnli", XNLI, "accuracy", 0),
            ("mlqa", MLQA, "f1", 3),
            ("mlqa", MLQA, "em", 20),
        ):
            values = level_values(languages, level - drop, f"{encoder}{task}{metric}")
            labels = {"encoder": encoder, "task": task, "metric": metric, "params_millions": 100.0 + place}
            rows[encoder, task, metric, "a-paper"] = row(values, **labels)
            if place < 3:
                labels |= {"source_id": "b-readme", "table_or_section": "Results"}
                rows[encoder, task, metric, "b-readme"] = row(values, **labels)
    return rows


def dataset(name, **columns):
    """One described dataset; XNLI's form where not told otherwise."""
    whole = {
        "role": "target task (XTREME)",
        "train_examples": "392702",
        "dev_examples": "2490",
        "test_examples": "5010",
        "num_languages": "15",
        "languages": " ".join(XNLI),
        "metric": "accuracy",
        "source": "a paper",
    }
    return Dataset(dataset=name, **{**whole, **columns})
