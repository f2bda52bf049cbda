import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.store.reference import DATASETS, REPORTED_SCORES, load_datasets, load_reported_scores

HEADER = (
    "source_id,source_title,source_url,table_or_section,setting,encoder,params_millions,task,language,flag,system,"
    "metric,split,value\n"
)
ROW = "paper,A paper,https://example.org,Table 1,zero-shot,mbert,172,xnli,avg,,mBERT,accuracy,test,65.40\n"


def test_reported_scores_keep_the_value_as_written(tmp_path):
    (tmp_path / REPORTED_SCORES).write_text(HEADER + ROW)
    (row,) = load_reported_scores(tmp_path)
    assert (row.reported_id, row.value, row.value_text, row.params_millions) == (1, 65.4, "65.40", 172.0)


def test_reported_scores_name_the_line_of_a_bad_value(tmp_path):
    (tmp_path / REPORTED_SCORES).write_text(HEADER + ROW + ROW.replace("65.40", "65,4"))
    with pytest.raises(DataFormatError, match=r"reported_scores\.csv, line 3"):
        load_reported_scores(tmp_path)


def test_reported_scores_refuse_a_missing_column(tmp_path):
    (tmp_path / REPORTED_SCORES).write_text(HEADER.replace(",flag", "") + ROW.replace(",avg,", ",avg"))
    with pytest.raises(DataFormatError, match="'flag'"):
        load_reported_scores(tmp_path)


def test_reported_scores_say_when_the_file_is_missing(tmp_path):
    with pytest.raises(MissingDataError, match=r"reported_scores\.csv is not there"):
        load_reported_scores(tmp_path)


def test_shipped_reference_files_load():
    # 4,197 data rows by the file's own line count; every flagged row says why
    reported = load_reported_scores()
    assert len(reported) == 4197
    assert sum(row.flag != "" for row in reported) == 266
    assert {row.dataset for row in load_datasets()} >= {"MNLI", "SQuAD v1.1", "SQuAD v2", "HellaSwag"}


def test_datasets_refuse_an_unknown_column(tmp_path):
    (tmp_path / DATASETS).write_text("dataset,role,colour\nMNLI,intermediate task,red\n")
    with pytest.raises(DataFormatError, match=r"datasets\.csv, line 2"):
        load_datasets(tmp_path)
