"""Seconds to score 100,000 predictions, beside the plain way to the same number.

    python -m benchmarks.scoring

Tags: 100,000 words in sentences of 20, against seqeval's own f1_score. Labels: against scikit-learn. Answers: against a
loop written as the SQuAD script is, which strips every answer anew with fresh regular expressions. Ours give every
example's share besides the score. Best of three; both sides must give the same score.
"""

from __future__ import annotations

import random
import re
import string
import time
from collections import Counter
from collections.abc import Callable

from seqeval.metrics import f1_score
from sklearn.metrics import accuracy_score

from pipeline.domain.example import Answer, ExampleSet, QuestionExample, SequenceExample, TaggedSentence
from pipeline.domain.task import Split, Task
from pipeline.metrics.cell import score_cell
from pipeline.tasks.target import panx, xnli, xquad

N = 100_000
SENTENCE = 20
WORDS = "the a river, old harbour gate. bread Nora seven keeps small at".split()


def main() -> None:
    """Print one line a metric family: seconds of ours, of the plain way, and their ratio."""
    draw = random.Random(0)
    print(f"{'per ' + format(N, ','):24}{'ours s':>9}{'plain s':>9}{'ratio':>7}   plain way")
    for name, plain_name, ours, plain in (_labels(draw), _tags(draw), _answers(draw)):
        (ours_seconds, ours_score), (plain_seconds, plain_score) = _best_of_three(ours), _best_of_three(plain)
        if abs(ours_score - plain_score) > 1e-9:
            raise SystemExit(f"{name}: ours gives {ours_score}, the plain way {plain_score}; expected the same")
        ratio = ours_seconds / plain_seconds
        print(f"{name:24}{ours_seconds:9.3f}{plain_seconds:9.3f}{ratio:7.2f}   {plain_name}")


Contest = tuple[str, str, Callable[[], float], Callable[[], float]]


def _labels(draw: random.Random) -> Contest:
    labels = xnli.TASK.labels
    gold, predicted = draw.choices(labels, k=N), draw.choices(labels, k=N)
    examples = [SequenceExample(str(n), "a", "b", label) for n, label in enumerate(gold)]
    ours = _ours(xnli.TASK, examples, predicted)
    return "labels, accuracy", "sklearn accuracy_score", ours, lambda: 100 * float(accuracy_score(gold, predicted))


def _tags(draw: random.Random) -> Contest:
    labels = panx.TASK.labels
    gold, predicted = ([draw.choices(labels, k=SENTENCE) for _ in range(N // SENTENCE)] for _ in range(2))
    examples = [TaggedSentence(str(n), ("w",) * SENTENCE, tuple(tags)) for n, tags in enumerate(gold)]
    ours = _ours(panx.TASK, examples, predicted)
    return "tags, segment F1", "seqeval f1_score", ours, lambda: 100 * float(f1_score(gold, predicted))


def _answers(draw: random.Random) -> Contest:
    gold, predicted = ([" ".join(draw.choices(WORDS, k=draw.randint(1, 5))) for _ in range(N)] for _ in range(2))
    examples = [QuestionExample(str(n), "q", text, (Answer(text, 0),)) for n, text in enumerate(gold)]
    ours = _ours(xquad.TASK, examples, predicted)
    return "answers, EM and F1", "loop as in the SQuAD script", ours, lambda: _plain_f1(predicted, gold)


def _ours(task: Task, examples: list, predicted: list) -> Callable[[], float]:  # type: ignore[type-arg]
    cell = ExampleSet(task.task, "en", Split.TEST, examples, task.labels)
    return lambda: score_cell(task, cell, predicted).values[0].value


def _plain_f1(predicted: list[str], gold: list[str]) -> float:
    """Mean F1 after an exact-match pass, each of which strips both strings."""
    total = n_exact = 0.0
    for found, expected in zip(predicted, gold, strict=True):
        n_exact += _strip(found) == _strip(expected)
        left, right = _strip(found).split(), _strip(expected).split()
        if n_same := sum((Counter(left) & Counter(right)).values()):
            precision, recall = n_same / len(left), n_same / len(right)
            total += 2 * precision * recall / (precision + recall)
    return 100 * total / len(gold)


def _strip(text: str) -> str:
    punctuation = set(string.punctuation)
    bare = "".join(character for character in text.lower() if character not in punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def _best_of_three(score: Callable[[], float]) -> tuple[float, float]:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        value = score()
        seconds.append(time.perf_counter() - start)
    return min(seconds), value


if __name__ == "__main__":
    main()
