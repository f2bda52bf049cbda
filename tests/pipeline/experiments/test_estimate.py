from types import SimpleNamespace

import pytest

from pipeline.domain.example import ChoiceExample, ExampleSet, RetrievalQuery
from pipeline.domain.task import Split
from pipeline.execution.plan_report import token_counter
from pipeline.experiments.declared_sizes import declared_size
from pipeline.experiments.declared_source import Counter, DeclaredSource
from pipeline.experiments.encoder_shape import EncoderShape
from pipeline.experiments.estimate import Estimator
from pipeline.experiments.memory import PROCESS, Batch, activation_bytes, training_bytes
from pipeline.experiments.plan import JobKind, plan
from pipeline.experiments.profile import FineTuning, load_profile
from pipeline.experiments.throughput import FinishedRun, Throughput, summarise, training_cost
from pipeline.store.home import Home
from pipeline.tasks.discovery import get_task
from tests.pipeline.tiny_encoders import bert_tokenizer

SHAPE = EncoderShape(2, 8, 16, 2, n_body=1_000, n_embedding=500, basis="declared", source="a test")
SPEED = Throughput("a test", "a machine", 1, 2_000_000.0, {}, {})  # 2,000 tokens a second at 1,000 parameters


def _paper(**changes):
    return load_profile("paper").model_copy(update={"seeds": (0,), **changes})


def _estimates(profile, speed=SPEED, shape=SHAPE):
    source = DeclaredSource("xtreme_folder")
    estimator = Estimator(Counter(source), shape, speed, "xtreme_folder")
    return {job.label: estimator.estimate(job) for job in plan(profile, source).jobs}


def test_paper_lists_every_job_of_the_grid():
    made = plan(load_profile("paper"), DeclaredSource("xtreme_folder"))
    # a seed: 22 regimes x (6 trainings, XQuAD and MLQA sharing one, + 9 evaluations), 21 intermediate trainings, each
    # evaluated on its task, the multi-task one on nine
    a_seed = 22 * (6 + 9) + 21 + (20 + 9)
    assert len(made.jobs) == 3 * a_seed == 1_140
    assert sum(job.kind is JobKind.TRAIN for job in made.jobs) == 3 * (22 * 6 + 21)


def test_training_time_follows_from_declared_examples_and_full_rows():
    one = _estimates(_paper(regimes=("none",), targets=("xnli",)))["train mnli s0"]
    assert (one.n_examples, one.examples_basis, one.tokens_basis) == (392_702, "declared", "full rows")
    assert one.n_tokens == 392_702 * 2 * 256  # two epochs
    assert one.n_steps == -(-(98_176 * 2) // 8)  # 98,175.5 batches of 4, eight a step
    assert one.seconds == pytest.approx(one.n_tokens / 2_000)


def test_scoring_costs_a_third_of_training_a_token():
    one = _estimates(_paper(regimes=("none",), targets=("xnli",)))["evaluate xnli after none s0"]
    n_examples = 15 * (2_490 + 5_010)  # languages x (dev + test)
    assert one.n_examples == n_examples
    assert one.seconds == pytest.approx(n_examples * 256 / 2_000 / 3)


def test_every_choice_is_a_row_of_its_own():
    one = _estimates(_paper(regimes=("commonsenseqa",), targets=("tatoeba",)))["train commonsenseqa s0"]
    assert one.n_tokens == 9_741 * 3 * 5 * 256  # three epochs, five choices


def test_what_no_source_says_is_not_known_and_never_nought():
    found = _estimates(_paper(regimes=("ccg",), targets=("bucc2018",)))
    for label in ("train ccg s0", "evaluate bucc2018 after ccg s0"):
        assert (found[label].n_examples, found[label].seconds, found[label].examples_basis) == (None, None, "not known")
    assert found["train ccg s0"].memory_bytes is not None


def test_measured_tokens_of_the_same_source_replace_full_rows():
    speed = Throughput("a test", "a machine", 1, 2_000_000.0, {("xtreme_folder", "xnli"): 30.0}, {})
    one = _estimates(_paper(regimes=("none",), targets=("xnli",)), speed)["train mnli s0"]  # XNLI is trained on MNLI
    assert (one.n_tokens, one.tokens_basis) == (392_702 * 2 * 30, "measured")
    other = Throughput("a test", "a machine", 1, 2_000_000.0, {("generated", "xnli"): 30.0}, {})
    assert _estimates(_paper(regimes=("none",), targets=("xnli",)), other)["train mnli s0"].tokens_basis == "full rows"


def test_time_without_a_speed_or_a_size_is_not_known():
    profile = _paper(regimes=("none",), targets=("xnli",))
    assert all(one.seconds is None for one in _estimates(profile, speed=None).values())
    without = _estimates(profile, shape=None).values()
    assert all(one.seconds is None and one.memory_bytes is None for one in without)


def _run(machine, tokens_per_second, n_body=1_000, task="xnli"):
    return FinishedRun("generated", task, False, n_body, tokens_per_second, 20.0, 0.5, machine)


def test_speed_is_the_median_of_the_machine_with_most_runs():
    runs = [_run("small", 100.0), _run("small", 300.0), _run("small", 500.0), _run("large", 9_000.0)]
    speed = summarise(runs, "a test")
    assert (speed.machine, speed.n_runs) == ("small", 3)
    assert speed.parameter_tokens_per_second == 300_000.0  # 300 tokens x 1,000 parameters
    assert speed.training_tokens_per_second(SHAPE) == 300.0
    assert speed.tokens_per_example == {("generated", "xnli"): 20.0}
    assert speed.scoring == {("generated", "xnli"): 2_000.0}  # 1,000 parameters / 0.5 seconds
    assert summarise([_run("small", None)], "a test") is None


def test_declared_sizes_are_those_of_the_sources():
    # ANLI R1 to R3, MNLI and SNLI
    assert declared_size(get_task("anli_plus"), Split.TRAIN, "en").n_examples == (
        16_946 + 45_460 + 100_459 + 392_702 + 550_152
    )
    assert declared_size(get_task("mnli"), Split.DEV, "en").n_examples == 9_815 + 9_832
    assert declared_size(get_task("mlqa"), Split.TEST, "de").n_examples == 4_517
    assert declared_size(get_task("udpos"), Split.TEST, "fi").n_examples == 20_436  # the upper end of 47-20436
    assert declared_size(get_task("ccg"), Split.TRAIN, "en") is None


def test_activations_by_the_formula_of_its_source():
    # two layers, one row of 10 tokens: 34 x 8 + 5 x 2 x 10 = 372 bytes a token and layer in half precision
    assert activation_bytes(SHAPE, Batch(1, 10), is_half=True) == 2 * 10 * 372
    # single: 36 bytes of masks (2 x 8 and 2 x 10) stay, the other 336 double
    assert activation_bytes(SHAPE, Batch(1, 10), is_half=False) == 2 * 10 * (36 + 2 * 336)


def test_training_holds_weights_gradients_and_two_moments():
    profile = _paper(precision="fp32")
    kept = activation_bytes(SHAPE, Batch(1, 10), is_half=False)
    held = PROCESS + (4 + 2) * 1_500  # as computed with, and as read
    assert training_bytes(SHAPE, profile, [Batch(1, 10)]) == held + 3 * 4 * 1_500 + kept
    # one of two layers trained: half of the 1,000 weights outside the embeddings, and half of what the layers keep
    part = FineTuning(n_frozen_layers=1)
    assert training_bytes(SHAPE, profile, [Batch(1, 10)], part) == held + 3 * 4 * 500 + kept / 2


def test_a_token_that_changes_half_of_the_layers_costs_two_thirds():
    assert training_cost(1.0) == 1.0
    assert training_cost(0.5) == pytest.approx(1 / 3 + 2 / 3 / 2)


def test_sampled_tokens_are_those_of_all_rows_of_an_example():
    choices = ChoiceExample("a", "one two", "three", ("four", "five six"), 0)
    lines = ExampleSet("tatoeba", "de", Split.TEST, (RetrievalQuery("q", "ein Wort", 0),), candidates=("a b c", "d"))
    examples = {
        "hellaswag": ExampleSet("hellaswag", "en", Split.TRAIN, (choices,)),
        "tatoeba": lines,
    }
    source = SimpleNamespace(read=lambda task, split, language: examples[task.task])
    counter = Counter(source, lambda texts: sum(len(text.split()) for text in texts) / len(texts))
    # "one two three four" and "one two three five six" are nine words; the candidates have two on the average
    assert counter.count(get_task("hellaswag"), Split.TRAIN, "en").example_tokens == 9
    found = counter.count(get_task("tatoeba"), Split.TEST, "de")
    assert (found.n_examples, found.example_tokens, found.n_candidates, found.candidate_tokens) == (1, 2, 2, 2)


def test_tokens_are_counted_as_the_tokenizer_of_the_encoder_splits_them(tmp_path):
    bert_tokenizer().save_pretrained(tmp_path / "encoder")
    profile = load_profile("mini").model_copy(update={"encoder": str(tmp_path / "encoder")})
    count = token_counter(profile, Home(tmp_path))
    assert count(["the", "the dog"]) == 3.5  # [CLS] and [SEP] around one word and around two
    assert token_counter(load_profile("lab"), Home(tmp_path)) is None  # not unpacked there
