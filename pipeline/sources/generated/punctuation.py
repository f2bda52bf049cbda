"""Punctuation marks by language: characters of the script, as Unicode names them; no words.

Babel carries no table of sentence marks, so the few that differ from ASCII stand here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that templates use, with the space that goes with them where the script has one."""

    stop: str = ". "
    comma: str = ", "
    colon: str = ": "
    semicolon: str = "; "
    question: str = "?"
    opening: str = " ("
    closing: str = ")"
    dash: str = " – "


_CHINESE = Marks("。", "，", "：", "；", "？", "（", "）", "—")
_ARABIC = Marks(comma="، ", semicolon="؛ ", question="؟")
_MARKS = {
    "ar": _ARABIC,
    "fa": _ARABIC,
    "ur": Marks(stop="۔ ", comma="، ", semicolon="؛ ", question="؟"),
    "ja": Marks("。", "、", "：", "；", "？", "（", "）", "—"),
    "zh": _CHINESE,
    "el": Marks(semicolon="· ", question=";"),
    "bn": Marks(stop="। "),
    "hi": Marks(stop="। "),
    "my": Marks(stop="။ ", comma="၊ "),
}
_DEFAULT = Marks()


def marks(language: str) -> Marks:
    """The marks of one language."""
    return _MARKS.get(language, _DEFAULT)


def end_sentence(text: str, language: str) -> str:
    """The text with the language's full stop and its space; a text that ends in one gets no second."""
    stop = marks(language).stop
    return text + (stop[1:] if text.endswith(stop[0]) else stop)
