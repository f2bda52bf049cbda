"""Pages take turns; one that waits for something else, or takes too long, holds nobody up."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.kit import render_queue as turns
from dashboard.kit.render_queue import aside, turn

SECONDS = 20  # that no thread here ever needs


@pytest.fixture
def threads():
    with ThreadPoolExecutor(2) as pool:
        yield pool


def take(began: threading.Event) -> None:
    with turn():
        began.set()


def test_turn_is_waited_for(threads):
    began = threading.Event()
    with turn():
        other = threads.submit(take, began)
        assert not began.wait(0.1)
    other.result(SECONDS)
    assert began.is_set()


def test_turn_is_given_up_by_a_page_that_fails(threads):
    with pytest.raises(ZeroDivisionError), turn():
        1 / 0  # noqa: B018
    threads.submit(take, threading.Event()).result(SECONDS)


def test_aside_lets_others_have_their_turn_and_takes_it_again(threads):
    first, second = threading.Event(), threading.Event()
    with turn():
        with aside():
            threads.submit(take, first).result(SECONDS)
        other = threads.submit(take, second)
        assert not second.wait(0.1)
    other.result(SECONDS)
    assert first.is_set()
    assert second.is_set()


def test_aside_without_a_turn_takes_none(threads):
    with aside():
        pass
    threads.submit(take, threading.Event()).result(SECONDS)


def test_turn_too_long_is_no_longer_waited_for(threads, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with turn():
        threads.submit(take, threading.Event()).result(SECONDS)
        assert turns._turn.locked()  # the one who went on without it did not give away what it never had
    assert not turns._turn.locked()
