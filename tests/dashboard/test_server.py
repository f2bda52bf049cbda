"""The server around Streamlit: which hosts it answers, what it tells browsers, the page that the app is drawn into."""

import asyncio
import re

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard.health import ask
from dashboard.kit.pages import find_pages
from dashboard.server.guard import Guard, is_allowed
from dashboard.server.shell import CHUNKS, STREAMLIT_PAGE, late_chunks, script, script_hashes, shells
from pipeline.domain.errors import StoreError


async def _socket(websocket):
    await websocket.accept()
    await websocket.send_text("open")
    await websocket.close()


def _app(allowed=(), **environment):
    inner = Starlette(
        routes=[
            Route("/", lambda _: PlainTextResponse("page")),
            Route("/_stcore/metrics", lambda _: PlainTextResponse("numbers")),
            WebSocketRoute("/_stcore/stream", _socket),
        ]
    )
    return TestClient(Guard(inner, allowed, ("sha256-abc=",), environment))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "127.0.0.1:8501", "192.168.1.7", "[::1]:8501", "LOCALHOST."]
)
def test_addresses_and_localhost_are_answered(host):
    assert is_allowed(host, [])


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "", "a b", "a/b"]
)
def test_names_that_nobody_listed_are_not_answered(host):
    assert not is_allowed(host, [])
    assert _app().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("allowed", "host", "is_good"),
    [
        ("board.example", "Board.Example:443", True),
        ("board.example", "other.example", False),
        ("*.example", "board.example", True),
        ("*.example", "example", False),
        ("*.example", "badexample", False),
        ("*", "any.name", True),
    ],
)
def test_listed_names_are_answered(allowed, host, is_good):
    assert is_allowed(host, [allowed]) is is_good


def test_a_socket_for_a_foreign_host_is_not_opened_though_its_origin_matches():
    foreign = {"host": "evil.example", "origin": "http://evil.example"}
    with pytest.raises(WebSocketDisconnect) as refused, _app().websocket_connect("/_stcore/stream", headers=foreign):
        pass
    assert refused.value.code == 1008
    with _app().websocket_connect("/_stcore/stream", headers={"host": "127.0.0.1:8501"}) as opened:
        assert opened.receive_text() == "open"


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere():
    headers = _app().get("/", headers={"host": "localhost:8501"}).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self' 'sha256-abc='"
    assert policy["connect-src"] == "'self' ws://localhost:8501 wss://localhost:8501"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_metrics_are_off_unless_asked_for():
    assert _app().get("/_stcore/metrics", headers={"host": "localhost"}).status_code == 404
    assert _app(CROSSCHECK_METRICS="yes").get("/_stcore/metrics", headers={"host": "localhost"}).text == "numbers"


def test_each_page_has_a_shell_with_its_title_and_the_address_of_the_server():
    made = shells("/board/")
    assert set(made) == {f"/{page.url_path}" for page, _ in find_pages()}
    assert "<title>Claim - Crosscheck</title>" in made["/claim"]
    assert '<script src="./crosscheck.js" data-base="/board/"></script>' in made["/claim"]
    assert "Streamlit</title>" not in made["/"]
    assert "service-desc" not in made["/"]


def test_script_hashes_are_of_the_scripts_in_the_page():
    # sha256 of "\n      window.prerenderReady = false\n    ", worked out with openssl
    assert script_hashes() == ["sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="]


def test_sentences_that_the_script_replaces_are_those_of_this_streamlit():
    bundles = "".join(path.read_text(encoding="utf-8") for path in STREAMLIT_PAGE.parent.glob("static/js/index.*.js"))
    for theirs in ("Connection error", "Are you connected to the internet?", "streamlit run yourscript.py"):
        assert theirs in script()
        assert theirs in bundles


def test_health_of_a_server_that_is_not_there_says_so():
    with pytest.raises(StoreError, match="no dashboard answers at http"):
        ask("http://127.0.0.1:9")
    with pytest.raises(StoreError, match="is no address"):
        ask("file:///etc/passwd")


def test_served_app_reports_the_health_that_its_visitors_see(small_home_path, monkeypatch):
    from dashboard import serve

    monkeypatch.setenv("CROSSCHECK_HOME", str(small_home_path))
    [route] = [route for route in serve.routes("") if route.path == "/health"]
    answer = asyncio.run(route.endpoint(None))
    assert answer.body == b"ok: crosscheck-20260101T000000-hand with 15 runs, 68 scores, 5 claims, 8 verdicts\n"
    st.cache_resource.clear()
    monkeypatch.setenv("CROSSCHECK_HOME", str(small_home_path / "none"))
    assert asyncio.run(route.endpoint(None)).status_code == 503


def test_pages_name_the_scripts_that_streamlit_asks_for_late():
    made = shells("/")
    preloaded = {
        path: re.findall(r'modulepreload" crossorigin href="./static/js/([^"]+)"', html) for path, html in made.items()
    }
    for path, names in preloaded.items():
        assert any(name.startswith("Html.") for name in names), path
        assert len(names) == len(set(names)), path
        assert all((CHUNKS / name).is_file() for name in names), path
    # five megabytes, for pages that open on a chart alone
    with_plotly = {path for path, names in preloaded.items() if any(name.startswith("PlotlyChart.") for name in names)}
    assert with_plotly == {"/heatmap", "/explore", "/compare", "/studies"}


def test_a_part_that_streamlit_does_not_have_is_left_out():
    assert late_chunks("", ["NoSuchPart"]) == []
