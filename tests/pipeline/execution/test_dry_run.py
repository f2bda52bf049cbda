import pytest

from pipeline.domain.errors import ProfileError
from pipeline.domain.task import Split
from pipeline.execution import dry_run as under_test
from pipeline.execution.dry_run import dry_run
from pipeline.execution.plan_report import plan_or_declare
from pipeline.execution.stand_in_files import N_SCORED, N_TRAIN, write_stand_ins
from pipeline.experiments.profile import Evaluation, load_profile
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task


def _small(**changes):
    paper = load_profile("paper")
    evaluation = paper.evaluation.model_copy(update={"languages": ("de", "en")})
    translated = paper.translated.model_copy(update={"languages": ("de",)})
    return paper.model_copy(update={"seeds": (0,), "evaluation": evaluation, "translated": translated, **changes})


def test_dry_run_puts_every_job_through_and_names_those_that_fail(tmp_path, monkeypatch):
    write = under_test.write_stand_ins

    def write_with_one_broken(root, plan):
        n_files = write(root, plan)
        (root / "xtreme/udpos/dev-de.tsv").write_text("ein\tDET\tzuviel\n")
        return n_files

    monkeypatch.setattr(under_test, "write_stand_ins", write_with_one_broken)
    profile = _small(regimes=("squad_v1+translated",), targets=("udpos", "tatoeba"))
    done = dry_run(profile, tmp_path, lambda _: None)
    assert [job.label for job in done.plan.jobs] == [
        "train squad_v1+translated s0",
        "evaluate squad_v1 after squad_v1+translated s0",
        "train squad_v1+translated -> udpos s0",
        "evaluate udpos after squad_v1+translated s0",
        "evaluate tatoeba after squad_v1+translated s0",
    ]
    assert [label for label, _ in done.failures] == ["evaluate udpos after squad_v1+translated s0"]
    assert "dev-de.tsv" in done.failures[0][1]
    assert len(done.state.done) == 4


def test_dry_run_refuses_a_layer_that_the_real_encoder_lacks(tmp_path):
    evaluation = load_profile("paper").evaluation.model_copy(update={"retrieval_layer": 25})
    profile = _small(regimes=("none",), targets=("tatoeba",), evaluation=evaluation)
    with pytest.raises(ProfileError, match="retrieval_layer is 25, but the encoder has 24 layers"):
        dry_run(profile, tmp_path, lambda _: None)


@pytest.mark.parametrize(
    ("task", "split", "languages"),
    [
        ("siqa", Split.TRAIN, ["en"]),
        ("xcopa", Split.TEST, ["it", "zh"]),
        ("xglue_nc", Split.DEV, ["de", "fr"]),
        ("xglue_pos", Split.DEV, ["hi", "zh"]),
        ("xglue_pawsx", Split.DEV, ["de", "es"]),
    ],
)
def test_stand_ins_of_tasks_that_are_generated_nowhere_are_read_in_their_formats(tmp_path, task, split, languages):
    targets = ("xcopa", "xglue_nc", "xglue_pos", "xglue_pawsx")
    profile = _small(regimes=("siqa",), targets=targets).model_copy(update={"evaluation": Evaluation()})
    wanted, _, _ = plan_or_declare(profile, None)
    write_stand_ins(tmp_path, wanted)
    for language in languages:
        read = XtremeFolder(tmp_path).read(get_task(task), split, language)
        assert len(read.examples) in {N_SCORED, N_TRAIN}
        assert set(read.labels) <= set(get_task(task).labels)
