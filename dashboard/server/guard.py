"""Which requests the server answers at all, and what its answers tell a browser to refuse."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METRICS = "CROSSCHECK_METRICS"  # set to "yes": the endpoint answers
_METRICS_PATH = "/_stcore/metrics"
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_policy(host: str, script_hashes: Sequence[str] = ()) -> str:
    """Content security policy: everything from this server alone; no script but its files and those of the hashes.

    Styles in the markup stay allowed: Streamlit writes its own there.
    """
    scripts = " ".join(["'self'", *(f"'{digest}'" for digest in script_hashes)])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def is_allowed(host: str, allowed: Sequence[str]) -> bool:
    """Whether a request for this host is meant for this server.

    A page of another site can have its own name point to this machine and read everything as if it were its own (DNS
    rebinding). It has to ask by that name; so names must be listed, while addresses and `localhost` are always good.

    Args:
        host: header `Host`, with or without a port.
        allowed: names of `server.allowedHosts`; `*.example.org` stands for all below it, `*` for every name.
    """
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].lower().rstrip(".")
    if name == "localhost" or _is_address(name.strip("[]")):
        return True
    patterns = [pattern.strip().lower().rstrip(".") for pattern in allowed]
    return any(
        pattern in {"*", name} or (pattern.startswith("*.") and name.endswith(pattern[1:])) for pattern in patterns
    )


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Guard:
    """Middleware around Streamlit: foreign hosts get no answer, metrics only if asked for, all answers our headers."""

    app: ASGIApp
    allowed: Sequence[str] = ()
    script_hashes: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or socket, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if not is_allowed(host, self.allowed):
            await _refuse(scope, receive, send, host)
        elif scope["path"].endswith(_METRICS_PATH) and self.environment.get(METRICS) != "yes":
            off = PlainTextResponse(f"metrics are off; start the server with {METRICS}=yes\n", 404)
            await off(scope, receive, self._with_headers(send, host))
        else:
            await self.app(scope, receive, self._with_headers(send, host))

    def _with_headers(self, send: Send, host: str) -> Send:
        async def passed_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS | {"Content-Security-Policy": content_policy(host, self.script_hashes)})
            await send(message)

        return passed_on


async def _refuse(scope: Scope, receive: Receive, send: Send, host: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "host not allowed"})
        return
    text = (
        f"This server does not answer to the host {host!a:.200}. If it is a name of this server, start it with "
        "STREAMLIT_SERVER_ALLOWED_HOSTS set to that name.\n"
    )
    await PlainTextResponse(text, 421, headers=HEADERS)(scope, receive, send)
