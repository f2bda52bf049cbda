import pytest

from pipeline.domain.errors import DataFormatError, ProfileError
from tests.pipeline.audits.entered.reader import cells, read

SQUAD = "phang2020-squad-gain"
LARGE = "xlm-roberta-large"
V1 = "xlm-roberta-large+squad_v1"
MARKDOWN = "| Model | XNLI | PAWS-X |\n|---|---|---|\n| XLM-R Large | 79.2 | 86.4 |\n| + SQuAD v1.1 | 80.1 | 87.0 |\n"
EXPECTED = {
    (LARGE, "xnli", "avg", "accuracy"): "79.2",
    (LARGE, "pawsx", "avg", "accuracy"): "86.4",
    (V1, "xnli", "avg", "accuracy"): "80.1",
    (V1, "pawsx", "avg", "accuracy"): "87.0",
}
FORMS = {
    "Markdown": MARKDOWN,
    "Markdown without outer bars": "Model | XNLI | PAWS-X\n--- | ---: | :-:\n"
    "XLM-R Large | 79.2 | 86.4\nSQuAD v1.1 | 80.1 | 87.0\n",
    "CSV": "Model,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\nXLM-R Large + SQuAD v1.1,80.1,87.0\n",
    "CSV with semicolons and decimal commas": "Model;XNLI;PAWS-X\nXLM-R Large;79,2;86,4\nSQuAD v1.1;80,1;87,0\n",
    "CSV with quoted decimal commas": 'Model,XNLI,PAWS-X\nXLM-R Large,"79,2","86,4"\nSQuAD v1.1,"80,1","87,0"\n',
    "a spreadsheet's paste": "\tXNLI\tPAWS-X\r\nXLM-R Large\t79.2\t86.4\r\nSQuAD v1.1\t80.1\t87.0\r\n",
    "tasks as rows": "Task,XLM-R Large,SQuAD v1.1\nXNLI,79.2,80.1\nPAWS-X,86.4,87.0\n",
    "one figure a row": "system,task,value\nxlm-roberta-large,xnli,79.2\nxlm-roberta-large,pawsx,86.4\n"
    "xlm-roberta-large+squad_v1,xnli,80.1\nxlm-roberta-large+squad_v1,pawsx,87.0\n",
    "best ones in bold or underlined": "| Model | XNLI | PAWS-X |\n|---|---|---|\n"
    "| XLM-R Large | <u>79.2</u> | __86.4__ |\n"
    "| **SQuAD v1.1** | **80.1** | *87.0* |\n",
    "marks of footnotes": "| Model | XNLI† | PAWS-X |\n|---|---|---|\n| XLM-R Large* | 79.2† | 86.4<sup>a</sup> |\n"
    "| SQuAD v1.1 | 80.1² | 87.0 [1] |\n",
    "percent signs": "Model,XNLI,PAWS-X\nXLM-R Large,79.2%,86.4 %\nSQuAD v1.1,80.1%,87.0%\n",
    "spreads": "Model,XNLI,PAWS-X\nXLM-R Large,79.2 ± 0.3,86.4±0.1\nSQuAD v1.1,80.1 +/- 0.3,87.0\n",
    "fractions of one": "Model,XNLI,PAWS-X\nXLM-R Large,0.792,0.864\nSQuAD v1.1,.801,0.870\n",
    "no-break and thin blanks": "Model,XNLI,PAWS-X\n"
    "XLM-R\u00a0Large,79.2\u2009,\u202f86.4\nSQuAD\u00a0v1.1,80.1,87.0\n",
    "booktabs": r"""
\begin{table}[t]\centering
\caption{Results in \%, as in \citet{someone}.} \label{tab:x}
\begin{tabular}{@{}l cc@{}}
\toprule
Model & XNLI & PAWS-X \\ % the best in bold
\cmidrule(lr){2-3}
\midrule
XLM-R\textsubscript{Large} & $79.2$ & \cellcolor{gray!20}86.4 \\[2pt]
\quad + SQuAD v1.1 & \textbf{80.1}$^{\dagger}$ & \underline{\textbf{87.0}}\\
\bottomrule
\end{tabular}
\end{table}
""",
    "a tabular's rows alone": "Model & XNLI & PAWS-X \\\\\\hline\n"
    "XLM-R Large & 79.2 & 86.4\\\\\n{\\bf SQuAD v1.1} & {\\bf 80.1} & 87.0\\\\",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_in_every_form_gives_the_same_figures(form):
    assert cells(read(FORMS[form], SQUAD)) == EXPECTED


def test_two_rows_of_headers_name_task_and_language():
    table = r"""\begin{tabular}{lcccc}
    & \multicolumn{2}{c}{XNLI} & \multicolumn{2}{c}{PAWS-X} \\
    Model & en & German & Chinese & Avg.\\ \midrule
    XLM-R Large & 89.1 & 83.9 & 80.2 & 86.4 \\ \end{tabular}"""
    assert cells(read(table, split="test")) == {
        (LARGE, "xnli", "en", "accuracy"): "89.1",
        (LARGE, "xnli", "de", "accuracy"): "83.9",
        (LARGE, "pawsx", "zh", "accuracy"): "80.2",
        (LARGE, "pawsx", "avg", "accuracy"): "86.4",
    }


def test_merged_cells_of_a_spreadsheet_stand_for_all_that_they_cover():
    table = ",,XQuAD,,MLQA,\nModel,Metric,de,zh,de,zh\nXLM-R Large,F1,80.1,59.3,68.5,45.4\n,EM,63.4,50.0,53.6,30.0\n"
    found = cells(read(table, split="test"))
    assert found[LARGE, "xquad", "zh", "f1"] == "59.3"
    assert found[LARGE, "mlqa", "zh", "em"] == "30.0"
    assert len(found) == 8


def test_a_multirow_stands_for_its_rows_alone():
    table = r"""\begin{tabular}{llc} Model & Metric & XQuAD \\
    \multirow{2}{*}{XLM-R Large} & F1 & 76.6 \\ & EM & 60.8 \\ \end{tabular}"""
    found = cells(read(table, split="test"))
    assert found == {(LARGE, "xquad", "avg", "f1"): "76.6", (LARGE, "xquad", "avg", "em"): "60.8"}


@pytest.mark.parametrize("header", ["XQuAD (F1 / EM)", "XQuAD F1/EM"])
def test_two_metrics_in_one_cell_stand_in_the_order_of_the_header(header):
    found = cells(read(f"Model,{header}\nXLM-R Large,76.6 / 60.8\n", split="test"))
    assert found == {(LARGE, "xquad", "avg", "f1"): "76.6", (LARGE, "xquad", "avg", "em"): "60.8"}


def test_exact_match_first():
    found = cells(read("Model,XQuAD (EM / F1)\nXLM-R Large,60.8/76.6\n", split="test"))
    assert (found[LARGE, "xquad", "avg", "f1"], found[LARGE, "xquad", "avg", "em"]) == ("76.6", "60.8")


@pytest.mark.parametrize("dash", ["--", "---", "-", "–", "—", "n/a", "N/A"])
def test_what_is_not_printed_is_missing_and_counted(dash):
    found = read(f"Model,XNLI,PAWS-X\nXLM-R Large,79.2,{dash}\n", split="test")
    assert cells(found) == {(LARGE, "xnli", "avg", "accuracy"): "79.2"}
    assert "1 cells hold nothing, or a dash, and count as missing" in found.notes


def test_a_gain_in_brackets_is_no_figure_of_its_own():
    found = read("Model,XNLI\nXLM-R Large,79.2\nSQuAD v1.1,82.6 (+3.4)\n", SQUAD)
    assert cells(found)[V1, "xnli", "avg", "accuracy"] == "82.6"
    assert str(found.figures[1].gain.value) == "3.4"


def test_a_loss_in_brackets_may_have_a_typographic_minus():
    found = read("Model,XNLI\nXLM-R Large,79.2\nSQuAD v1.1,75.8 (−3.4)\n", SQUAD)
    assert str(found.figures[1].gain.value) == "-3.4"


def test_figures_count_as_typed_trailing_zeros_included():
    found = cells(read("Model,XNLI,PAWS-X,UD POS F1\nXLM-R Large,80,80.0,080.10\n", split="test"))
    assert list(found.values()) == ["80", "80.0", "80.10"]


def test_a_template_is_read_and_its_empty_cells_are_missing():
    table = (
        "system,task,language,split,metric,decimals,checked_source,value\n"
        "xlm-roberta-large,xquad,avg,test,f1,1,rembert-paper,76.6\nxlm-roberta-large,xquad,avg,test,em,1,,\n"
    )
    found = read(table)
    assert cells(found) == {(LARGE, "xquad", "avg", "f1"): "76.6"}
    assert found.figures[0].figure.split == "test"


@pytest.mark.parametrize(
    ("name", "language"), [("Swahili", "sw"), ("swh", "sw"), ("SW", "sw"), ("zh-CN", "zh"), ("deu-Latn", "de")]
)
def test_languages_by_name_or_code(name, language):
    ((_, _, found, _),) = cells(read(f"Model,XNLI {name}\nXLM-R Large,70.1\n", split="test"))
    assert found == language


def test_languages_alone_need_the_task_and_its_average_is_one_over_languages():
    found = cells(read("Model,en,de,Avg\nXLM-R Large,89.1,83.9,79.2\n", task="xnli", split="test"))
    assert found[LARGE, "xnli", "avg", "accuracy"] == "79.2"


def test_an_average_beside_tasks_is_one_over_tasks():
    found = cells(read("Model,XNLI,PAWS-X,Avg.\nXLM-R Large,79.2,86.4,82.8\n", split="test"))
    assert found[LARGE, "average", "avg", "avg (as printed)"] == "82.8"


def test_dev_else_test_takes_the_split_that_a_task_has():
    table = read("Model,XNLI,XQuAD F1\nXLM-R Large,79.2,76.6\n", split="dev_else_test")
    assert [one.figure.split for one in table.figures] == ["dev", "test"]


def test_headings_within_a_table_hold_for_the_rows_below_them():
    table = r"""\begin{tabular}{lc} Model & XNLI \\
    \multicolumn{2}{c}{Cross-lingual zero-shot transfer} \\ XLM-R Large & 79.2 \\
    \multicolumn{2}{c}{Translate-train (models see translations)} \\ XLM-R Large & 82.6 \\ \end{tabular}"""
    found = read(table, split="test")
    assert [(one.figure.setting, one.figure.value_text) for one in found.figures] == [
        ("zero-shot", "79.2"),
        ("translate-train", "82.6"),
    ]


def test_a_system_that_is_not_known_keeps_its_name_and_is_said_to():
    found = read("Model,XNLI\nXLM-R Large,79.2\nXLM-R Larg,80.0\n", split="test")
    assert [one.figure.encoder for one in found.figures] == [LARGE, "XLM-R Larg"]
    assert [match.unknown for match in found.matches] == ["", "", "xlm-roberta-large"]


def test_a_label_means_what_the_reader_says():
    table = "Model,Score on inference\nOurs,80.1\nBaseline (ours),79.2\n"
    stated = {"Ours": V1, "Baseline (ours)": LARGE, "Score on inference": "xnli"}
    assert list(cells(read(table, stated=stated, split="test")).items()) == [
        ((V1, "xnli", "avg", "accuracy"), "80.1"),
        ((LARGE, "xnli", "avg", "accuracy"), "79.2"),
    ]


def test_a_column_can_be_left_out():
    table = "Model,Params,XNLI\nXLM-R Large,56,79.2\n"
    with pytest.raises(DataFormatError, match="'Params', which is no task"):
        read(table, split="test")
    assert len(read(table, stated={"Params": "-"}, split="test").figures) == 1


def test_metrics_that_a_claim_asks_for_are_taken_where_the_table_names_none():
    found = read("Model,POS\nXLM-R Large,72.6\n", SQUAD)
    assert list(cells(found)) == [(LARGE, "udpos", "avg", "f1")]
    assert any("no metric of udpos is named: taken as f1" in note for note in found.notes)


REFUSED = {
    "a header that is nearly a task": (
        "Model,XNIL\nXLM-R Large,79.2\n",
        {},
        r"line 1: found column 'XNIL', which is no task.*nearest name is 'XNLI'.*--match 'XNIL=NAME'",
    ),
    "an intermediate task of two versions": (
        "Model,XNLI\nSQuAD,79.2\n",
        {"system": LARGE, "split": "dev"},
        r"line 2: found 'SQuAD', which can be squad_v1 or squad_v2",
    ),
    "an encoder of several sizes": (
        "Model,XNLI\nXLM-R,79.2\n",
        {"split": "dev"},
        "xlm-roberta-base or xlm-roberta-large",
    ),
    "a task of two benchmarks": (
        "Model,NER\nXLM-R Large,79.2\n",
        {"split": "dev"},
        "'NER', which can be panx or xglue_ner",
    ),
    "no split": ("Model,XNLI\nXLM-R Large,79.2\n", {}, "line 2: found no split for it in column 2.*--set split=dev"),
    "no task": ("Model,de\nXLM-R Large,79.2\n", {"split": "dev"}, "no task for it.*--set task=NAME"),
    "no encoder": ("Model,XNLI\nMNLI,79.2\n", {"split": "dev"}, "no encoder.*--set system=ENCODER"),
    "no system": ("Task,Score\nXNLI,79.2\n", {"split": "dev"}, "no system for it.*--set system=NAME"),
    "question answering without its metric": (
        "Model,XQuAD\nXLM-R Large,76.6\n",
        {"split": "test"},
        r"'XQuAD' without its metric.*one of f1, em, task_score \(the mean of both\)",
    ),
    "two numbers without their metrics": (
        "Model,XNLI\nXLM-R Large,76.6/60.8\n",
        {"split": "test"},
        "2 numbers for xnli",
    ),
    "a metric that the task has not": ("Model,XNLI EM\nXLM-R Large,76.6\n", {"split": "test"}, "metric 'em'.*accuracy"),
    "a gain where a score belongs": ("Model,XNLI\nXLM-R Large,+3.4\n", {"split": "dev"}, r"'\+3.4'.*a gain"),
    "a typographic minus": (
        "Model,XNLI\nXLM-R Large,−3.4\n",
        {"split": "dev"},
        "'−3.4'.*a figure with a sign is a gain",
    ),
    "above 100": ("Model,XNLI\nXLM-R Large,179.2\n", {"split": "dev"}, "179.2; expected a score of 0 to 100"),
    "a number in brackets that could be anything": (
        "Model,XNLI\nXLM-R Large,79.2 (0.3)\nmBERT,65.4\n",
        {"split": "dev"},
        "what stands in brackets is not known",
    ),
    "a word among numbers": (
        "Model,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\nmBERT,OOM,81.9\n",
        {"split": "dev"},
        "line 3: found 'OOM' in column 2",
    ),
    "a row twice": (
        "Model,XNLI\nXLM-R Large,79.2\nXLM-R Large,79.2\n",
        {"split": "dev"},
        "line 3: found xlm-roberta-large, xnli, avg, accuracy, dev twice: 79.2 here and 79.2 in line 2",
    ),
    "a fraction beside percent": ("Model,XNLI,PAWS-X\nXLM-R Large,0.792,86.4\n", {"split": "dev"}, "0.792 beside 86.4"),
    "a fraction of one digit": ("Model,XNLI,PAWS-X\nXLM-R Large,0.8,0.86\n", {"split": "dev"}, "0.05 more or less"),
    "no figure": ("Model,XNLI\nXLM-R Large,\n", {"split": "dev"}, "no figure.*filled in"),
    "no header": ("XLM-R Large,79.2\nmBERT,65.4\n", {"split": "dev"}, "line 1: found figures without a header"),
    "prose": ("This paper gains 8.2 points.", {}, "no cells: neither tabs, commas"),
    "two tables": (MARKDOWN + "\n" + MARKDOWN, {"split": "dev"}, "line 6: found table 2 of 2"),
    "cells that a decimal comma cuts": ("Model,XNLI\nXLM-R Large,79,2\n", {"split": "dev"}, "3 cells.*decimal comma"),
    "two tasks for one figure": (
        "Task,XNLI\nPAWS-X,79.2\n",
        {"split": "dev", "system": LARGE},
        "two tasks for the figure in column 2: xnli and pawsx",
    ),
    "a heading that is not known": (
        "Model,XNLI\nXLM-R Large,79.2\nOur large models,\nmBERT,65.4\n",
        {"split": "dev"},
        "line 3: found heading 'Our large models'",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_clear_is_refused_with_place_and_choices(what):
    table, given, said = REFUSED[what]
    with pytest.raises(DataFormatError, match=f"(?s){said}"):
        read(table, **given)


def test_a_scale_can_be_stated():
    table = "Model,XNLI,PAWS-X\nXLM-R Large,0.792,0.9\n"
    assert list(cells(read(table, split="dev", scale="percent")).values()) == ["0.792", "0.9"]


@pytest.mark.parametrize(("key", "value"), [("scale", "thousands"), ("split", "XNLI"), ("colour", "red")])
def test_a_statement_about_all_figures_is_checked(key, value):
    with pytest.raises(ProfileError, match=f"--set {key}="):
        read(MARKDOWN, **{key: value})


def test_a_name_that_the_reader_states_has_a_length():
    with pytest.raises(ProfileError, match="at most 200 characters"):
        read(MARKDOWN, stated={"XNLI": "x" * 400}, split="test")


def test_headings_over_groups_of_tasks_say_nothing():
    table = r"""\begin{tabular}{l|cc|cc|c} \toprule
    \multirow{2}{*}{Model} & \multicolumn{2}{c|}{Pair sentence} & \multicolumn{2}{c|}{Question answering} &
        \multirow{2}{*}{Avg} \\ & XNLI & PAWS-X & XQuAD & MLQA & \\ \midrule
    Metrics & Acc. & Acc. & F1 / EM & F1 / EM & \\ \midrule
    XLM-R Large & 79.2 & 86.4 & 76.6 / 60.8 & 71.6 / 53.2 & 74.2 \\ \bottomrule \end{tabular}"""
    found = cells(read(table, split="test"))
    assert found[LARGE, "mlqa", "avg", "em"] == "53.2"
    assert found[LARGE, "average", "avg", "avg (as printed)"] == "74.2"
    assert len(found) == 7


def test_a_heading_can_be_said_to_say_nothing():
    table = ",Understanding,\nModel,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\n"
    with pytest.raises(DataFormatError, match=r"'Understanding', which is no task.*or \* where it says nothing"):
        read(table, split="test")
    assert len(read(table, stated={"Understanding": "*"}, split="test").figures) == 2
