import json

import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ChoiceExample, SequenceExample, TaggedSentence
from pipeline.domain.task import Split
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task

COSMOS_HEADER = "id,context,question,answer0,answer1,answer2,answer3,label\n"


def test_mnli_official_fields_leave_out_pairs_without_agreed_label(write_folder):
    pairs = [
        {"pairID": "1e", "sentence1": "p", "sentence2": "h", "gold_label": "entailment", "genre": "x"},
        {"pairID": "2n", "sentence1": "p", "sentence2": "i", "gold_label": "-"},
    ]
    root = write_folder({"intermediate/mnli/multinli_1.0_train.jsonl": "\n".join(map(json.dumps, pairs))})

    cell = XtremeFolder(root).read(get_task("mnli"), Split.TRAIN, "en")

    assert cell.examples == (SequenceExample("1e", "p", "h", "entailment"),)
    assert "1 pairs without an agreed label left out" in cell.provenance


def test_mnli_training_set_of_xnli_comes_first(write_folder):
    root = write_folder(
        {
            "xtreme/xnli/train-en.tsv": "p\th\tneutral\r\n",
            "intermediate/mnli/multinli_1.0_train.jsonl": "",
        }
    )

    cell = XtremeFolder(root).read(get_task("mnli"), Split.TRAIN, "en")

    assert cell.examples == (SequenceExample("0", "p", "h", "neutral"),)


def test_anli_letters_are_spelled_out_and_rounds_joined(write_folder):
    rounds = {
        f"intermediate/anli/R{number}/dev.jsonl": json.dumps(
            {"uid": f"u{number}", "context": "c", "hypothesis": "h", "label": letter, "reason": "r"}
        )
        for number, letter in ((1, "e"), (2, "n"), (3, "c"))
    }
    root = write_folder({**rounds})

    cell = XtremeFolder(root).read(get_task("anli_plus"), Split.DEV, "en")

    assert [(example.example_id, example.label) for example in cell.examples] == [
        ("u1", "entailment"),
        ("u2", "neutral"),
        ("u3", "contradiction"),
    ]


def test_qqp_reads_columns_by_header_and_counts_cut_lines(write_folder):
    rows = 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n7\t1\t2\tWhy "x"?\tHow?\t1\n8\t3\t4\tcut\n'
    root = write_folder({"intermediate/qqp/train.tsv": rows})

    cell = XtremeFolder(root).read(get_task("qqp"), Split.TRAIN, "en")

    assert cell.examples == (SequenceExample("7", 'Why "x"?', "How?", "1"),)
    assert "1 lines of another number of columns left out" in cell.provenance


def test_qqp_without_a_column_names_the_header(write_folder):
    root = write_folder({"intermediate/qqp/train.tsv": "id\tquestion1\tis_duplicate\n"})

    with pytest.raises(
        DataFormatError, match=r"line 1: found the header .*expected the columns id, question1, question2"
    ):
        XtremeFolder(root).read(get_task("qqp"), Split.TRAIN, "en")


def test_hellaswag_item(write_folder):
    item = {"ind": 5, "activity_label": "x", "ctx": "He", "endings": ["a", "b", "c", "d"], "label": 2}
    root = write_folder({"intermediate/hellaswag/hellaswag_val.jsonl": json.dumps(item)})

    (example,) = XtremeFolder(root).read(get_task("hellaswag"), Split.DEV, "en").examples

    assert example == ChoiceExample("0", "He", "", ("a", "b", "c", "d"), 2)


def test_hellaswag_label_beyond_the_endings_names_the_line(write_folder):
    item = {"ctx": "He", "endings": ["a", "b"], "label": 2}
    root = write_folder({"intermediate/hellaswag/hellaswag_val.jsonl": json.dumps(item)})

    with pytest.raises(DataFormatError, match="line 1: found label 2; expected 0 to 1"):
        XtremeFolder(root).read(get_task("hellaswag"), Split.DEV, "en")


def test_cosmosqa_undoes_csv_quoting(write_folder):
    row = 'k1,"He said , "" no "" .\nThen left .",Why ?,a,b,"c , d",e,2\n'
    root = write_folder({"intermediate/cosmosqa/valid.csv": COSMOS_HEADER + row})

    (example,) = XtremeFolder(root).read(get_task("cosmosqa"), Split.DEV, "en").examples

    assert example == ChoiceExample("k1", 'He said , " no " .\nThen left .', "Why ?", ("a", "b", "c , d", "e"), 2)


def test_cosmosqa_row_of_another_length_names_the_line(write_folder):
    root = write_folder({"intermediate/cosmosqa/valid.csv": COSMOS_HEADER + "k1,c,q,a,b,c,2\n"})

    with pytest.raises(DataFormatError, match="line 2: found 7 columns; expected 8"):
        XtremeFolder(root).read(get_task("cosmosqa"), Split.DEV, "en")


def test_commonsenseqa_answer_key_becomes_an_index(write_folder):
    choices = [{"label": letter, "text": letter * 2} for letter in "ABCDE"]
    item = {"answerKey": "D", "id": "k", "question": {"question_concept": "x", "choices": choices, "stem": "Where?"}}
    root = write_folder({"intermediate/commonsenseqa/dev_rand_split.jsonl": json.dumps(item)})

    (example,) = XtremeFolder(root).read(get_task("commonsenseqa"), Split.DEV, "en").examples

    assert example == ChoiceExample("k", "", "Where?", ("AA", "BB", "CC", "DD", "EE"), 3)


def test_ccg_reads_supertags_and_their_label_set(write_folder):
    root = write_folder({"intermediate/ccg/wsj00.stagged": "He|PRP|NP ran|VBD|S[dcl]\\NP\n\na|b|NN|N\n"})

    cell = XtremeFolder(root).read(get_task("ccg"), Split.DEV, "en")

    assert cell.examples == (
        TaggedSentence("0", ("He", "ran"), ("NP", "S[dcl]\\NP")),
        TaggedSentence("2", ("a|b",), ("N",)),
    )
    assert cell.labels == ("N", "NP", "S[dcl]\\NP")


def test_ccg_token_without_supertag_names_the_line(write_folder):
    root = write_folder({"intermediate/ccg/wsj00.stagged": "He|PRP\n"})

    with pytest.raises(DataFormatError, match=r"line 1: found 'He\|PRP'; expected word\|POS\|supertag"):
        XtremeFolder(root).read(get_task("ccg"), Split.DEV, "en")
