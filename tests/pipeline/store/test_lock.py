import os
import signal
import subprocess
import sys

import pytest

from pipeline.domain.errors import HomeLockedError
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.lock import writing


def test_writing_names_the_owner_to_the_second(tmp_path):
    home = Home(tmp_path / "home")
    expected = rf"process {os.getpid()} on .* since 2026-11-21T12:00:00Z \(run mini\)"
    with (
        writing(home, started_at="2026-11-21T12:00:00Z", command="run mini"),
        pytest.raises(HomeLockedError, match=expected),
        writing(home, started_at="later", command="build"),
    ):
        pass


def test_writing_lets_go_at_the_end_and_after_an_error(tmp_path):
    home = Home(tmp_path)
    with pytest.raises(RuntimeError, match="broken"), writing(home, started_at="now", command="first"):
        raise RuntimeError("broken")
    with writing(home, started_at="now", command="second"):
        pass
    with writing(home, started_at="now", command="third"):
        assert '"third"' in home.lock.read_text()


def test_writing_is_free_again_when_the_owner_is_killed(tmp_path):
    script = (
        "import time; from pathlib import Path\n"
        "from pipeline.store.home import Home\n"
        "from pipeline.store.lock import writing\n"
        f"with writing(Home(Path({str(tmp_path)!r})), started_at='now', command='run'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "held\n"
    home = Home(tmp_path)
    with pytest.raises(HomeLockedError, match=f"process {owner.pid} "), writing(home, started_at="", command=""):
        pass
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    with writing(home, started_at="now", command="build"):
        assert '"build"' in home.lock.read_text()


def test_writing_stands_a_lock_file_with_foreign_content(tmp_path):
    home = Home(tmp_path)
    with writing(home, started_at="now", command="run"):
        home.lock.write_text("no json")
        with pytest.raises(HomeLockedError, match="not yet said which"), writing(home, started_at="", command=""):
            pass
