"""Damages the bytes of a file at random: cut, bytes changed, lines doubled, other encodings, nesting, long values."""

from __future__ import annotations

import random
from collections.abc import Callable

Damage = Callable[[random.Random, bytes], bytes]


def _at(draw: random.Random, content: bytes) -> int:
    return draw.randrange(len(content) + 1)


def _cut(draw: random.Random, content: bytes) -> bytes:
    return content[: _at(draw, content)]


def _lose(draw: random.Random, content: bytes) -> bytes:
    start = _at(draw, content)
    return content[:start] + content[start + draw.randint(1, 20) :]


def _change(draw: random.Random, content: bytes) -> bytes:
    start = _at(draw, content)
    return content[:start] + draw.randbytes(draw.randint(1, 4)) + content[start + 1 :]


def _insert(draw: random.Random, content: bytes) -> bytes:
    start = _at(draw, content)
    mark = draw.choice(
        [b"\0", b"\xff", b'"', b"{", b"]", b",", b"\n", b"\t", b"\r", b"\\", b"NaN", b"1e999", b"-1", b"null"]
    )
    return content[:start] + mark * draw.choice([1, 1, 2, 300]) + content[start:]


def _double(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    line = draw.randrange(len(lines))
    return b"\n".join([*lines[:line], lines[line], *lines[line:]])


def _swap(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    first, second = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _encode(draw: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(draw.choice(["utf-16", "utf-32", "utf-16-le", "utf-8-sig"]))


def _nest(draw: random.Random, content: bytes) -> bytes:
    return draw.choice([b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100 + content + b"]" * 100, b"", b"\n", b" "])


def _replace_value(draw: random.Random, content: bytes) -> bytes:
    """Another kind of value in the place of a number, a string or a word."""
    old = draw.choice([b"0", b"1", b"9", b'"', b"e", b":", b"t"])
    new = draw.choice([b"-", b"true", b"null", b'""', b"[]", b"{}", b"1e400", b"9" * 400, b"\xc3", b"0.0000001"])
    return content.replace(old, new, draw.randint(1, 3))


DAMAGES: tuple[Damage, ...] = (_cut, _lose, _change, _insert, _double, _swap, _encode, _nest, _replace_value)


def damaged(content: bytes, number: int) -> bytes:
    """One to three damages, the same for the same number."""
    draw = random.Random(number)
    for _ in range(draw.randint(1, 3)):
        content = draw.choice(DAMAGES)(draw, content)
    return content
