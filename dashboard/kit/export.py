"""A table as a file: what is shown, below a head that says what it is and where it comes from."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard.kit.markup import visible

Cell = str | int | float | bool | Decimal | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection": how a spreadsheet tells a formula
LAST_LATIN = 0x17F  # of Latin Extended-A, which LaTeX's own UTF-8 tables cover, but for these in its first encoding
_NOT_IN_OT1 = frozenset("«»ÐÞðþĄąĐđĘęĦħĮįĸĿŀŉŊŋŦŧŲųſ")
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        "[": "{[}",  # after the \\ of the line above, [ and * would be read as its arguments
        "*": "{*}",
        "`": r"\textasciigrave{}",
        "−": "$-$",
        "–": "--",
        "—": "---",
        "±": r"$\pm$",
        "×": r"$\times$",
        "·": r"$\cdot$",
        "≈": r"$\approx$",
        "≤": r"$\leq$",
        "≥": r"$\geq$",
        "→": r"$\rightarrow$",
        "○": r"$\circ$",
        "◌": r"$\odot$",
        "◉": r"$\bullet$",
        "▲": r"$\bigtriangleup$",
        "▼": r"$\bigtriangledown$",
        "✓": r"$\surd$",
        "✗": r"$\times$",
        "⚑": r"$\dagger$",
        "⟨": r"$\langle$",
        "⟩": r"$\rangle$",
        "…": r"\ldots{}",
        "“": "``",
        "”": "''",
        "‘": "`",
        "’": "'",
        "\u00a0": "~",
        "\ufe0e": "",
        **{char: f"\\{char}" for char in "&%$#_{}"},
    }
)


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the rows of every exported table."""

    title: str
    filters: Mapping[str, str]  # control or query: value, as on the page
    aggregation: str
    snapshot_id: str
    commit: str | None  # of the code that built the snapshot

    def facts(self) -> dict[str, str]:
        """Name and value of each line, in order."""
        return {
            "title": self.title,
            "snapshot": self.snapshot_id,
            "commit": self.commit or "unknown",
            "aggregation": self.aggregation,
            **self.filters,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns, each once, and rows of plain values; None: there is no value."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plain_cell(value: object) -> Cell:
    """A value of a frame as a cell; None: there is none."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | Decimal) else str(value)


def as_csv(sheet: Sheet, about: About) -> str:
    """Lines that start with # about the table, the column names, the rows (RFC 4180, numbers not rounded).

    A text that a spreadsheet would run as a formula has an apostrophe in front, and the head says so.
    """
    facts = about.facts()
    if any(_is_formula(cell) for row in sheet.rows for cell in row):
        facts["note"] = "texts that a spreadsheet would run as a formula have an apostrophe in front"
    return "".join([*_head(facts, "# "), _csv_row(sheet.columns), *(_csv_row(row) for row in sheet.rows)])


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith(_FORMULA)


def _csv_row(cells: Sequence[Cell]) -> str:
    # a row of one empty field would be an empty line, which readers skip
    return (",".join(_csv_field(cell) for cell in cells) or '""') + "\n"


def _csv_field(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    text = f"'{cell}" if _is_formula(cell) else str(cell)
    # Python's csv writer leaves a lone carriage return unquoted, which its reader then refuses
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in ',"\r\n') else text


def _head(facts: Mapping[str, str], mark: str) -> list[str]:
    """One comment line a fact; further lines of a value are indented."""
    lines = []
    for name, value in facts.items():
        first, *more = str(value).splitlines() or [""]
        lines += [f"{mark}{name}: {first}\n", *(f"{mark}  {line}\n" for line in more)]
    return lines


def as_json(sheet: Sheet, about: About) -> str:
    """An object with `about`, `columns` and `rows`, each row an object; numbers that JSON lacks are texts."""
    rows = [{name: _json_cell(cell) for name, cell in zip(sheet.columns, row, strict=True)} for row in sheet.rows]
    content = {"about": about.facts(), "columns": list(sheet.columns), "rows": rows}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _json_cell(cell: Cell) -> Cell:
    if isinstance(cell, Decimal):
        number = int(cell) if cell == cell.to_integral_value() else float(cell)
        return number if Decimal(str(number)) == cell else str(cell)
    return str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell


def as_latex(sheet: Sheet, about: About, decimals: int) -> str:
    r"""A table with caption, label, rules of booktabs and a note on its source; fractions are rounded as on the page.

    It compiles with pdflatex as it is, below `\usepackage{booktabs}`.
    """
    kinds = [_is_numeric([row[i] for row in sheet.rows]) for i in range(len(sheet.columns))]
    lines = [
        *_head({**about.facts(), "needs": r"\usepackage{booktabs}"}, "% "),
        "\\begin{table}\n",
        "\\centering\n",
        f"\\caption{{{latex_text(about.title)}.}}\n",
        f"\\label{{tab:{_label(about.title)}}}\n",
        f"\\begin{{tabular}}{{{''.join('r' if numeric else 'l' for numeric in kinds)}}}\n",
        "\\toprule\n",
        _latex_row(sheet.columns, decimals),
        "\\midrule\n",
        *(_latex_row(row, decimals) for row in sheet.rows),
        "\\bottomrule\n",
        "\\end{tabular}\n",
        "\n",
        f"\\smallskip {{\\footnotesize {latex_text(_source(about))}\\par}}\n",
        "\\end{table}\n",
    ]
    return "".join(lines)


def as_markdown(sheet: Sheet, about: About, decimals: int) -> str:
    """A table of pipes below its title, with its source below it; fractions are rounded as on the page."""
    kinds = [_is_numeric([row[i] for row in sheet.rows]) for i in range(len(sheet.columns))]
    lines = [
        sheet.columns,
        ["---:" if numeric else "---" for numeric in kinds],
        *([_shown_cell(cell, decimals) for cell in row] for row in sheet.rows),
    ]
    head, rule, *rows = lines
    written = [[_markdown_text(cell) for cell in head], rule, *([_markdown_text(cell) for cell in row] for row in rows)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in written)
    return f"**{_markdown_text(about.title)}**\n\n{table}\n{_markdown_text(_source(about))}\n"


def _markdown_text(text: str) -> str:
    """Text that Markdown shows as it is, on one line; a bar would end the cell."""
    return re.sub(r"([\\`*_\[\]<>|~$&])", r"\\\1", visible(" ".join(text.split())))


def _label(title: str) -> str:
    """A title as the name of a label: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "crosscheck"


def _source(about: About) -> str:
    """Where the numbers come from, in one line; a query is left to the comments above."""
    said = [f"{name}: {value}" for name, value in about.filters.items() if name != "query"]
    commit = f", commit {about.commit[:10]}" if about.commit else ""
    what = "; ".join([about.aggregation, *said])
    return f"Source: Crosscheck, snapshot {about.snapshot_id}{commit}. {what[:1].upper()}{what[1:]}."


def _is_numeric(cells: Sequence[Cell]) -> bool:
    """Whether a column holds numbers, or texts that start with one, such as "51.0 (3 of 4)"."""
    given = [str(cell) for cell in cells if cell not in (None, "")]
    return bool(given) and all(text.lstrip("+-−")[:1].isdigit() for text in given)


def _latex_row(cells: Sequence[Cell], decimals: int) -> str:
    return " & ".join(latex_text(_shown_cell(cell, decimals)) for cell in cells) + " \\\\\n"


def _shown_cell(cell: Cell, decimals: int) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float | Decimal):
        written = f"{cell:.{decimals}f}"
        return written.lstrip("-") if float(written) == 0 else written.replace("-", "−")
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def latex_text(text: str) -> str:
    """Text that pdflatex sets as it is, on one line; characters invisible or of other scripts are written out."""
    shown = visible(" ".join(text.split()))
    apart = "{}".join(part.translate(_LATEX) for part in re.split(r"(?<=-)(?=-)", shown))  # "--home" has no dash
    return "".join(char if _is_set(char) else f"U+{ord(char):04X}" for char in apart)


def _is_set(char: str) -> bool:
    return ord(char) <= LAST_LATIN and char not in _NOT_IN_OT1
