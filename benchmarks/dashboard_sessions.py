"""Visitors of a Streamlit app without a browser: its own messages over a web socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


@dataclass(frozen=True, slots=True)
class View:
    """One address within the app."""

    page: str  # "": the start page
    query: str  # "split=dev&over=median"


@dataclass(slots=True)
class Answered:
    """How long a number of script runs took, seconds each, and what went wrong in them."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def visit_together(url: str, views: Sequence[Sequence[View]], seconds_to_wait: float = 120) -> Answered:
    """Open one session for each sequence of views and let all sessions ask for their next view at the same moment.

    Args:
        url: of the app, `http://127.0.0.1:8501`.
        views: one sequence a session, all of one length. The first view of each opens the session and is not timed.
    """
    answered = Answered()
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with asyncio.timeout(seconds_to_wait):
        sockets = await asyncio.gather(
            *(connect(address, subprotocols=["streamlit"], max_size=None) for _ in views)  # type: ignore[list-item]
        )
        for round_, asked in enumerate(zip(*views, strict=True)):
            times = await asyncio.gather(
                *(ask(socket, view, answered.errors) for socket, view in zip(sockets, asked, strict=True))
            )
            if round_ > 0:
                answered.seconds += times
        await asyncio.gather(*(socket.close() for socket in sockets))
    return answered


async def ask(socket: ClientConnection, view: View, errors: list[str]) -> float:
    """Seconds until the script has run for a view; every error that it shows goes to `errors`."""
    message = BackMsg()
    message.rerun_script.query_string = view.query
    message.rerun_script.page_name = view.page
    started = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await socket.recv())  # type: ignore[arg-type]
        kind = answer.WhichOneof("type")
        if kind == "delta":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "exception":
                errors.append(f"{view}: {element.exception.type}: {element.exception.message}")
            elif element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
                errors.append(f"{view}: {element.alert.body}")
        elif kind == "page_not_found":
            errors.append(f"{view}: no such page")
        elif kind == "script_finished":
            if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                errors.append(f"{view}: the script does not compile")
            return time.perf_counter() - started
