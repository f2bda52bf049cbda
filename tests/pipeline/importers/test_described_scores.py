"""Scores on described benchmarks: taken in beside others, read as people name them, refused with what was expected."""

import json

import pandas as pd
import pytest

from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.importers.scores import read_frame_import, read_import, write_import
from pipeline.store.benchmark_scores import read_benchmark_imports
from pipeline.store.benchmarks import load_benchmarks
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks
from tests.small_home import NOW

TASKS, LANGUAGES = load_tasks(), [language.language for language in load_languages()]
BENCHMARKS = load_benchmarks(registered=TASKS)
HEAD = "encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples\n"
TER = "m,none,,wmt16_news_translation,en-de,ter,test,0,110.5,2999\n"
RTE = "m,none,,glue_rte,en,accuracy,dev,0,50.18,277\n"  # 139 of 277 are 50.18
XNLI = "m,none,,xnli,de,accuracy,test,0,50.0,10\n"


def read(tmp_path, *rows, benchmark=None, **options):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return read_import(path, TASKS, LANGUAGES, benchmarks=BENCHMARKS, benchmark=benchmark, **options)


def test_scores_go_into_the_home_as_they_are_and_twice_changes_nothing(tmp_path):
    ready, home = read(tmp_path, TER, RTE), Home(tmp_path / "home")
    assert write_import(home, ready, now=NOW) == []
    (found,) = read_benchmark_imports(home)
    assert [(one.benchmark, one.task, one.metric, one.value_text) for one in found.scores] == [
        ("WMT16 news", "wmt16_news_translation", "ter", "110.5"),
        ("GLUE", "glue_rte", "accuracy", "50.18"),
    ]
    before = (home.benchmark_scores / "own.json").read_bytes()
    write_import(home, ready, now=NOW)
    assert (home.benchmark_scores / "own.json").read_bytes() == before
    other = read(tmp_path, RTE)
    with pytest.raises(ProfileError, match="already holds 2 scores of another import 'own'"):
        write_import(home, other, now=NOW)
    assert (home.benchmark_scores / "own.json").read_bytes() == before
    write_import(home, other, now=NOW, is_replaced=True)
    assert len(read_benchmark_imports(home)[0].scores) == 1


def test_a_file_may_hold_registered_and_described_tasks(tmp_path):
    ready, home = read(tmp_path, XNLI, TER), Home(tmp_path / "home")
    assert [row.key.target for row in ready.scores.rows] == ["xnli"]
    assert len(write_import(home, ready, now=NOW)) == 1
    assert len(read_benchmark_imports(home)[0].scores) == 1
    write_import(home, read(tmp_path, XNLI), now=NOW, is_replaced=True)
    assert read_benchmark_imports(home) == ()  # what the import no longer brings is gone


@pytest.mark.parametrize(
    ("target", "language", "metric", "split"),
    [("newstest2016", "en_de", "TER", "test"), ("wmt16", "eng-deu", "ter", "testing"),
     ("WMT16 news newstest2016", "English-German", "TER", "test")],
)  # fmt: skip
def test_names_are_read_as_people_have_them_and_said(tmp_path, target, language, metric, split):
    ready = read(tmp_path, f'm,none,,{target},{language},"{metric}",{split},0,50.5,10\n')
    (found,) = ready.described.scores
    assert (found.task, found.language, found.metric, found.split) == (
        "wmt16_news_translation", "en-de", "ter", "test",
    )  # fmt: skip
    assert any("as ter" in note or "as en-de" in note for note in ready.notes())
    assert "lower is better: TER" in ready.notes()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (TER.replace("110.5", "-0.5"), "line 2: found '-0.5' in column 'value'; expected TER of wmt16_news"),
        (RTE.replace("50.18", "150.18"), "accuracy of glue_rte: 0 to 100 (higher is better)"),
        (RTE.replace("50.18", "50.3"), "a share of right answers of 277 examples; the nearest is 50.1805"),
        (RTE.replace("50.18", "nan"), 'a number such as "27.3" (accuracy: 0 to 100)'),
        (RTE.replace("277", "278"), "at most the 277 of glue_rte dev"),
        (RTE.replace("50.18", "0.5018"), "not a fraction"),
        (RTE.replace(",none,,", ",mnli,mnli,"), "GLUE is described and not trained here"),
        (RTE.replace(",none,,", ",none,mnli,"), "GLUE is described and not trained here"),
        (RTE.replace("accuracy", "acuracy"), "unknown metric of glue_rte 'acuracy'; did you mean 'accuracy'?"),
        (TER.replace("en-de", "en-fr"), "unknown pair of wmt16_news_translation 'en-fr'"),
        (TER.replace(",test,", ",dev,"), "unknown split of wmt16_news_translation 'dev'"),
        (RTE.replace("glue_rte", "glue_rt"), "unknown task 'glue_rt'; did you mean 'glue_rte'?"),
        (RTE + RTE, "line 3: found the same cell and metric as in line 2; expected each once"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_line_value_and_what_was_expected(tmp_path, row, said):
    with pytest.raises(DataFormatError) as caught:
        read(tmp_path, row)
    assert said in str(caught.value)


def test_the_stated_benchmark_is_that_of_every_task(tmp_path):
    assert read(tmp_path, RTE, benchmark="glue").described.scores[0].benchmark == "GLUE"
    with pytest.raises(DataFormatError, match="expected a task of 'XTREME', as --benchmark says"):
        read(tmp_path, RTE, benchmark="XTREME")


def test_outcomes_are_not_taken_of_described_tasks(tmp_path):
    (tmp_path / "out.csv").write_text("encoder\n", encoding="utf-8")
    with pytest.raises(DataFormatError, match="they are taken of registered tasks alone"):
        read(tmp_path, RTE, outcomes=[tmp_path / "out.csv"])


def test_a_doubt_may_be_taken_back(tmp_path):
    assert read(tmp_path, RTE.replace("277", "278").replace("50.18", "50.0"), allowed=["more-examples"])
    with pytest.raises(DataFormatError, match="say --allow fractions"):
        read(tmp_path, TER.replace("110.5", "0.5"))
    assert read(tmp_path, TER.replace("110.5", "0.5"), allowed=["fractions"])


def test_how_many_examples_comes_from_the_benchmark_s_file_and_a_part_is_marked(tmp_path):
    frame = pd.DataFrame([{"encoder": "m", "target": "glue_rte", "language": "en", "metric": "accuracy",
                           "split": "dev", "value": 50.18}])  # fmt: skip
    ready = read_frame_import(frame, TASKS, name="mine", benchmarks=BENCHMARKS)
    assert [(one.n_examples, one.n_available) for one in ready.described.scores] == [(277, 277)]
    part = read(tmp_path, RTE.replace("50.18,277", "50.0,100"))
    assert [(one.n_examples, one.n_available) for one in part.described.scores] == [(100, 277)]
    assert any("are of part of their data set" in note for note in part.notes())


def test_without_described_benchmarks_their_tasks_are_unknown(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + RTE, encoding="utf-8")
    with pytest.raises(DataFormatError, match="a registered target task"):
        read_import(path, TASKS, LANGUAGES)


def test_an_import_in_the_home_that_was_changed_is_refused(tmp_path):
    home = Home(tmp_path / "home")
    write_import(home, read(tmp_path, TER), now=NOW)
    path = home.benchmark_scores / "own.json"
    path.write_text(path.read_text(encoding="utf-8").replace("110.5", "90.5"), encoding="utf-8")
    with pytest.raises(DataFormatError, match="the file was changed since"):
        read_benchmark_imports(home)


def test_a_harness_s_results_on_described_tasks_are_taken_and_its_other_metrics_left_out(tmp_path):
    found = {
        "results": {
            "mrpc": {"acc,none": 0.8676, "acc_stderr,none": "N/A", "f1,none": 0.905},
            "mnli": {"acc,none": 0.8},  # matched or mismatched is not said
        },
        "configs": {"mrpc": {"test_split": "validation"}, "mnli": {"test_split": "validation"}},
        "n-samples": {"mrpc": {"original": 408, "effective": 408}, "mnli": {"original": 9815, "effective": 9815}},
        "config": {"model": "hf", "model_args": "pretrained=org/m", "limit": None},
        "model_name": "org/m",
    }
    path = tmp_path / "results_2026-01-01.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    ready = read_import(path, TASKS, LANGUAGES, benchmarks=BENCHMARKS, name="mine")
    assert [(one.task, one.metric, one.split, one.value, one.n_examples) for one in ready.described.scores] == [
        ("glue_mrpc", "accuracy", "dev", 86.76, 408), ("glue_mrpc", "f1", "dev", 90.5, 408),
    ]  # fmt: skip
    assert not ready.scores.rows
    assert any("left out" in note and "mnli" in note for note in ready.notes())
