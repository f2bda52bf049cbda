import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

ANLI = '{"uid": "u%d", "context": "c", "hypothesis": "h", "label": "%s"}\n'


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "snli/snli_test.tsv": "a\tb\tneutral\nc\td\t-\ne\tf\tentailment\n",
        "mnli/mnli_matched_1k_textfooler.tsv": "contradiction\tg\th\n",
        "mnli/mnli_mismatched_1k_textfooler.tsv": "neutral\ti\tj\n",
        "anli/R1/dev.jsonl": ANLI % (1, "e"),
        "anli/R2/dev.jsonl": ANLI % (1, "c"),
        "anli/R3/dev.jsonl": ANLI % (2, "n"),
    }.items():
        path = tmp_path / "intermediate" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_files_of_several_forms_are_one_set_with_ids_of_their_own(folder):
    found = XtremeFolder(folder).read(get_task("nli_mix"), Split.TRAIN, "en")
    assert [(one.example_id, one.text_a, one.label) for one in found.examples] == [
        ("snli.snli_test.0", "a", "neutral"),
        ("snli.snli_test.2", "e", "entailment"),
        ("mnli.mnli_matched_1k_textfooler.0", "g", "contradiction"),
        ("R1.dev.u1", "c", "entailment"),
        ("R2.dev.u1", "c", "contradiction"),
        ("R3.dev.u2", "c", "neutral"),
    ]
    assert "snli.snli_test: 1 pairs without an agreed label left out" in found.provenance
    dev = XtremeFolder(folder).read(get_task("nli_mix"), Split.DEV, "en")
    assert [(one.text_a, one.label) for one in dev.examples] == [("i", "neutral")]


def test_stand_in_for_mnli_is_one_file_of_pairs(folder):
    found = XtremeFolder(folder).read(get_task("snli"), Split.TRAIN, "en")
    assert [one.label for one in found.examples] == ["neutral", "entailment"]


@pytest.mark.parametrize(("line", "found"), [("a\tb\n", "2 columns"), ("a\tb\tmaybe\n", "'maybe'")])
def test_line_of_another_form_is_named(folder, line, found):
    (folder / "intermediate/snli/snli_test.tsv").write_text("a\tb\tneutral\n" + line)
    with pytest.raises(DataFormatError, match=rf"snli_test\.tsv, line 2: found .*{found}"):
        XtremeFolder(folder).read(get_task("snli"), Split.TRAIN, "en")
