"""What a random guesser scores on the gold of a submission, as `pipeline.metrics.chance` defines it.

Answers are guessed for at most 2,000 questions, evenly spaced over the file. Where the number of candidates is in no
file of a submission (BUCC, Mewsli-X, LAReQA, and Tatoeba unless gold counts up to it), chance is not known.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from pipeline.domain.task import Task, TaskType
from pipeline.submissions.answers import Questions, gold_documents, match_answers
from pipeline.submissions.files import read_sentences, set_f1, span_rule
from pipeline.submissions.lines import pack_number, read_numbers
from pipeline.submissions.segments import count_segments

SEED = 0  # as in runs of this project
_N_WORDS, _N_QUESTIONS, _MAX_REPEATS = 20_000, 2_000, 50
_LONGEST_SPAN = 5  # words


def gold_chance(task: Task, language: str, gold: Path) -> dict[str, float]:
    """Percent of the random guesser by metric; empty where it is not known.

    Args:
        gold: a file that was scored against, so that it is known to be sound.
    """
    match task.task_type:
        case TaskType.SPAN_EXTRACTION:
            return _of_answers(task, language, gold)
        case TaskType.TOKEN_CLASSIFICATION:
            return _of_tags(task, gold)
        case TaskType.MULTIPLE_CHOICE:
            return {"accuracy": 50.0}
        case TaskType.SEQUENCE_CLASSIFICATION:
            return {"accuracy": 100.0 / len(task.labels)}
        case TaskType.SENTENCE_RETRIEVAL if task.metrics == ("accuracy",):
            numbers = read_numbers(gold)
            return {"accuracy": 100.0 / len(numbers)} if int(numbers.max()) == pack_number(len(numbers) - 1) else {}
        case TaskType.SENTENCE_RETRIEVAL:
            return {}


def _of_tags(task: Task, gold: Path) -> dict[str, float]:
    """Accuracy exactly; F1 of tags drawn uniformly for 20,000 words or more."""
    codes, _ = read_sentences(gold, task.labels)
    is_blank = codes == len(task.labels)
    n_words = len(codes) - int(np.count_nonzero(is_blank))
    rng, totals = np.random.default_rng(SEED), np.zeros(3, dtype=int)
    for _ in range(min(_MAX_REPEATS, max(1, -(-_N_WORDS // n_words)))):
        drawn = rng.integers(len(task.labels), size=len(codes), dtype=np.uint8)
        drawn[is_blank] = len(task.labels)
        counts = count_segments(drawn, codes, task.labels)
        totals += [counts.n_true_positive.sum(), counts.n_predicted.sum(), counts.n_gold.sum()]
    n_right, n_found, n_gold = totals.tolist()
    return {"f1": set_f1(n_right, n_found, n_gold)["f1"], "accuracy": 100.0 / len(task.labels)}


def _of_answers(task: Task, language: str, gold: Path) -> dict[str, float]:
    questions = [
        (question, paragraph.context)
        for article in gold_documents(gold)
        for paragraph in article.paragraphs
        if paragraph.context is not msgspec.UNSET
        for question in paragraph.qas
    ]
    if not questions:
        return {}
    chosen = sorted({round(at) for at in np.linspace(0, len(questions) - 1, _N_QUESTIONS)})
    rng = np.random.default_rng(SEED)
    guesses = {str(at): _random_span(questions[at][1].split(), rng) for at in chosen}
    answers = [tuple(answer.text for answer in questions[at][0].answers) for at in chosen]
    return match_answers(guesses, Questions(list(guesses), answers), span_rule(task), language).percent()


def _random_span(words: list[str], rng: np.random.Generator) -> str:
    """1 to 5 neighbouring words; all of a context that is shorter."""
    length = min(len(words), int(rng.integers(1, _LONGEST_SPAN + 1)))
    start = int(rng.integers(len(words) - length + 1))
    return " ".join(words[start : start + length])
