"""Reads the labelled rows: invented sentences of reports, each with what an audit ought to say of it.

labelled_rows.tsv            the set that rules were tuned on
labelled_rows_held_out.tsv   other words, set aside; both were written before the rules that they measure
labelled_rows_later.tsv      written once the rules stood, to see how they fare on what is new, and to mend them
labelled_rows_third.tsv      short fragments of tables, changes from one score to another, names spelled in other ways
labelled_rows_fourth.tsv     long sentences and lists, ellipsis, claims of comparison of other papers
labelled_rows_fifth.tsv      everyday paraphrases
labelled_rows_sixth.tsv      the style of abstracts
labelled_rows_seventh.tsv    as an outsider would write them
labelled_rows_eighth.tsv     telegraphic rows, several quantities in a row, single languages, academic sentences
labelled_rows_ninth.tsv      of all sorts, after the rules had been mended with the two before
labelled_rows_tenth.tsv      of all sorts, by one who had not seen the rules; sizes by language, gaps between languages
labelled_rows_eleventh.tsv   once the tenth had been mended with, again in other words
labelled_rows_twelfth.tsv    a short one, once the eleventh had been mended with

Each from the third on was measured before the rules were mended with it.

label   true (the source prints it), misquote (of the kinds named, any of which is right), other (another paper, system
        or benchmark), uncheckable, doubtful (hedged, negated or open in unit: neither agreeing nor accused)
about   claims, `dataset`, or published figures as encoder:task[:metric]:language=value
"""

import csv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TUNED = HERE / "labelled_rows.tsv"
HELD_OUT = HERE / "labelled_rows_held_out.tsv"
LATER = HERE / "labelled_rows_later.tsv"
THIRD = HERE / "labelled_rows_third.tsv"
FOURTH = HERE / "labelled_rows_fourth.tsv"
FIFTH = HERE / "labelled_rows_fifth.tsv"
SIXTH = HERE / "labelled_rows_sixth.tsv"
SEVENTH = HERE / "labelled_rows_seventh.tsv"
EIGHTH = HERE / "labelled_rows_eighth.tsv"
NINTH = HERE / "labelled_rows_ninth.tsv"
TENTH = HERE / "labelled_rows_tenth.tsv"
ELEVENTH = HERE / "labelled_rows_eleventh.tsv"
TWELFTH = HERE / "labelled_rows_twelfth.tsv"
ALL_SETS = {
    "tuned": TUNED,
    "held-out": HELD_OUT,
    "later": LATER,
    "third": THIRD,
    "fourth": FOURTH,
    "fifth": FIFTH,
    "sixth": SIXTH,
    "seventh": SEVENTH,
    "eighth": EIGHTH,
    "ninth": NINTH,
    "tenth": TENTH,
    "eleventh": ELEVENTH,
    "twelfth": TWELFTH,
}


@dataclass(frozen=True)
class LabelledRow:
    label: str
    kinds: tuple[str, ...]
    about: tuple[str, ...]
    text: str


def read_labelled_rows(path: Path) -> list[LabelledRow]:
    """Rows in file order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            LabelledRow(row["label"], tuple(row["kind"].split()), tuple(row["about"].split()), row["text"])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
