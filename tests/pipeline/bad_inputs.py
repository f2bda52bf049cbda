"""Files that no command may take: what each holds, and what the one message about it has to say."""

from __future__ import annotations

from dataclasses import dataclass

from tests.pipeline.audits.reports.invented import pdf_of, report

CLAIMS = """\
paper: own
paper_title: Invented
source_version: v1
source_url: https://example.org
claims:
  - claim_id: own-gain
    locator: invented
    statement: SQuAD adds ten points.
    kind: gain
    regimes: [squad_v1]
    tasks: [xnli]
    split: test
    comparator: equals
    value: "10"
    tolerance: 1.0
    unit: points
    scope_encoder: my-encoder
    scope_benchmark: XTREME
"""
SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
my-encoder,none,,xnli,de,accuracy,test,0,50.0,10
my-encoder,squad_v1,squad_v1,xnli,de,accuracy,test,0,60.0,10
"""
OUTCOMES = "encoder,regime,target,language,split,seed,example_id,outcome\n" + "".join(
    f"my-encoder,none,xnli,de,test,0,{number},{int(number < 5)}\n" for number in range(10)
)
PROFILE = """\
title = "Own"
source = "generated"
encoder = "mini"
regimes = ["none"]
targets = ["xnli"]
seeds = [0]
"""
GOOD_ROW = ("Tea cools.", "✓", "0.3")


@dataclass(frozen=True)
class Bad:
    """One file that is refused; every pattern of `said` must be found in the message, in this order."""

    what: str
    command: str  # claims, document, scores, outcomes, profile or reported
    content: bytes | str | int | None  # int: that many zeros, sparse; None: a folder stands there
    said: tuple[str, ...]
    name: str = ""


def _claims(what, old, new, *said):
    assert CLAIMS.count(old) == 1, old
    return Bad(what, "claims", CLAIMS.replace(old, new), said)


def _scores(what, old, new, *said):
    assert old in SCORES, old
    return Bad(what, "scores", SCORES.replace(old, new, 1), said)


def _outcomes(what, old, new, *said):
    assert old in OUTCOMES, old
    return Bad(what, "outcomes", OUTCOMES.replace(old, new, 1), said)


def _profile(what, old, new, *said):
    assert old in PROFILE, old
    return Bad(what, "profile", PROFILE.replace(old, new, 1), said)


def _document(what, content, *said, name="report.txt"):
    return Bad(what, "document", content, said, name)


def _rows(*rows, **parts):
    return report(rows or (GOOD_ROW,), **parts)


# nine aliases, each holding ten of the one before: a billion values
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
ENCRYPTED_PDF = pdf_of(["Claims", "Tea cools.  yes  0.3"]).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>",
)

BAD_CLAIMS = (
    _claims("malformed YAML", "[squad_v1]", "[squad_v1", r"line 1\d: no YAML that can be read", "expected ',' or ']'"),
    _claims("tab as indentation", "    unit:", "\tunit:", "line 1[56]: no YAML that can be read", "expected a claims"),
    _claims("value in words", '"10"', '"about 8"', r"claims\.0\.value", "about 8", r"such as \"8\.2\"", "line 14"),
    _claims("value without quotes", '"10"', "8.2", r"claims\.0\.value", r"got 8\.2", "in quotes", "line 14"),
    _claims("value as a percentage", '"10"', '"10%"', r"claims\.0\.value", "10%", "a plain number"),
    _claims("value with a decimal comma", '"10"', '"8,2"', r"claims\.0\.value", "8,2", r"such as \"8\.2\""),
    Bad(
        "two claims with one id",
        "claims",
        CLAIMS + CLAIMS[CLAIMS.index("  - ") :],
        ("line 6", "claim_id 'own-gain' stands there 2 times", "an id of its own"),
    ),
    _claims("unknown target task", "[xnli]", "[xnil]", "claim 'own-gain', tasks", "'xnil'", "did you mean 'xnli'"),
    _claims(
        "unknown regime",
        "[squad_v1]",
        "[squad_v9]",
        "regimes, rivals, baseline or systems",
        "'squad_v9'",
        "did you mean",
    ),
    _claims(
        "unknown language",
        "    split: test",
        "    only_languages: [de, xx]\n    split: test",
        "claim 'own-gain', only_languages",
        "unknown language 'xx'",
    ),
    _claims("misspelt field", "locator:", "loactor:", r"claims\.0\.loactor", "Extra inputs", "line 7"),
    _claims("missing field", "    unit: points\n", "", r"claims\.0\.unit", "Field required", "line 6"),
    _claims("unknown kind", "kind: gain", "kind: profit", r"claims\.0\.kind", "'gain'", "got 'profit'", "line 9"),
    _claims("unknown comparator", "equals", "approximately", r"claims\.0\.comparator", "'at_least'", "line 13"),
    _claims(
        "unknown split", "split: test", "split: train", r"claims\.0\.split", "got 'train'", "dev, test or dev_else_test"
    ),
    _claims("negative tolerance", "1.0", "-1.0", r"claims\.0\.tolerance", r"-1\.0", "at least 0", "line 15"),
    _claims("tolerance that is no number", "1.0", ".nan", r"claims\.0\.tolerance", "got nan", "at least 0"),
    _claims("infinite tolerance", "1.0", ".inf", r"claims\.0\.tolerance", "got inf", "at least 0"),
    _claims("gain without a regime", "[squad_v1]", "[]", r"own-gain \(gain\): regimes are needed"),
    _claims("field twice", "    unit:", '    value: "11"\n    unit:', "line 16: field 'value'", "already in line 14"),
    _claims("Python object", "my-encoder", "!!python/object/apply:os.getcwd []", "line 17", "python/object"),
    _claims(
        "impossible date", "version: v1", "version: 2031-13-45", "a value that YAML cannot read", "put it in quotes"
    ),
    Bad("aliases that unfold to a billion values", "claims", BOMB, ("line 1", "unfold to more than", "write the")),
    Bad("alias of itself", "claims", "claims: &a [*a]\n", ("line 1", "or hold themselves", "write the values out")),
    Bad("a hundred thousand brackets", "claims", "[" * 100_000, ("line 1", "within each other", "expected a claims")),
    Bad("two YAML documents", "claims", CLAIMS + "---\n" + CLAIMS, ("line 19", "no YAML", "single document")),
    Bad("a list at the top", "claims", "- own-gain\n", ("file: Input should be a valid dict", "own-gain", "line 1")),
    Bad(
        "no claims", "claims", CLAIMS.partition("  - ")[0] + "  []\n", ("claims: List should have at least 1", "line 6")
    ),
    Bad("comments alone", "claims", "# to be written\n", ("nothing but blanks and comments", "expected a claims file")),
    Bad("claims file of 100 MB", "claims", 100_000_000, ("found 100,000,000 bytes", "at most 1,000,000 bytes")),
    Bad("claims in UTF-16", "claims", CLAIMS.encode("utf-16"), ("line 1: found UTF-16 text", "expected UTF-8")),
    Bad(
        "claims in Latin-1",
        "claims",
        CLAIMS.replace("Invented", "Erfund\u00e9n").encode("latin-1"),
        ("line 2: found byte 0xe9", "text in UTF-8"),
    ),
    Bad("folder in place of claims", "claims", None, ("found a folder", "expected a claims file")),
)
BAD_DOCUMENTS = (
    _document("document of 100 MB", 100_000_000, "found 100,000,000 bytes", "at most 2,000,000 bytes"),
    _document("PDF of 100 MB", 100_000_000, "found 100,000,000", "at most 20,000,000 bytes", name="report.pdf"),
    _document("binary garbage", bytes(range(1, 256)) * 40, "line 2: found byte 0x80", "expected UTF-8 text"),
    _document("archive named as text", b"PK\x03\x04" + bytes(60), "line 1: found the control", "no other binary"),
    _document("empty document", b"", "found an empty file", "expected a report"),
    _document("prose alone", "Title\n\nNothing is claimed.\n", "without a table of claims", "whose header names"),
    _document("negative count", _rows(results="-3 claims extracted."), "line 22: found '-3'", "not negative"),
    _document("count as a percentage", _rows(results="90% verified."), "line 22: found '90%'", "a whole number"),
    _document("quality score of 92", _rows(results="Review score: 92/10."), "line 22", "'92'", "from 0 to 10"),
    _document("confidence of 27", _rows(("Tea cools.", "✓", "27")), "line 27", "'27'", "a fraction 0-1"),
    _document(
        "fractions and percentages mixed", _rows(GOOD_ROW, ("Ice.", "✓", "30%")), "line 28", "'30%'", "all fractions"
    ),
    _document("confidence below zero", _rows(("Tea.", "✓", "-0.3")), "line 27", r"'-0\.3'", "not negative"),
    _document(
        "mark that is neither", _rows(("Tea cools.", "maybe", "0.3")), "line 27: found the mark 'maybe'", "one of"
    ),
    _document("row without its cells", _rows(("Tea cools.", "✓")), "line 27: found 2 cells", "expected 3 cells"),
    _document("column twice", _rows(header=("Claim", "Verified", "Status")), "line 26", "each kind of column once"),
    _document("encrypted PDF", ENCRYPTED_PDF, "found an encrypted PDF", "selectable text", name="report.pdf"),
    _document("PDF cut off", pdf_of(["Claims"])[:300], "a PDF that cannot be read", "expected a PDF", name="r.pdf"),
    _document("PDF without text", pdf_of([]), r"a PDF without text \(a scan\?\)", "expected a PDF", name="r.pdf"),
    _document("text named as PDF", "Title\n", "line 1: found the first bytes", "%PDF-", name="r.pdf"),
)
BAD_SCORES = (
    _scores("column missing", ",n_examples\n", "\n", "line 1: found no column 'n_examples'", "the columns encoder"),
    _scores("column of scores twice", "seed,value", "value,value", "line 1: found column 'value' 2 times", "once"),
    _scores("unknown column", "metric", "measure", "line 1: found column 'measure'", "the columns encoder"),
    _scores("separated by semicolons", SCORES, SCORES.replace(",", ";"), "line 1", "separated by commas"),
    _scores("unknown task of scores", "xnli", "xnil", "line 2", "'xnil' in column 'target'", "did you mean 'xnli'"),
    _scores("unknown language of scores", ",de,", ",xx,", "line 2", "'xx' in column 'language'", "language"),
    _scores("metric of another task", "accuracy", "f1", "line 2", "'f1' in column 'metric'", "a metric of xnli: acc"),
    _scores("score of 250", "50.0", "250", "line 2: found '250' in column 'value'", "0 to 100"),
    _scores("score that is no number", "50.0", "NaN", "line 2: found 'NaN' in column 'value'", "a percentage"),
    _scores("infinite score", "50.0", "inf", "line 2: found 'inf' in column 'value'", "a percentage"),
    _scores("negative score", "50.0", "-5.0", r"line 2: found '-5\.0'", "without sign"),
    Bad(
        "fractions as percentages",
        "scores",
        SCORES.replace("50.0", "0.5").replace("60.0", "0.6"),
        (r"line 2: found 0\.5", "not fractions", "--allow fractions"),
    ),
    _scores("share that ten examples cannot give", "50.0", "55.5", r"line 2: found 55\.5", "the nearest is 60"),
    _scores("negative number of examples", "50.0,10", "50.0,-10", "line 2: found '-10'", "at least 1"),
    _scores("negative seed", "test,0", "test,-1", "line 2: found '-1' in column 'seed'", "at least 0"),
    _scores("row twice", SCORES, SCORES + SCORES.splitlines()[1] + "\n", "line 4: found the same cell", "as in line 2"),
    _scores("regime against its tasks", "squad_v1,squad_v1", "mnli,squad_v1", "line 3: found 'mnli'", "'squad_v1'"),
    _scores("decimal comma", "50.0", "50,0", "line 2: found 11 cells", "a decimal comma"),
    _scores("quote without end", "my-encoder,none", '"my-encoder,none', "what is no CSV", "separated by commas"),
    _scores("NUL byte", "none", "no\0ne", "line 2: found a NUL byte", "plain text in UTF-8"),
    Bad("header alone", "scores", SCORES.splitlines()[0] + "\n", ("a header and no rows", "at least one row")),
    Bad("scores of 200 MB", "scores", 200_000_000, ("found 200,000,000 bytes", "at most 104,857,600", "split the")),
)
BAD_OUTCOMES = (
    _outcomes("outcome above one", ",0,1\n", ",0,1.5\n", r"line 2: found '1\.5' in column 'outcome'", "0 to 1"),
    _outcomes(
        "outcome missing", "my-encoder,none,xnli,de,test,0,9,0\n", "", "line 2: found 9 outcomes", "10, as line 2"
    ),
    _outcomes("example twice", "test,0,1,1", "test,0,0,1", "line 3: found '0' in column 'example_id'", "once"),
    _outcomes("outcomes of a cell without score", "xnli,de", "xnli,fr", "line 2: found outcomes of", "own.csv scores"),
    _outcomes("outcomes that give another score", ",0,1\n", ",0,0\n", "that give accuracy 40", "50, as line 2"),
)
BAD_PROFILES = (
    _profile("malformed TOML", '"Own"', '"Own', "not a TOML file", "line 1"),
    _profile("setting twice", "seeds", "title", "not a TOML file", "line 6"),
    _profile("unknown setting", "seeds", "sedes", r"sedes: Extra inputs", r"got \[0\]"),
    _profile("seed in words", "[0]", '["one"]', r"seeds\.0", "valid integer", "got 'one'"),
    _profile("profile with an unknown task", '["xnli"]', '["xnil"]', "'xnil'", "did you mean 'xnli'"),
    _profile("profile extending itself", 'title = "Own"', 'extends = "own.toml"', "extends itself", "break the circle"),
    Bad("profile in UTF-16", "profile", PROFILE.encode("utf-16"), ("line 1: found UTF-16 text", "expected UTF-8")),
    Bad("profile of 100 MB", "profile", 100_000_000, ("found 100,000,000 bytes", "at most 1,000,000 bytes")),
    Bad("profile nested without end", "profile", "a = " + "[" * 50_000, ("within each other", "expected a flat TOML")),
    Bad("folder in place of a profile", "profile", None, ("found a folder", "expected a profile in TOML")),
)
TABLE = "Model,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\nXLM-R Large + MNLI,80.1,87.0\n"
BAD_TABLES = (
    Bad(
        "table with an unknown task", "reported", TABLE.replace("XNLI", "XNIL"), ("line 1: found column 'XNIL'", "XNLI")
    ),
    Bad(
        "table with a word for a number",
        "reported",
        TABLE.replace("87.0", "high"),
        ("line 3: found 'high'", "a number"),
    ),
    Bad("table of a score above 100", "reported", TABLE.replace("87.0", "870"), ("line 3: found 870", "0 to 100")),
    Bad("table with a system twice", "reported", TABLE + "XLM-R Large,1.0,2.0\n", ("line 4", "twice", "line 2")),
    Bad("table in UTF-16", "reported", TABLE.encode("utf-16"), ("line 1: found UTF-16 text",)),
    Bad("table of two megabytes", "reported", 2_000_000, ("found 2,000,000 bytes", "one table at a time")),
    Bad("table without figures", "reported", "a,b\nc,d\n", ("no figure",)),
    Bad("prose in place of a table", "reported", "It gains 8.2 points.", ("no cells", "expected a table as CSV")),
    Bad("braces without end in place of a table", "reported", "\\hline " + "{" * 100_000, ("no figure|no row",)),
    Bad(
        "spans without end in place of a table",
        "reported",
        "a & \\multicolumn{9}{c}{1} \\\\" * 4000,
        ("at most 2000 x",),
    ),
    Bad("folder in place of a table", "reported", None, ("found a folder",)),
)
BAD = (*BAD_CLAIMS, *BAD_DOCUMENTS, *BAD_SCORES, *BAD_OUTCOMES, *BAD_PROFILES, *BAD_TABLES)
