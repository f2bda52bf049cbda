import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.task import Split
from pipeline.sources.hub.repository import HubFiles, LocalFiles, Repository
from pipeline.sources.hub.revisions import load_revisions, revision_of
from pipeline.tasks.discovery import load_tasks

CARD = "---\nconfigs:\n- config_name: a\n  data_files:\n  - split: train\n    path: '{}'\n---\n"


def _repository(folder, pattern):
    (folder / "README.md").write_text(CARD.format(pattern))
    return Repository(LocalFiles(folder), keeps_copies=False)


@pytest.mark.parametrize("name", ["data.pkl", "data.py", "data.arrow", "data.zip"])
def test_repository_opens_no_other_kind_of_file(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(DataFormatError, match=r"found another kind of file; expected \.parquet, \.json, \.jsonl"):
        _repository(tmp_path, "data.*").names("a", "train")


@pytest.mark.parametrize("pattern", ["../secret.csv", "/etc/passwd", "a/../../secret.csv"])
def test_repository_stays_in_its_folder(tmp_path, pattern):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    inner = tmp_path / "inner"
    inner.mkdir()

    with pytest.raises(DataFormatError, match="expected a path below the data set"):
        _repository(inner, pattern).names("a", "train")


def test_repository_follows_no_link_out_of_its_folder(tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.csv").symlink_to(tmp_path / "secret.csv")

    with pytest.raises(MissingDataError, match=r"no file fits link\.csv"):
        _repository(inner, "link.csv").names("a", "train")


def test_repository_reads_csv_and_tabbed_files(tmp_path):
    (tmp_path / "one.csv").write_text('x,y\n1,"a,b"\n')
    (tmp_path / "two.tsv").write_text("x\ty\n2\tc d\n")

    assert list(_repository(tmp_path, "one.csv").rows("a", "train", ["x", "y"])) == [{"x": 1, "y": "a,b"}]
    assert list(_repository(tmp_path, "two.tsv").rows("a", "train", ["x", "y"])) == [{"x": 2, "y": "c d"}]


@pytest.mark.parametrize("text", ["no head", "---\nlicense: mit\n---\n", "---\nconfigs: [a, b\n---\n"])
def test_repository_without_configs_says_what_is_expected(tmp_path, text):
    (tmp_path / "README.md").write_text(text)

    with pytest.raises(DataFormatError, match="expected a YAML head with configs"):
        Repository(LocalFiles(tmp_path), keeps_copies=False).splits("a")


def test_hub_files_address_the_pinned_commit(monkeypatch):
    files = HubFiles("owner/name", "0" * 40)
    names = ["README.md", "a/train-0.parquet", "a/b/train-1.parquet", "atrain-2.parquet"]
    monkeypatch.setattr(
        "huggingface_hub.list_repo_files", lambda *_, revision, **__: names if revision == "0" * 40 else []
    )

    assert files.find("a/train-*") == ["a/train-0.parquet"]
    assert files.find("**/train-*") == ["a/b/train-1.parquet", "a/train-0.parquet"]
    assert files.addresses(["a/train-0.parquet"]) == [f"hf://datasets/owner/name@{'0' * 40}/a/train-0.parquet"]
    assert files.digest(["x"]) != HubFiles("owner/name", "1" * 40).digest(["x"])


def test_hub_files_without_network_say_so():
    with pytest.raises(MissingDataError, match=r"owner/name@000000000000/README\.md cannot be had from the hub"):
        HubFiles("owner/name", "0" * 40).read_text("README.md")


def test_every_data_set_of_a_task_has_a_pinned_commit():
    revisions = load_revisions()
    wanted = {
        part.dataset for task in load_tasks().values() if task.hub for split in Split for part in task.hub.rows(split)
    }

    assert wanted == set(revisions)
    with pytest.raises(MissingDataError, match=r"'owner/name' has no pinned revision in hub_revisions\.csv"):
        revision_of("owner/name", revisions)


def test_revisions_must_be_whole_commits(tmp_path):
    path = tmp_path / "revisions.csv"
    path.write_text("dataset,revision,source\nowner/name,main,somewhere\n")

    with pytest.raises(
        DataFormatError, match=r"line 2: .*expected a data set for the first time, a commit of 40 digits"
    ):
        load_revisions(path)
