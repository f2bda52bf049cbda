"""A stranger's file may take so much processor time and memory and no more."""

import re
import resource
import signal
import sys
import time

import pytest

from pipeline.__main__ import main
from pipeline.commands import limits
from pipeline.commands.limits import LimitError, limited
from tests.pipeline.audits.reports.invented import write_report


def compute_for_ever():
    while True:
        try:
            sum(range(10_000))
        except Exception:  # what a reader of foreign files may say  # noqa: BLE001
            continue


def test_processor_time_ends_what_no_error_handler_lets_through():
    started = time.process_time()
    with (
        pytest.raises(LimitError, match=r"the file took more than 1 seconds of processor time.*--no-limit"),
        limited("the file", seconds=1),
    ):
        compute_for_ever()
    assert time.process_time() - started < 3


def test_time_ends_a_regular_expression_that_backtracks():
    with pytest.raises(LimitError), limited("the file", seconds=1):
        re.match(r"(a+)+b", "a" * 60)


def test_memory_is_refused_beyond_the_limit():
    with (
        pytest.raises(LimitError, match=r"the file took more than 0\.25 GiB of memory"),
        limited("the file", seconds=60, memory=256 << 20),
    ):
        bytearray(1 << 30)


def test_limits_are_gone_afterwards_and_where_they_are_lifted():
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)
    with limited("the file", seconds=60, memory=256 << 20):
        pass
    with limited("the file", seconds=1, memory=1, is_lifted=True):
        assert len(bytearray(300 << 20)) == 300 << 20
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


@pytest.mark.parametrize("is_lifted", [False, True])
def test_an_audit_that_takes_too_long_is_one_message(tmp_path, monkeypatch, capsys, is_lifted):
    report = write_report(tmp_path, "report.txt")
    monkeypatch.setattr("pipeline.commands.audit.SECONDS_A_REPORT", 1)
    before = limits.signal.setitimer
    monkeypatch.setattr(limits.signal, "setitimer", lambda which, seconds: before(which, min(seconds, 1e-3)))
    options = ["--no-limit"] if is_lifted else []
    monkeypatch.setattr(sys, "argv", ["pipeline", "audit", str(report), "--home", str(tmp_path / "home"), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == (0 if is_lifted else 2)
    assert said == "" if is_lifted else said.startswith(f"error: the audit of {report} took more than 1 seconds")
