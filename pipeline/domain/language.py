"""A language of the benchmark and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language; `language` is the key everywhere: the two-letter code, the three-letter one where there is none."""

    language: str
    iso639_3: str
    name: str
    family: str  # top-level family; an isolate is a family of its own
    script: str  # lower case: "latin", "cyrillic", ...
    cc100_tokens_millions: float | None  # XLM-R paper, Table 6; None where the source has no row
    cc100_gib: float | None
    is_xtreme: bool  # one of XTREME's 40
    is_xtreme_r: bool  # one of XTREME-R's 50
    xtreme_tasks: tuple[str, ...]  # XTREME target tasks that evaluate it
    source: str
