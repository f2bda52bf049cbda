"""How a view is cited: what it shows, of which snapshot and code, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from dashboard.kit.export import latex_text


@dataclass(frozen=True, slots=True)
class Cited:
    """One view of a published file."""

    view: str  # its title
    address: str  # with its filters and its snapshot
    snapshot_id: str
    built_at: datetime  # UTC
    commit: str | None  # of the code that built the snapshot

    def sentence(self) -> str:
        """For a text."""
        built = f"built {self.built_at:%Y-%m-%d}"
        return f'Crosscheck, "{self.view}". Snapshot {self.snapshot_id}, {built}, {self._code}. {self.address}'

    def bibtex(self) -> str:
        r"""For a bibliography; sets as it is below `\\usepackage{url}`."""
        key = re.sub(r"[^A-Za-z0-9-]+", "-", f"crosscheck-{self.view.lower()}-{self.snapshot_id}").strip("-")
        return "\n".join(
            [
                f"@misc{{{key},",
                "  key = {Crosscheck},",
                f"  title = {{{{Crosscheck}}: {latex_text(self.view)}}},",
                f"  year = {{{self.built_at:%Y}}},",
                f"  note = {{{latex_text(f'Snapshot {self.snapshot_id}, {self._code}')}}},",
                f"  howpublished = {{\\url{{{_for_url(self.address)}}}}},",
                "}",
            ]
        )

    @property
    def _code(self) -> str:
        return f"commit {self.commit}" if self.commit else "commit unknown"


def _for_url(address: str) -> str:
    r"""An address without the characters that \\url and BibTeX read otherwise; escaped, they mean the same."""
    return "".join(char if char.isascii() and char not in '{}\\^"' else _escaped(char) for char in address)


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
