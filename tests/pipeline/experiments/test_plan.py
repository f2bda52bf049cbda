import pickle
import shutil

import pytest

from pipeline.domain.errors import MissingDataError, ProfileError, UnknownNameError
from pipeline.domain.task import Split
from pipeline.experiments.plan import JobKind, StandIn, plan, pretraining_job, scores_all_layers
from pipeline.experiments.profile import Profile, intermediate_tasks
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import paper_tasks
from tests.pipeline.experiments.hand_made_source import HELD, HandMadeSource

PRETRAINING = {"start": "random", "n_tokens": 5_000}


def _profile(**changes):
    settings = {
        "name": "try", "title": "Try", "source": "generated", "pretraining": PRETRAINING,
        "regimes": ("none", "squad_v1"), "targets": ("xquad",),
    }  # fmt: skip
    return Profile.model_validate({**settings, **changes})


def _plan(source=None, **changes):
    return plan(_profile(**changes), source or HandMadeSource())


def _labels(made):
    return [job.label for job in made.jobs]


def test_plan_trains_and_evaluates_each_target_after_each_regime():
    made = _plan(intermediate={"epochs": 1})
    assert _labels(made) == [
        "pretrain try",
        "train squad_v1 s0",
        "evaluate xquad after none s0",
        "train squad_v1 s0",
        "evaluate squad_v1 after squad_v1 s0",
        "train squad_v1 -> squad_v1 s0",
        "evaluate xquad after squad_v1 s0",
    ]
    start, baseline, _, intermediate, check, target, last = made.jobs
    assert [job.input_key for job in made.jobs[1:]] == [
        start.key, baseline.key, start.key, intermediate.key, intermediate.key, target.key
    ]  # fmt: skip
    assert [job.phase for job in made.jobs] == ["pretrain", "target", "target", *["intermediate"] * 2, *["target"] * 2]
    assert (check.task, last.task, last.regime.regime) == ("squad_v1", "xquad", "squad_v1")
    assert made.dependents(intermediate.key) == (check, target)


def test_equal_training_is_done_once_whichever_phase_it_belongs_to():
    made = _plan()  # the settings of both phases are the defaults
    assert _labels(made) == [
        "pretrain try",
        "train squad_v1 s0",
        "evaluate xquad after none s0",
        "evaluate squad_v1 after squad_v1 s0",
        "train squad_v1 -> squad_v1 s0",
        "evaluate xquad after squad_v1 s0",
    ]
    shared = made.jobs[1]
    assert [job.label for job in made.dependents(shared.key)] == [
        "evaluate xquad after none s0",
        "evaluate squad_v1 after squad_v1 s0",
        "train squad_v1 -> squad_v1 s0",
    ]


def test_targets_of_the_same_training_task_share_it():
    held = {**HELD, ("mlqa", Split.TEST): ("en", "de")}
    made = _plan(HandMadeSource(held), regimes=("none",), targets=("xquad", "mlqa"))
    assert _labels(made) == [
        "pretrain try", "train squad_v1 s0", "evaluate xquad after none s0", "evaluate mlqa after none s0"
    ]  # fmt: skip


def test_every_job_follows_its_input_and_has_its_own_key():
    made = _plan(
        regimes=("hellaswag", "none", "squad_v1", "mnli"), targets=("udpos", "xquad", "xnli", "tatoeba"), seeds=(0, 1)
    )
    seen = set()
    for job in made.jobs:
        assert job.input_key is None or job.input_key in seen
        seen.add(job.key)
    assert len(seen) == len(made.jobs)
    run_ids = [job.run_id for job in made.jobs if job.kind is JobKind.EVALUATE]
    assert len(set(run_ids)) == len(run_ids) == 2 * (4 * 4 + 3)  # targets after regimes, and intermediate tasks
    assert {job.kind for job in made.jobs if job.run_id is None} == {JobKind.PRETRAIN, JobKind.TRAIN}
    assert [job.kind for job in made.jobs].count(JobKind.PRETRAIN) == 1


def test_plan_is_the_same_at_every_call():
    assert _plan() == _plan()


def test_jobs_travel_between_processes():
    for job in _plan(overrides={"squad_v1": {"epochs": 2}}).jobs:
        again = pickle.loads(pickle.dumps(job))
        assert again == job
        assert again.profile.fine_tuning("target", "squad_v1") == job.profile.fine_tuning("target", "squad_v1")


def test_retrieval_is_evaluated_without_training():
    made = _plan(targets=("tatoeba",), regimes=("none", "hellaswag"))
    pretrained, first, trained, _, second = made.jobs
    assert _labels(made)[1::3] == ["evaluate tatoeba after none s0", "evaluate tatoeba after hellaswag s0"]
    assert (first.input_key, second.input_key) == (pretrained.key, trained.key)


def test_target_is_trained_on_its_own_examples_where_there_are_any():
    assert "train udpos s0" in _labels(_plan(targets=("udpos",)))
    assert "train mnli s0" in _labels(_plan(targets=("xnli",)))
    own = {**HELD, ("xnli", Split.TRAIN): ("en",)}
    assert "train xnli s0" in _labels(_plan(HandMadeSource(own), targets=("xnli",)))


def test_cells_are_the_languages_present_in_the_splits_asked_for():
    made = _plan(targets=("udpos",), regimes=("none", "hellaswag"))
    cells = {job.task: [(c.split.value, c.language) for c in job.cells] for job in made.jobs if job.run_id}
    assert cells == {
        "udpos": [("dev", "de"), ("dev", "en"), ("test", "de"), ("test", "en"), ("test", "zh")],
        "hellaswag": [("dev", "en")],
    }
    (udpos,) = (job for job in _plan(
        targets=("udpos",), regimes=("none",), evaluation={"splits": ["test"], "languages": ["zh", "en"]}
    ).jobs if job.run_id)  # fmt: skip
    assert [(c.split.value, c.language) for c in udpos.cells] == [("test", "en"), ("test", "zh")]


def test_reasons_of_missing_cells_name_files_as_the_data_folder_holds_them(tmp_path):
    for name, line in (
        ("xtreme/tatoeba/de-en.de", "eins"), ("xtreme/tatoeba/de-en.en", "one"), ("labels/tatoeba/test-de.tsv", "0"),
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{line}\n", encoding="utf-8")
    profile = _profile(
        source="xtreme_folder", encoder="mini", pretraining=None, regimes=("none",), targets=("tatoeba",)
    )
    (job,) = (job for job in plan(profile, XtremeFolder(tmp_path)).jobs if job.run_id)
    reasons = [cell.reason for cell in job.missing_cells]
    assert "looked for xtreme/tatoeba/" in reasons[0]
    assert not [reason for reason in reasons if str(tmp_path) in reason]


def test_missing_cells_are_kept_as_far_as_they_are_asked_for():
    def missing(**changes):
        (job,) = (job for job in _plan(regimes=("none",), **changes).jobs if job.run_id)
        return [cell.language for cell in job.missing_cells]

    assert missing() == ["el", "zh"]
    assert missing(evaluation={"languages": ["de", "zh"]}) == ["zh"]


def test_evaluation_without_a_cell_is_left_out_with_its_training():
    made = _plan(targets=("udpos", "xquad"), regimes=("none",), evaluation={"splits": ["dev"]})
    assert _labels(made) == ["pretrain try", "train udpos s0", "evaluate udpos after none s0"]  # XQuAD has no dev


def test_encoder_that_is_named_is_not_made():
    made = _plan(encoder="some/encoder", regimes=("none",))
    assert _labels(made) == ["train squad_v1 s0", "evaluate xquad after none s0"]
    assert made.jobs[0].input_key is None


# regimes that train on several tasks, on masked text beside, or on translations

TWO = {"tasks": ["squad_v1", "hellaswag"]}
FOREIGN = {"squad_v1": ("de", "zh"), "hellaswag": ("zh",)}


def test_multi_task_trains_once_and_evaluates_each_of_its_tasks():
    made = _plan(regimes=("multi_task",), multi_task=TWO, targets=("udpos", "tatoeba"))
    assert _labels(made) == [
        "pretrain try",
        "train multi_task s0",
        "evaluate hellaswag after multi_task s0",
        "evaluate squad_v1 after multi_task s0",
        "train multi_task -> udpos s0",
        "evaluate udpos after multi_task s0",
        "evaluate tatoeba after multi_task s0",
    ]
    start, joint, first, second, target, _, last = made.jobs
    assert (joint.tasks, joint.task, target.tasks, target.task) == (
        ("hellaswag", "squad_v1"),
        None,
        ("udpos",),
        "udpos",
    )
    assert joint.input_key == start.key
    assert {job.input_key for job in (first, second, target, last)} == {joint.key}
    assert all(job.regime.intermediate_tasks == ("hellaswag", "squad_v1") for job in made.jobs[1:])


def _joint(regime, source=None, **changes):
    """The recipe of the intermediate training of a regime."""
    made = _plan(source, regimes=(regime,), **{"multi_task": TWO, **changes})
    (job,) = (job for job in made.jobs if job.phase == "intermediate" and job.kind is JobKind.TRAIN)
    return job.recipe


def test_each_task_of_several_has_its_own_settings_and_the_smaller_of_two_caps():
    recipe = _joint(
        "multi_task",
        intermediate={"n_train_examples": 100, "learning_rate": 0.5},
        overrides={"hellaswag": {"n_train_examples": 30, "max_length": 77, "learning_rate": 0.25}},
        multi_task={**TWO, "max_examples": 50},
    )
    hellaswag, squad = recipe.ingredients
    assert (hellaswag.n_examples, hellaswag.settings.max_length, hellaswag.languages) == (30, 77, ("en",))
    assert (squad.n_examples, squad.settings.max_length) == (50, 128)
    assert (recipe.shared.learning_rate, recipe.masked) == (0.5, None)
    assert [part.n_examples for part in _joint("multi_task").ingredients] == [None, None]


def test_one_task_beside_masked_text_keeps_its_own_settings_and_no_cap():
    changes = {"overrides": {"squad_v1": {"learning_rate": 0.25}}, "multi_task": {**TWO, "max_examples": 5}}
    recipe = _joint("squad_v1+mlm", continued_mlm={"n_tokens": 5_000, "languages": ["de"]}, **changes)
    assert (recipe.tasks, recipe.shared.learning_rate) == (("squad_v1",), 0.25)
    assert recipe.ingredients[0].n_examples is None
    assert (recipe.masked.n_tokens, recipe.masked.languages) == (5_000, ("de",))


def test_translated_tasks_are_in_the_languages_named_or_all_that_there_are():
    source = HandMadeSource(translated=FOREIGN)
    assert [part.languages for part in _joint("multi_task+translated", source).ingredients] == [("zh",), ("de", "zh")]
    recipe = _joint("squad_v1+translated", source, translated={"languages": ["zh", "en"]})
    assert recipe.ingredients[0].languages == ("en", "zh")


def test_translations_and_text_that_are_missing_are_errors_that_say_what_there_is():
    source = HandMadeSource(translated={"squad_v1": ("de",)})
    with pytest.raises(MissingDataError, match=r"'hellaswag' has no translated .* in any language in .*present: none"):
        _joint("multi_task+translated", source)
    with pytest.raises(MissingDataError, match=r"'squad_v1' has no translated .* in sw, zh in .*present: de; add them"):
        _joint("squad_v1+translated", source, translated={"languages": ["zh", "de", "sw"]})
    with pytest.raises(MissingDataError, match="'squad_v1' has no translated training examples in any language"):
        _joint("squad_v1+translated", source, translated={"languages": ["en"]})
    with pytest.raises(MissingDataError, match="no pretraining text in sw; present: de, en"):
        _joint("squad_v1+mlm", continued_mlm={"languages": ["sw"]})


def test_regimes_share_nothing_but_the_start():
    source = HandMadeSource(translated=FOREIGN)
    regimes = (
        "none", "squad_v1", "multi_task", "squad_v1+mlm", "multi_task+mlm", "squad_v1+translated",
        "multi_task+translated",
    )  # fmt: skip
    made = _plan(source, regimes=regimes, multi_task=TWO, targets=("udpos",))
    trained = [job for job in made.jobs if job.kind is JobKind.TRAIN]
    assert len({job.key for job in trained}) == len(trained) == 6 + 7
    runs = [job.run_id for job in made.jobs if job.run_id]
    assert len(set(runs)) == len(runs) == 7 + 3 + 2 * 3  # targets; intermediate tasks of three regimes of one, of two


def _joint_key(regime, **changes):
    source = changes.pop("source", None) or HandMadeSource(translated=FOREIGN)
    made = _plan(source, regimes=(regime,), **{"multi_task": TWO, **changes})
    (job,) = (job for job in made.jobs if job.phase == "intermediate" and job.kind is JobKind.TRAIN)
    return job.key


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({"multi_task": {**TWO, "max_examples": 9}}, {"multi_task", "multi_task+mlm", "multi_task+translated"}),
        ({"multi_task": {"tasks": ["squad_v1", "mnli"]}}, {"multi_task", "multi_task+mlm"}),
        ({"multi_task": {"tasks": ["hellaswag", "squad_v1"]}}, set()),  # the order says nothing
        ({"overrides": {"hellaswag": {"stride": 5}}}, {"multi_task", "multi_task+mlm", "multi_task+translated"}),
        ({"translated": {"languages": ["zh"]}}, {"multi_task+translated", "squad_v1+translated"}),
        ({"continued_mlm": {"n_tokens": 5_000}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"languages": ["de"]}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"block_length": 64}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"batch_size": 5}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"mask_fraction": 0.5}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"sampling_exponent": 1.0}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"continued_mlm": {"max_sentences": 5}}, {"multi_task+mlm", "squad_v1+mlm"}),
        ({"source": HandMadeSource(translated=FOREIGN, text="other")}, {"multi_task+mlm", "squad_v1+mlm"}),
        (
            {"source": HandMadeSource(translated=FOREIGN, versions={"hellaswag": 2})},
            {"multi_task", "multi_task+mlm", "multi_task+translated"},
        ),
    ],
)
def test_keys_of_joint_training_change_with_its_settings_and_data_alone(changes, changed):
    fixed = {"encoder": "some/encoder", "pretraining": None}
    regimes = ["multi_task", "multi_task+mlm", "squad_v1+mlm", "squad_v1", "squad_v1+translated"]
    if changes.get("multi_task", {}).get("tasks") != ["squad_v1", "mnli"]:  # of which there is no translation
        regimes.append("multi_task+translated")
    assert {one for one in regimes if _joint_key(one, **fixed, **changes) != _joint_key(one, **fixed)} == changed


# what must change a key, and what must not


def _keys(source=None, **changes):
    return {job.label + job.phase: job.key for job in _plan(source, **changes).jobs}


def _changed(source=None, **changes):
    """The jobs whose key another setting changes, in a plan of one regime and two targets."""
    fixed = {"regimes": ("hellaswag",), "targets": ("udpos", "tatoeba")}
    old, new = _keys(**fixed), _keys(source, **{**fixed, **changes})
    assert old.keys() == new.keys()
    short = {
        "pretrain trypretrain": "pretrain",
        "train hellaswag s0intermediate": "intermediate",
        "evaluate hellaswag after hellaswag s0intermediate": "score intermediate",
        "train hellaswag -> udpos s0target": "target",
        "evaluate udpos after hellaswag s0target": "score udpos",
        "evaluate tatoeba after hellaswag s0target": "score tatoeba",
    }
    assert old.keys() == short.keys()
    return {short[label] for label in old if old[label] != new[label]}


EVERY = {"pretrain", "intermediate", "score intermediate", "target", "score udpos", "score tatoeba"}
SCORES = {"score intermediate", "score udpos", "score tatoeba"}
FINE_TUNING = {
    "n_train_examples": 7, "epochs": 3, "batch_size": 5, "gradient_accumulation": 2, "learning_rate": 0.5,
    "warmup_fraction": 0.5, "weight_decay": 0.5, "clip_norm": 0.5, "dropout": 0.5, "max_length": 77, "stride": 5,
    "n_frozen_layers": 1,
}  # fmt: skip
OTHER_PRETRAINING = {
    "start": "some/encoder", "languages": ["de"], "generated_only": ["de"], "vocabulary": "keep",
    "n_kept_pieces": 900, "n_new_pieces": 700, "n_characters": 300,
    "n_tokens": 6_000, "block_length": 32, "batch_size": 5, "learning_rate": 0.5, "body_learning_rate": 0.25,
    "warmup_fraction": 0.5, "weight_decay": 0.5, "clip_norm": 0.5, "mask_fraction": 0.5, "dropout": 0.5,
    "sampling_exponent": 0.25, "seed": 5, "hidden_size": 64, "n_layers": 5, "n_heads": 4,
}  # fmt: skip
EVALUATION = {
    "n_examples": 5,
    "n_dev_examples": 4,
    "tokens_per_batch": 99,
    "retrieval_layer": 1,
    "retrieval_layers": "all",
    "max_answer_tokens": 5,
}


def test_no_setting_is_left_out_of_the_tests_below():
    fields = {name: set(Profile.model_fields[name].default.__class__.model_fields) for name in ("target", "evaluation")}
    assert set(FINE_TUNING) == fields["target"]
    assert {*EVALUATION, "splits", "languages"} == fields["evaluation"]
    # encoders kept on the way change nothing
    assert {*OTHER_PRETRAINING, "n_spare_pieces", "n_snapshots"} == set(_profile().pretraining.__class__.model_fields)


@pytest.mark.parametrize("field", FINE_TUNING)
def test_key_changes_with_every_setting_of_its_training_and_no_other(field):
    changed = {"target", "score udpos"} | ({"score tatoeba"} if field == "max_length" else set())  # of its sentences
    assert _changed(target={field: FINE_TUNING[field]}) == changed
    assert _changed(intermediate={field: FINE_TUNING[field]}) == EVERY - {"pretrain"}
    assert _changed(overrides={"udpos": {field: FINE_TUNING[field]}}) == {"target", "score udpos"}
    assert _changed(overrides={"hellaswag": {field: FINE_TUNING[field]}}) == EVERY - {"pretrain"}
    assert _changed(overrides={"xnli": {field: FINE_TUNING[field]}}) == set()


@pytest.mark.parametrize("field", OTHER_PRETRAINING)
def test_keys_change_with_every_setting_of_pretraining(field):
    assert _changed(pretraining={**PRETRAINING, field: OTHER_PRETRAINING[field]}) == EVERY


def test_keys_change_with_the_number_of_spare_pieces():
    extended = {**PRETRAINING, "start": "some/encoder"}  # a random start has none to spare
    without, some = (_keys(pretraining={**extended, "n_spare_pieces": n_pieces}) for n_pieces in (0, 7))
    assert without.keys() == some.keys()
    assert set(without.values()).isdisjoint(some.values())


@pytest.mark.parametrize("field", EVALUATION)
def test_keys_of_evaluations_change_with_their_settings(field):
    assert _changed(evaluation={field: EVALUATION[field]}) == SCORES


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({"title": "Another"}, set()),
        ({"n_workers": 7}, set()),
        ({"keeps_checkpoints": True}, set()),
        ({"pretraining": {**PRETRAINING, "n_snapshots": 3}}, set()),
        ({"evaluation": {"splits": ["test"]}}, set()),  # cells are added to a run, or left
        ({"evaluation": {"languages": ["en", "de"]}}, set()),
        ({"pooling": "mean"}, EVERY - {"pretrain"}),
        ({"precision": "bf16"}, EVERY),
        ({"attention": "sdpa"}, EVERY),
        ({"n_threads": 2}, EVERY - {"pretrain"}),
        ({"n_pretraining_threads": 1}, EVERY),
    ],
)
def test_keys_change_with_what_enters_the_numbers_alone(changes, changed):
    assert _changed(**changes) == changed


def test_keys_change_with_the_seed():
    first, second = _plan(seeds=(0,)), _plan(seeds=(1,))
    assert {job.key for job in first.jobs} & {job.key for job in second.jobs} == {first.jobs[0].key}  # the encoder


def test_name_of_the_profile_changes_the_runs_and_not_what_they_share():
    first, second = _plan(name="one"), _plan(name="two")
    for job, other in zip(first.jobs, second.jobs, strict=True):
        assert (job.key == other.key) == (job.kind is not JobKind.EVALUATE)


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        (HandMadeSource(versions={"udpos": 2}), {"target", "score udpos"}),
        (HandMadeSource(versions={"hellaswag": 2}), EVERY - {"pretrain"}),
        (HandMadeSource(versions={"tatoeba": 2}), {"score tatoeba"}),
        (HandMadeSource(versions={"xnli": 2}), set()),
        (HandMadeSource(text="other text"), EVERY),
    ],
)
def test_keys_change_with_the_data_that_they_are_made_from(source, changed):
    assert _changed(source) == changed


def test_keys_change_with_the_code(monkeypatch):
    before = _keys()
    for name in ("training_code", "scoring_code", "pretraining_code"):
        monkeypatch.setattr(f"pipeline.experiments.plan.{name}", lambda *_: "other")
    after = _keys()
    assert all(before[label] != after[label] for label in before)


def test_keys_change_with_the_weights_in_a_folder_and_not_with_where_it_lies(tmp_path):
    def keys(folder, weights):
        folder.mkdir(exist_ok=True)
        for name in ("config.json", "tokenizer.json"):
            (folder / name).write_text("{}")
        (folder / "model.safetensors").write_text(weights)
        named = _keys(encoder=str(folder), regimes=("none",))
        started = pretraining_job(_profile(pretraining={**PRETRAINING, "start": str(folder)}), HandMadeSource()).key
        return set(named.values()), started

    (named, started), (others, other_start) = keys(tmp_path / "a", "weights"), keys(tmp_path / "a", "others")
    assert not named & others
    assert started != other_start
    assert keys(tmp_path / "b", "weights")[0] == named


# what cannot be planned


def test_unknown_tasks_are_errors_that_suggest_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown task 'xqad'; did you mean 'xquad'"):
        _plan(targets=("xqad",))
    with pytest.raises(UnknownNameError, match="unknown task 'helaswag'; did you mean 'hellaswag'"):
        _plan(regimes=("helaswag",))
    with pytest.raises(UnknownNameError, match="unknown task 'squad_v11'; did you mean 'squad_v1'"):
        _plan(overrides={"squad_v11": {"epochs": 1}})


def test_unknown_language_is_an_error_and_one_that_only_the_source_has_is_not():
    with pytest.raises(UnknownNameError, match="unknown language 'deu'"):
        _plan(evaluation={"languages": ["deu"]})
    held = {**HELD, ("xquad", Split.TEST): ("en", "eo")}
    made = _plan(HandMadeSource(held), regimes=("none",), evaluation={"languages": ["eo"]})
    assert [cell.language for cell in made.jobs[-1].cells] == ["eo"]


def test_tasks_in_the_wrong_phase_are_all_named():
    with pytest.raises(ProfileError, match=r"wrong phase: squad_v1, xquad; targets and regimes"):
        _plan(targets=("udpos", "squad_v1"), regimes=("none", "xquad"))


def test_training_data_that_is_missing_is_an_error_that_says_what_was_looked_for():
    with pytest.raises(
        MissingDataError, match=r"'ccg' has no English training examples.*looked for wsj02-21\.stagged; add"
    ):
        _plan(regimes=("ccg",))
    with pytest.raises(MissingDataError, match="'panx' has no English training examples in source 'hand-made'; add"):
        _plan(targets=("panx",))


def test_profile_with_nothing_to_score_is_an_error():
    with pytest.raises(ProfileError, match="profile 'try' has nothing to score in source 'hand-made'"):
        _plan(targets=("xquad",), evaluation={"splits": ["dev"]})


def test_profile_that_does_not_say_how_its_encoder_is_made_cannot_be_pretrained():
    profile = _profile(encoder="some/encoder", pretraining=None)
    with pytest.raises(ProfileError, match="'try' names its encoder \\(some/encoder\\) and has no \\[pretraining\\]"):
        pretraining_job(profile, HandMadeSource())


def test_xcopa_is_trained_on_social_iqa_first_and_its_head_goes_on():
    held = {("siqa", Split.TRAIN): ("en",), ("xcopa", Split.TRAIN): ("en",), ("xcopa", Split.DEV): ("et",)}
    made = _plan(HandMadeSource(held), targets=("xcopa",), regimes=("none",))

    assert _labels(made) == ["pretrain try", "train siqa s0", "train xcopa s0", "evaluate xcopa after none s0"]
    start, first, second, last = made.jobs
    assert [job.input_key for job in (first, second, last)] == [start.key, first.key, second.key]
    assert (first.recipe.head_from, second.recipe.head_from) == (None, "siqa")


def test_tasks_of_other_benchmarks_enter_no_profile_of_their_own_accord():
    # the digest of the source in the records of runs names the paper's eighteen tasks, and others where they are used
    tasks = HandMadeSource().digest
    plain, more = _plan(), _plan(HandMadeSource({**HELD, ("mewslix", Split.DEV): ("de",)}), targets=("mewslix",))

    assert plain.jobs[-1].source_digest == tasks(paper_tasks().values())
    assert "siqa" not in intermediate_tasks()
    assert len(intermediate_tasks()) == 9
    assert more.jobs[-1].source_digest != plain.jobs[-1].source_digest


# what stands in for a training set that is not there


WITHOUT_MNLI = {cell: held for cell, held in HELD.items() if cell[0] != "mnli"}
SNLI = {**WITHOUT_MNLI, ("snli", Split.TRAIN): ("en",)}


def test_substitute_trains_where_the_training_set_is_missing():
    substitutes = {"mnli": {"task": "snli"}}
    made = _plan(HandMadeSource(SNLI), targets=("xnli",), regimes=("none",), substitutes=substitutes)
    assert _labels(made) == ["pretrain try", "train snli s0", "evaluate xnli after none s0"]
    assert made.jobs[2].stand_in == StandIn("snli", "train", "mnli")
    there = _plan(HandMadeSource(HELD), targets=("xnli",), regimes=("none",), substitutes=substitutes)
    assert _labels(there) == ["pretrain try", "train mnli s0", "evaluate xnli after none s0"]
    assert there.jobs[2].stand_in is None


def test_examples_that_are_trained_on_are_not_scored():
    held = {("pawsx", Split.DEV): ("de", "en"), ("pawsx", Split.TEST): ("de", "en")}
    made = _plan(
        HandMadeSource(held),
        targets=("pawsx",),
        regimes=("none",),
        substitutes={"pawsx": {"task": "pawsx", "split": "dev"}},
    )
    scored = made.jobs[-1]
    assert [(cell.split.value, cell.language) for cell in scored.cells] == [
        ("dev", "de"),
        ("test", "de"),
        ("test", "en"),
    ]
    assert [(cell.split, cell.language, cell.reason) for cell in scored.missing_cells] == [
        (Split.DEV, "en", "trained on instead of the missing training set of pawsx, so not scored")
    ]


def test_substitute_of_another_type_is_an_error():
    with pytest.raises(ProfileError, match="'squad_v1' cannot stand in for 'mnli': they are of different task types"):
        _plan(HandMadeSource(WITHOUT_MNLI), targets=("xnli",), substitutes={"mnli": {"task": "squad_v1"}})


def test_without_a_substitute_the_missing_training_set_is_an_error_that_names_the_table():
    with pytest.raises(MissingDataError, match=r"name a substitute under \[substitutes\]"):
        _plan(HandMadeSource(WITHOUT_MNLI), targets=("xnli",), regimes=("none",))


def test_every_layer_is_scored_for_the_first_seed_alone():
    evaluation = {"retrieval_layers": "first_seed"}
    made = _plan(targets=("tatoeba",), regimes=("none",), seeds=(3, 1), evaluation=evaluation)
    found = {job.seed: scores_all_layers(job.profile, job.seed) for job in made.jobs if job.kind is JobKind.EVALUATE}
    assert found == {3: True, 1: False}


def test_languages_that_are_dropped_in_leave_trainings_as_they_are(tmp_path):
    for language, line in (("en", "dogs\tNOUN\n"), ("de", "Hunde\tNOUN\n"), ("hu", "kutya\tNOUN\n")):
        (tmp_path / language / "xtreme" / "udpos").mkdir(parents=True)
        for other in ("train", "dev", "test") if language == "en" else ("dev", "test"):
            (tmp_path / language / "xtreme" / "udpos" / f"{other}-{language}.tsv").write_text(line)
    root = tmp_path / "en"

    def keys():
        made = plan(
            _profile(source="xtreme_folder", encoder="mini", regimes=("none",), targets=("udpos",)), XtremeFolder(root)
        )
        return {job.kind: (job.key, {cell.language for cell in job.cells}) for job in made.jobs}

    before = keys()
    shutil.copytree(tmp_path / "hu", root, dirs_exist_ok=True)
    after = keys()
    assert after[JobKind.TRAIN] == before[JobKind.TRAIN]
    assert after[JobKind.EVALUATE][0] != before[JobKind.EVALUATE][0]
    assert after[JobKind.EVALUATE][1] == {"en", "hu"}
