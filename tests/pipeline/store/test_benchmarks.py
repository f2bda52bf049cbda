"""Described benchmarks: what ships, what a file may hold, and what is refused, with the nearest name."""

import math

import pytest

from pipeline.domain.benchmark import TASK_SCORE, Benchmarks
from pipeline.domain.errors import BenchmarkError, DataFormatError
from pipeline.store.benchmarks import benchmark_rows, benchmarks_of_rows, load_benchmarks, read_benchmark
from pipeline.store.reference import load_reported_scores
from pipeline.tasks.discovery import load_tasks

OWN = """\
benchmark = "own"
title = "Own"
url = "https://example.org/own"
source = "invented"

[[metrics]]
metric = "ter"
title = "TER"
low = 0
better = "lower"

[[metrics]]
metric = "bleu"
title = "BLEU"
low = 0
high = 100
better = "higher"

[[tasks]]
task = "own_news"
title = "News"
languages = ["en-de", "de-en"]
splits = ["test"]
metrics = ["bleu", "ter"]
score = ["bleu"]
sizes = [{ split = "test", n = 12 }]

[average]
metric = "average"
over = ["own_news"]
source = "invented"
"""
HEAD = (
    "source_id,source_title,source_url,table_or_section,setting,encoder,params_millions,task,language,flag,system,"
    "metric,split,value\n"
)


def write(folder, text=OWN, name="own.toml"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_ships_is_glue_and_a_translation_benchmark():
    found = load_benchmarks(registered=load_tasks())
    assert [one.benchmark for one in found.described] == ["glue", "wmt16_news"]
    ter = found.tasks["wmt16_news_translation"].metrics["ter"]
    assert (ter.low, ter.high, ter.is_lower_better) == (0, math.inf, True)
    # Wang et al. 2019, section 3.4: MRPC has two metrics and counts their mean; nine tasks make the average
    assert found.tasks["glue_mrpc"].score == ("accuracy", "f1")
    average = found.described[0].average
    assert average is not None
    assert len(average.tasks) == 9
    assert found.metric("glue", "average").range_words == "-100 to 100"
    assert found.tasks["glue_mnli"].sizes["test", "accuracy_mismatched"] == 9847


def test_a_file_is_read_and_goes_through_the_table_unchanged(tmp_path):
    write(tmp_path)
    found = load_benchmarks([tmp_path], registered=())
    task = found.tasks["own_news"]
    assert (task.languages, task.splits, task.has_pairs) == (("en-de", "de-en"), ("test",), True)
    assert task.sizes == {("test", "bleu"): 12, ("test", "ter"): 12}
    assert found.metric("own_news", TASK_SCORE) == task.metrics["bleu"]
    again = benchmarks_of_rows(benchmark_rows(found))
    assert again.tasks == found.tasks
    assert again.described[0].average == found.described[0].average


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("better = \"lower\"", "beter = \"lower\"", "unknown key 'beter'; did you mean 'better'? [line 10]"),
        ("[average]", "[averag]", "unknown key 'averag'; did you mean 'average'?"),
        ('metrics = ["bleu", "ter"]', 'metrics = ["bleu", "tre"]', "unknown metric of this file 'tre'; did you mean"),
        ('over = ["own_news"]', 'over = ["own_new"]', "unknown task of this file 'own_new'; did you mean 'own_news'?"),
        ('score = ["bleu"]', "", "its score would be a mean of bleu (higher), ter (lower)"),
        ('"en-de", "de-en"', '"en-de", "en-de"', "language 'en-de' stands there 2 times"),
        ('"en-de", "de-en"', '"en-de", "de"', "languages beside pairs of languages"),
        ('"en-de", "de-en"', '"en-de", "de-de"', "'de-de' is a language with itself"),
        ("high = 100", "high = 0", "low 0 and high 0; expected the first below the second"),
        ("high = 100", "high = nan", "metrics.1.high"),
        ('better = "lower"', 'better = "down"', "metrics.0.better: Input should be 'higher' or 'lower' (got 'down')"),
        ('better = "lower"', 'better = "lower"\nkind = "share"', "kind 'share' is counted in percent"),
        ('splits = ["test"]', 'splits = ["dev"]', "a size of 'test', while its splits are dev"),
        ("n = 12", "n = 0", "tasks.0.sizes.0.n"),
        ("n = 12", 'n = "12"', "tasks.0.sizes.0.n"),
        ('task = "own_news"', 'task = "own"', "benchmark 'own' is also the name of one of its tasks"),
        ('url = "https://', 'url = "ftp://', "url: "),
        ("[[metrics]]", "[[metrics", "not a TOML file"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_what_was_expected(tmp_path, old, new, said):
    path = write(tmp_path, OWN.replace(old, new, 1))
    with pytest.raises(BenchmarkError) as caught:
        read_benchmark(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_all_faults_of_a_file_are_said_at_once(tmp_path):
    text = OWN.replace('better = "lower"', 'beter = "lower"').replace("low = 0\nhigh", "lo = 0\nhigh")
    with pytest.raises(BenchmarkError, match=r"4 fault\(s\) to fix") as caught:  # two unknown keys, two that lack
        read_benchmark(write(tmp_path, text))
    assert "'lo'; did you mean 'low'?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace('"own"', '"other"').replace("own_news", "own_news"), "'own_news' is already described in"),
        (OWN.replace("own_news", "other_news"), "'own' is already described in"),
        (OWN.replace('"own"', '"other"').replace("own_news", "own"), "'own' is already described in"),
    ],
)
def test_two_files_never_describe_one_name(tmp_path, text, said):
    write(tmp_path / "a")
    write(tmp_path / "b", text, "other.toml")
    with pytest.raises(BenchmarkError, match="keep one of the two") as caught:
        load_benchmarks([tmp_path / "a", tmp_path / "b"], registered=())
    assert said in str(caught.value)


def test_a_folder_that_is_named_twice_counts_once(tmp_path):
    write(tmp_path)
    assert len(load_benchmarks([tmp_path, tmp_path / ".." / tmp_path.name], registered=()).described) == 1


@pytest.mark.parametrize("name", ["xnli", "mnli", "xglue_ner"])
def test_a_task_that_is_registered_is_not_described_too(tmp_path, name):
    write(tmp_path, OWN.replace("own_news", name))
    with pytest.raises(BenchmarkError, match=f"'{name}' is a task that is registered in pipeline/tasks"):
        load_benchmarks([tmp_path], registered=load_tasks())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("own_news", "en-de", "ter", "test", "-0.1"), "'-0.1' in column 'value'; expected TER of own_news: 0 or more"),
        (("own_news", "en-de", "bleu", "test", "100.1"), "BLEU of own_news: 0 to 100 (higher is better)"),
        (("own_news", "en-fr", "bleu", "test", "10"), "unknown pair of own_news 'en-fr'"),
        (("own_news", "en-de", "blue", "test", "10"), "did you mean 'bleu'?"),
        (("own_news", "en-de", "bleu", "dev", "10"), "unknown split of own_news 'dev'"),
        (("own", "avg", "average", "test", "101"), "average of own, 0 to 100"),
        (("xnli", "de", "accuracy", "test", "100.5"), "accuracy of xnli, -100 to 100"),
    ],
)  # fmt: skip
def test_a_reported_figure_outside_its_metric_is_refused_with_line_value_and_range(tmp_path, cells, said):
    benchmarks = load_benchmarks([write(tmp_path / "b").parent], registered=())
    task, language, metric, split, value = cells
    row = f"p,P,https://example.org,T1,,enc,,{task},{language},,Enc,{metric},{split},{value}\n"
    (tmp_path / "reported_scores.csv").write_text(HEAD + row, encoding="utf-8")
    with pytest.raises(DataFormatError) as caught:
        load_reported_scores(tmp_path, benchmarks)
    assert "reported_scores.csv, line 2" in str(caught.value)
    assert said in str(caught.value)


def test_a_reported_figure_may_lie_beyond_a_hundred_where_its_metric_may(tmp_path):
    benchmarks = load_benchmarks([write(tmp_path / "b").parent], registered=())
    row = "p,P,https://example.org,T1,,enc,,own_news,en-de,,Enc,ter,test,104.5\n"
    (tmp_path / "reported_scores.csv").write_text(HEAD + row, encoding="utf-8")
    assert [row.value for row in load_reported_scores(tmp_path, benchmarks)] == [104.5]
    with pytest.raises(DataFormatError, match="-100 to 100"):
        load_reported_scores(tmp_path, Benchmarks())
