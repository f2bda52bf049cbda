"""Lines of prediction and gold files as integer arrays: every line is one label of a closed set, or a whole number.

A line is found by the eight bytes before its line end and, for longer labels, by its first eight; each is compared
whole, so that no other text passes for a label. What is no label is looked at one by one, stripped of white space as
evaluate.py strips it, and refused with its line and the nearest label if it still is none.

Line ends are those that Python's `open` knows (line feed, carriage return, both); a byte order mark is passed over.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import DataFormatError

Codes: TypeAlias = "NDArray[np.uint8]"
Words: TypeAlias = "NDArray[np.uint64]"

_WIDTH = 8  # bytes of a machine word
_FEED = 10
_MULTIPLIERS = tuple(odd * 0x9E3779B97F4A7C15 % 2**64 for odd in range(1, 20_000, 2))
# how far a word is shifted so that a line of n bytes (at index n; 8 or more: all) is left alone in it
_SHIFTS = np.array([63, *(8 * (_WIDTH - n) for n in range(1, _WIDTH + 1))], dtype=np.uint64)
_LONGEST = 16
_LOWEST_BYTE = np.uint64(0xFF)


def read_content(path: Path | str) -> bytes:
    """The bytes of a text file, each line ended by one line feed; b"" of an empty one.

    Raises:
        DataFormatError: UTF-16.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - a submission has hundreds of files
        content = file.read()
    if content[:3] == b"\xef\xbb\xbf":
        content = content[3:]
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataFormatError(path, 1, "UTF-16 text", "UTF-8; save the file in that encoding")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content and not content.endswith(b"\n"):
        content += b"\n"
    return content


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file."""

    content: bytes  # ends with a line feed, unless it is empty
    ends: NDArray[np.intp]  # [lines] where the line feed of each line stands
    lengths: NDArray[np.intp]  # [lines] bytes of each line, without it
    tails: Words  # [lines] the last eight bytes of each line, the first ones low; shorter lines have zeros above

    def text(self, number: int) -> str:
        """Line `number`, from 0."""
        end = int(self.ends[number])
        return self.content[end - int(self.lengths[number]) : end].decode("utf-8", errors="replace")

    def heads(self) -> Words:
        """[lines] the eight bytes from the beginning of each line on, whatever its length."""
        words: Words = words_of(self.content + bytes(_WIDTH))[self.ends - self.lengths]
        return words


def read_lines(path: Path | str) -> Lines:
    """Where the lines of a file are, and how each ends.

    Raises:
        DataFormatError: UTF-16.
    """
    return find_lines(read_content(path))


def find_lines(content: bytes) -> Lines:
    """Where the lines of `content` are, and how each ends; it ends with a line feed."""
    ends = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) == _FEED)
    lengths = ends.copy()
    lengths[1:] -= ends[:-1] + 1
    # eight bytes in front, so that the word before every line end is there
    tails = words_of(bytes(_WIDTH) + content)[ends]
    # of a blank line the highest bit is left, which is that of a line feed: 0
    np.right_shift(tails, _SHIFTS.take(lengths, mode="clip"), out=tails)
    return Lines(content, ends, lengths, tails)


def words_of(content: bytes) -> Words:
    """[bytes - 7] the eight bytes from each place on, as one number."""
    n_words = max(0, len(content) - _WIDTH + 1)
    return np.ndarray((n_words,), dtype="<u8", buffer=content, strides=(1,))


@dataclass(frozen=True, slots=True)
class Coder:
    """What finds the label of a line; `labels` are at most 16 bytes long, without white space."""

    labels: tuple[str, ...]
    multiplier: np.uint64  # of a hash without collisions among the labels
    table: Codes  # [256] hash -> code
    tails: Words  # [labels + 1]
    heads: Words  # [labels + 1]
    lengths: NDArray[np.intp]  # [labels + 1]
    one_byte: Codes | None  # [256] byte -> code, where every label is one byte long

    @property
    def blank(self) -> int:
        """The code of a blank line."""
        return len(self.labels)


@functools.cache
def coder(labels: tuple[str, ...]) -> Coder:
    """The coder of a closed set of labels; a label's code is its place in the set."""
    packed = [label.encode() for label in labels]
    if any(not 0 < len(text) <= _LONGEST or text.split() != [text] for text in packed) or len(set(packed)) < len(
        labels
    ):
        raise ValueError(f"labels {labels!r}: expected different ones of 1 to {_LONGEST} bytes without white space")
    lines = find_lines(b"".join(text + b"\n" for text in packed) + b"\n")  # the last is a blank line
    heads = np.array([int.from_bytes(text[:_WIDTH], "little") for text in packed] + [0], dtype=np.uint64)
    for candidate in _MULTIPLIERS:
        multiplier = np.uint64(candidate)
        hashes = _hashes(lines.tails, multiplier)
        if len(set(hashes.tolist())) == len(set(lines.tails.tolist())):
            table = np.full(256, len(labels), dtype=np.uint8)
            table[hashes] = np.arange(len(labels) + 1, dtype=np.uint8)
            return Coder(labels, multiplier, table, lines.tails, heads, lines.lengths, _one_byte_table(packed))
    raise ValueError(f"no hash parts the labels {labels!r}")


def _one_byte_table(packed: Sequence[bytes]) -> Codes | None:
    if any(len(text) != 1 for text in packed):
        return None
    table = np.full(256, len(packed), dtype=np.uint8)
    table[[text[0] for text in packed]] = range(len(packed))
    return table


def _hashes(words: Words, multiplier: np.uint64) -> NDArray[np.int64]:
    hashes = words * multiplier
    hashes >>= np.uint64(56)
    return hashes.view(np.int64)


def read_codes(path: Path | str, labels: tuple[str, ...], *, are_blanks_allowed: bool = False) -> Codes:
    """[lines] the place of each line's label in `labels`; a blank line, where they are allowed, is `len(labels)`.

    Raises:
        DataFormatError: no line, a blank line where none is allowed, or a line that is no label.
    """
    found, content = coder(labels), read_content(path)
    if not content:
        raise DataFormatError(path, None, "an empty file", f"one of {', '.join(labels)} a line")
    if (short := _one_byte_codes(content, found)) is not None:
        return short
    lines = find_lines(content)
    codes = found.table.take(_hashes(lines.tails, found.multiplier), mode="clip")
    is_wrong = found.tails.take(codes, mode="clip") != lines.tails
    is_wrong |= found.lengths.take(codes, mode="clip") != lines.lengths
    if int(lines.lengths.max()) > _WIDTH:
        unlike = found.heads.take(codes, mode="clip") != lines.heads()
        unlike &= lines.lengths > _WIDTH
        is_wrong |= unlike
    if is_wrong.any():
        for number in np.flatnonzero(is_wrong).tolist():
            codes[number] = _strip(path, lines, number, labels)
    if not are_blanks_allowed and (codes == found.blank).any():
        number = int(np.flatnonzero(codes == found.blank)[0])
        raise DataFormatError(path, number + 1, "a blank line", f"one of {', '.join(labels)}")
    return codes


def _one_byte_codes(content: bytes, found: Coder) -> Codes | None:
    """The codes where every line is a label of one byte ("0", "1"), else None."""
    if found.one_byte is None or len(content) % 2:
        return None
    pairs = np.frombuffer(content, dtype=np.uint8).reshape(-1, 2)
    codes = found.one_byte[pairs[:, 0]]
    is_plain = bool((pairs[:, 1] == _FEED).all()) and int(codes.max()) < found.blank
    return codes if is_plain else None


def _strip(path: Path | str, lines: Lines, number: int, labels: tuple[str, ...]) -> int:
    """The code of a line that is a label only without the white space around it."""
    text = lines.text(number).strip()
    if not text:
        return len(labels)
    if text in labels:
        return labels.index(text)
    raise unknown_label(path, number + 1, text, labels)


def unknown_label(path: Path | str, line: int, text: str, labels: Sequence[str]) -> DataFormatError:
    """An error for a line that holds no label, with the nearest label and what such a line usually is."""
    columns = text.split("\t")
    if len(columns) > 1:
        at = next((number for number, column in enumerate(columns, 1) if column.strip() in labels), None)
        advice = f"; keep column {at} alone" if at else ""
        return DataFormatError(
            path, line, f"{len(columns)} columns, {text!r:.60}", f"one label a line, of {', '.join(labels)}{advice}"
        )
    by_small = {label.lower(): label for label in labels}
    near = difflib.get_close_matches(text.lower(), by_small, n=1, cutoff=0.5)
    hint = f"; did you mean {by_small[near[0]]!r}?" if near else ""
    if text.isdecimal():
        hint = "; write the label itself, not its number"
    return DataFormatError(path, line, f"{text!r:.60}", f"one of {', '.join(labels)}{hint}")


def read_numbers(path: Path | str) -> Words:
    """[lines] the whole number of each line, packed so that two are equal, or larger, where the numbers are.

    `unpack_number` gives the number itself.

    Raises:
        DataFormatError: no line, or one that holds no whole number of at most eight digits without leading zeros.
    """
    lines = read_lines(path)
    if not len(lines.ends):
        raise DataFormatError(path, None, "an empty file", "one whole number a line")
    packed = lines.tails.byteswap()
    np.right_shift(packed, _SHIFTS.take(lines.lengths, mode="clip"), out=packed)
    starts_with_zero = (lines.tails & _LOWEST_BYTE) == ord("0")
    starts_with_zero &= lines.lengths > 1
    is_plain = int(lines.lengths.min()) > 0 and int(lines.lengths.max()) <= _WIDTH and not starts_with_zero.any()
    if not is_plain or lines.content.translate(None, b"0123456789\n"):
        return _strip_numbers(path, lines, packed)
    return packed


def _strip_numbers(path: Path | str, lines: Lines, packed: Words) -> Words:
    for number in range(len(lines.ends)):
        text = lines.text(number).strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= _WIDTH and str(int(text)) == text):
            found = "a blank line" if not text else f"{text!r:.60}"
            raise DataFormatError(
                path, number + 1, found, 'the number of a sentence, such as "37", without sign, point or leading zeros'
            )
        packed[number] = pack_number(int(text))
    return packed


def pack_number(number: int) -> int:
    """What `read_numbers` gives for a number of at most eight digits."""
    return int.from_bytes(str(number).encode(), "big")


def unpack_number(packed: int) -> int:
    """The number that `read_numbers` packed."""
    return int(packed.to_bytes(_WIDTH, "big").lstrip(b"\0"))
