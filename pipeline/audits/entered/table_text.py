"""The cells of a table as people have it: CSV, TSV, a spreadsheet's paste, Markdown, LaTeX; pure.

A cell keeps its text without the markup around it. What spans several columns or rows stands in each of them. What
marks a footnote, a raised or lowered text, is kept behind "^" or "_" for the reader of numbers.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.errors import DataFormatError

MOST_CHARACTERS = 200_000
MOST_ROWS, MOST_COLUMNS = 2_000, 200
MOST_CELLS = 20_000
EXPECTED = "a table as CSV, TSV, Markdown, LaTeX tabular, or a spreadsheet's paste"
_DASHES = re.compile(r":?-{2,}:?|:-+:?|-+:")  # a cell of a Markdown separator
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_RAISED = re.compile(r"<(sup|sub)>([^<]{0,40})</\1>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    number: int  # of the line that it begins in
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, all rows of one width."""

    form: str  # how it was written: "LaTeX"
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lines[0].cells)


def read_grid(text: str, name: str) -> Grid:
    """The one table of a text.

    Args:
        name: of the file, for errors.

    Raises:
        DataFormatError: no table, more than one, rows of several widths, or too large.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataFormatError(name, None, f"{len(text):,} characters", f"at most {MOST_CHARACTERS:,}: one table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.search(r"\\begin\s*\{(tabular|longtable|tabu|array)|\\\\|\\(mid|top)rule|\\hline", text):
        form, rows = "LaTeX", _latex(text, name)
    elif _is_markdown(text):
        form, rows = "Markdown", _markdown(text, name)
    else:
        form, rows = _delimited(text, name)
    rows = [row for row in rows if any(cell for cell in row.cells)]
    if not rows:
        raise DataFormatError(name, None, "no row of cells", EXPECTED)
    width = max(len(row.cells) for row in rows)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS or len(rows) * width > MOST_CELLS:
        expected = f"at most {MOST_ROWS} x {MOST_COLUMNS}, {MOST_CELLS:,} cells in all"
        raise DataFormatError(name, None, f"{len(rows)} rows of {width} cells", expected)
    return Grid(form, tuple(Line(row.number, row.cells + ("",) * (width - len(row.cells))) for row in rows))


def _delimited(text: str, name: str) -> tuple[str, list[Line]]:
    filled = [line for line in text.split("\n") if line.strip()]
    if any("\t" in line for line in filled):
        return "tab-separated text", [
            Line(number, tuple(map(_plain, cells))) for number, cells in _csv_rows(text, "\t", name)
        ]
    marks = ";" if filled and all(";" in line for line in filled) else ","
    if not any(marks in line for line in filled):
        raise DataFormatError(name, None, "no cells: neither tabs, commas, | nor &", EXPECTED)
    rows = [Line(number, tuple(map(_plain, cells))) for number, cells in _csv_rows(text, marks, name)]
    for row in rows:
        if len(row.cells) != len(rows[0].cells):
            expected = f"{len(rows[0].cells)} as in the first row (a decimal comma needs quotes, or ; between cells)"
            raise DataFormatError(name, row.number, f"{len(row.cells)} cells", expected)
    return "CSV", rows


def _csv_rows(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataFormatError(name, reader.line_num, f"what is no CSV ({error})", EXPECTED) from error
    return found


def _is_markdown(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if "|" in line]
    return any(_is_separator(line) for line in lines) or (len(lines) > 1 and all(line[0] == "|" for line in lines))


def _is_separator(line: str) -> bool:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return "|" in line and all(_DASHES.fullmatch(cell) for cell in cells)


def _markdown(text: str, name: str) -> list[Line]:
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(text.split("\n"), 1):
        if "|" in line:
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    tables = [block for block in blocks if len(block) > 1]
    if len(tables) > 1:
        raise DataFormatError(name, tables[1][0][0], f"table 2 of {len(tables)}", "one table at a time")
    rows = [
        Line(number, tuple(_plain(cell) for cell in _pieces(line)))
        for number, line in (tables[0] if tables else [])
        if not _is_separator(line)
    ]
    for row in rows:
        if len(row.cells) > len(rows[0].cells):
            expected = f"at most {len(rows[0].cells)}, as in the first row"
            raise DataFormatError(name, row.number, f"{len(row.cells)} cells", expected)
    return rows


def _pieces(line: str) -> list[str]:
    bare = line.strip()
    bare = bare[1:] if bare.startswith("|") else bare
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [piece.replace("\\|", "|") for piece in re.split(r"(?<!\\)\|", bare)]


def _plain(cell: str) -> str:
    """A cell without Markdown, HTML and TeX around its text."""
    text = _RAISED.sub(lambda found: f"{'^' if found[1].lower() == 'sup' else '_'}{{{found[2]}}}", html.unescape(cell))
    text = _TAG.sub(" ", text)
    if "\\" in text or "$" in text:
        text = untex(text)
    text = re.sub(r"(\*\*|__|~~|`)(?=\S)(.{1,200}?)(?<=\S)\1", r"\2", text.strip())
    text = re.sub(r"^([*_])(?=[^\s*_])([^*_]{1,200})\1(?=$|[^\w])", r"\2", text)
    return " ".join(text.split())


# --- LaTeX ---

_BEGIN = re.compile(r"\\begin\s*\{(tabular[xy*]?|longtable|tabu|array)\}")
_RULES = re.compile(
    r"\\(toprule|midrule|bottomrule|hline|hhline|addlinespace|cmidrule|cline|specialrule|morecmidrules|centering"
    r"|rowcolor|caption|label|noalign|endhead|endfirsthead|endfoot|endlastfoot|newline|arrayrulecolor"
    r"|setlength|renewcommand|resizebox|footnotesize|scriptsize|small|tabcolsep|vspace)(?![a-zA-Z])\*?"
)
_SPAN = re.compile(r"\\multicolumn\s*")
_ROWS = re.compile(r"\\multirow\s*")
_DROPPED = frozenset(  # commands whose arguments are no text of the cell
    "cellcolor color rowcolor cite citep citet citealp citeyear ref footnote footnotemark tablefootnote tnote label "
    "phantom hphantom vphantom hspace vspace rule raisebox arraybackslash columncolor".split()
)
_SIGNS = {
    "pm": "±", "dagger": "†", "ddagger": "‡", "dag": "†", "ddag": "‡", "ast": "*", "star": "*", "S": "§", "P": "¶",
    "uparrow": "↑", "downarrow": "↓", "rightarrow": "→", "to": "→", "times": "×", "textasteriskcentered": "*",
    "textdagger": "†", "textminus": "-", "textendash": "–", "textemdash": "—", "dots": "…", "ldots": "…", "cdot": "·",
    "quad": " ", "qquad": " ", "enspace": " ", "approx": "≈", "sim": "~", "circ": "°", "checkmark": "✓", "textpm": "±",
    "newline": " ", "tabularnewline": " ", "textbackslash": " ",
}  # fmt: skip
_MOST_DEPTH = 40


def _latex(text: str, name: str) -> list[Line]:
    text = re.sub(r"(?<!\\)%[^\n]*", "", text)
    begins = list(_BEGIN.finditer(text))
    if len(begins) > 1:
        line = text.count("\n", 0, begins[1].start()) + 1
        raise DataFormatError(name, line, f"table 2 of {len(begins)}", "one tabular at a time")
    start, end = 0, len(text)
    if begins:
        kind = begins[0][1]
        start = begins[0].end()
        for _ in range(3 if kind in ("tabularx", "tabular*", "tabulary") else 2):  # [pos], {width}, {columns}
            start = _skip_argument(text, start)
        found = text.find(rf"\end{{{kind}}}", start)
        end = found if found >= 0 else len(text)
    rows = [
        Line(number, tuple(cells))
        for at, row in _split(text[start:end], "\\\\", text.count("\n", 0, start) + 1)
        for number, cells in [_latex_row(row, at, name)]
    ]
    return _rows_down(rows)


def _skip_argument(text: str, at: int) -> int:
    """Behind the next argument in braces or brackets; where none follows, `at` itself."""
    found = re.compile(r"\s*([\[{])").match(text, at)
    if not found:
        return at
    return _closing(text, found.end() - 1) + 1


def _closing(text: str, at: int) -> int:
    """Place of the bracket that closes the one at `at`; the end where none does."""
    opens, closes = ("{", "}") if text[at] == "{" else ("[", "]")
    depth = 0
    for place in range(at, len(text)):
        if text[place] == opens and text[place - 1] != "\\":
            depth += 1
        elif text[place] == closes and text[place - 1] != "\\":
            depth -= 1
            if depth == 0:
                return place
    return len(text) - 1


def _split(text: str, mark: str, line: int) -> list[tuple[int, str]]:
    """Pieces between marks outside braces, each with the line that it begins in."""
    pieces, depth, start, place = list[tuple[int, str]](), 0, 0, 0
    begins = line
    while place < len(text):
        letter = text[place]
        if depth == 0 and text.startswith(mark, place):
            pieces.append((begins, text[start:place]))
            place += len(mark)
            if mark == "\\\\":
                behind = re.compile(r"\*?(\[[^\]\n]{0,20}\])?").match(text, place)
                place = behind.end() if behind else place
            start, begins = place, line
            continue
        if letter == "\\":
            line += text.count("\n", place, place + 2)
            place += 2
            continue
        depth += (letter == "{") - (letter == "}")
        depth = max(depth, 0)
        line += letter == "\n"
        place += 1
    return [*pieces, (begins, text[start:])]


def _latex_row(row: str, line: int, name: str) -> tuple[int, list[str]]:
    kept, start = list[str](), 0
    while (found := _RULES.search(row, start)) is not None:
        end = found.end()
        if found[1] not in ("toprule", "midrule", "bottomrule", "hline", "centering"):
            for opening in ("(", "[", "{", "{"):
                behind = re.compile(r"\s*").match(row, end)
                at = behind.end() if behind else end
                if row[at : at + 1] == opening:
                    end = row.find(")", at) + 1 or len(row) if opening == "(" else _closing(row, at) + 1
        elif row[end : end + 1] == "[":
            end = _closing(row, end) + 1
        kept.append(row[start : found.start()])
        start = end
    row = "".join(kept) + row[start:]
    line += len(row[: len(row) - len(row.lstrip())].split("\n")) - 1
    cells: list[str] = []
    for _, cell in _split(row, "&", line):
        span = _SPAN.match(cell.strip())
        if span is None:
            cells.append(_spanned_rows(cell))
            continue
        count, _, content = _arguments(cell.strip()[span.end() :], 3)
        if not re.fullmatch(r"[1-9]\d?", count.strip()):
            raise DataFormatError(name, line, f"\\multicolumn{{{count:.20}}}", "a number of columns below 100")
        cells += [_spanned_rows(content)] * int(count)
    return line, cells if any(cells) else []


def _arguments(text: str, wanted: int) -> list[str]:
    """The next arguments in braces; those that are not there are empty."""
    found, at = list[str](), 0
    while len(found) < wanted:
        opened = re.compile(r"\s*(\[[^\]]{0,40}\]\s*)?(\{|\*)").match(text, at)
        if not opened:
            break
        if opened[2] == "*":
            found.append("*")
            at = opened.end()
            continue
        closed = _closing(text, opened.end() - 1)
        found.append(text[opened.end() : closed])
        at = closed + 1
    return found + [""] * (wanted - len(found))


_DOWN = "\0"  # before the text of a cell that spans rows, with their number


def _spanned_rows(cell: str) -> str:
    spanning = _ROWS.match(cell.strip())
    if spanning is None:
        return untex(cell)
    count, _, content = _arguments(cell.strip()[spanning.end() :], 3)
    number = count.strip().lstrip("-")
    return f"{_DOWN}{number if re.fullmatch(r'[1-9][0-9]?', number) else 1}{_DOWN}{untex(content)}"


def _rows_down(rows: Sequence[Line]) -> list[Line]:
    """What spans rows stands in each of them."""
    grid = [list(row.cells) for row in rows]
    filled = [number for number, row in enumerate(grid) if row]
    for place, number in enumerate(filled):
        for column, cell in enumerate(grid[number]):
            if cell.startswith(_DOWN):
                _, count, text = cell.split(_DOWN)
                grid[number][column] = text
                for below in filled[place + 1 : place + int(count)]:
                    if column < len(grid[below]) and not grid[below][column]:
                        grid[below][column] = text
    return [Line(row.number, tuple(cells)) for row, cells in zip(rows, grid, strict=True)]


def untex(text: str, depth: int = 0) -> str:
    """Text without TeX commands, dollar signs and braces; raised and lowered parts stay, behind "^" and "_"."""
    if depth > _MOST_DEPTH:
        return ""
    found, at = list[str](), 0
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            piece, at = _command(text, at, depth)
            found.append(piece)
        elif letter == "{":
            closed = _closing(text, at)
            found.append(untex(text[at + 1 : closed], depth + 1))
            at = closed + 1
        elif letter in "^_" and text[at + 1 : at + 2] == "{":
            closed = _closing(text, at + 1)
            found.append(f"{letter}{{{untex(text[at + 2 : closed], depth + 1)}}}")
            at = closed + 1
        else:
            found.append("" if letter in "}$" else " " if letter == "~" else letter)
            at += 1
    return " ".join("".join(found).split())


def _command(text: str, at: int, depth: int) -> tuple[str, int]:
    """What a command stands for, and the place behind it."""
    named = re.compile(r"\\([a-zA-Z]+)\*?").match(text, at)
    if named is None:
        sign = text[at + 1 : at + 2]
        return (" " if sign in "\\, ;:" else "" if sign in "!/" else sign), at + 2
    name, end = named[1], named.end()
    if name in _SIGNS:
        return _SIGNS[name], end
    arguments: list[str] = []
    while text[end : end + 1] in ("{", "[") and text[end : end + 1]:
        closed = _closing(text, end)
        if text[end] == "{":
            arguments.append(text[end + 1 : closed])
        end = closed + 1
        if name in _DROPPED and arguments:
            break
    if name in _DROPPED:
        return "", end
    if name in ("textsuperscript", "textsubscript") and arguments:
        return f"{'^' if name == 'textsuperscript' else '_'}{{{untex(arguments[0], depth + 1)}}}", end
    return (untex(arguments[-1], depth + 1) if arguments else " "), end
