"""Examples of every schema that was ever written: read, or refused with the command that rebuilds them."""

import gzip
import json
import shutil
from contextlib import closing

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError, StoreError
from pipeline.store.build import build
from pipeline.store.home import Home
from pipeline.store.publish import open_build, publish, schema_version
from pipeline.store.shipped import FORMAT_VERSION, read_shipped
from pipeline.store.tables import SCHEMA_VERSION, create_marts, create_tables, keep_marts
from tests.frozen import FROZEN_CLAIMS
from tests.kept_schemas import KEPT, RECORDS
from tests.small_home import NOW, small_tasks

PUBLISHED = sorted(KEPT.glob("published-*.duckdb.gz"))
HOMES = sorted(KEPT.glob("home-*"))
SNAPSHOTS = sorted(KEPT.glob("snapshot-*"))
COLUMNS = (
    "select table_name, column_name, data_type from duckdb_columns() "
    "where not internal and database_name = current_database() order by all"
)


def unpacked(path, folder):
    place = folder / "builds" / path.name.removesuffix(".gz").replace("published", "crosscheck")
    place.parent.mkdir(parents=True)
    place.write_bytes(gzip.decompress(path.read_bytes()))
    return place


def test_each_of_todays_formats_has_its_example():
    """Fails when a version is raised: `python -m tests.kept_schemas` writes the example."""
    assert f"published-{SCHEMA_VERSION}.duckdb.gz" in {path.name for path in PUBLISHED}
    assert f"snapshot-{FORMAT_VERSION}" in {path.name for path in SNAPSHOTS}
    assert f"home-{RECORDS}" in {path.name for path in HOMES}


def test_the_schema_is_that_of_its_example(tmp_path):
    """A column that came, went or changed needs SCHEMA_VERSION raised, so that older files are refused with words."""
    kept = unpacked(KEPT / f"published-{SCHEMA_VERSION}.duckdb.gz", tmp_path)
    with closing(open_build(kept)) as connection, duckdb.connect() as now:
        create_tables(now)
        create_marts(now)
        keep_marts(now)
        assert now.execute(COLUMNS).fetchall() == connection.execute(COLUMNS).fetchall()


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_status_says_the_version_of_a_published_file_and_what_to_do_about_an_older_one(path, tmp_path):
    home, place = Home(tmp_path), unpacked(path, tmp_path)
    publish(home, place)
    version = schema_version(place)
    said = CliRunner().invoke(app, ["status", "--home", str(tmp_path)]).output
    assert f"schema version {version}" in " ".join(said.split())
    assert ("pipeline build" in said) == (version < SCHEMA_VERSION)


@pytest.mark.parametrize("version", [1, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_a_published_file_of_another_version_is_refused_with_what_to_do(version, tmp_path):
    place = unpacked(KEPT / f"published-{SCHEMA_VERSION}.duckdb.gz", tmp_path)
    with duckdb.connect(str(place)) as connection:
        connection.execute("update builds set schema_version = ?", [version])
    publish(Home(tmp_path), place)
    expected = "`python -m pipeline build`" if version < SCHEMA_VERSION else "a newer Crosscheck built it"
    with pytest.raises(StoreError, match=expected):
        open_build(place)
    said = " ".join(CliRunner().invoke(app, ["status", "--home", str(tmp_path)]).output.split())
    assert f"schema version {version}, this code reads {SCHEMA_VERSION}; " in said
    assert expected in said


@pytest.mark.parametrize("path", HOMES, ids=lambda path: path.name)
def test_records_of_every_version_are_built_and_published(path, tmp_path):
    """XNLI on dev after SQuAD minus without, in points, over de, en, zh: (+10 + 0 + 20) / 3."""
    home = Home(shutil.copytree(path, tmp_path / "home"))
    built = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
    with closing(open_build(built)) as connection:
        gains = connection.execute("select avg(gain) from gains where split = 'dev'").fetchall()
    assert gains == [(pytest.approx(10.0),)]


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.name)
def test_shipped_results_of_every_version_are_read(path, tmp_path):
    built = build(
        Home(tmp_path),
        now=NOW,
        git_commit=None,
        tasks=small_tasks(),
        claims=(),
        judge=lambda connection: None,
        shipped=path,
    )
    with closing(open_build(built)) as connection:
        assert connection.execute("select count(*) from scores").fetchall() == [(12,)]


@pytest.mark.parametrize(("version", "expected"), [(0, "pipeline snapshot"), (FORMAT_VERSION + 1, "update this one")])
def test_shipped_results_of_another_format_are_refused_with_what_to_do(version, expected, tmp_path):
    folder = shutil.copytree(SNAPSHOTS[-1], tmp_path / "part")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({"format_version": version, "other": manifest}))
    with pytest.raises(DataFormatError, match=f"format {version}.*{expected}"):
        read_shipped(folder)
