import dataclasses

import pytest

from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.atoms import atoms_of
from pipeline.audits.reports.matching.mapping import map_atom
from pipeline.audits.reports.reading.clauses import split_clauses
from pipeline.audits.reports.reading.wording import likeness, stem, stems, tokens_of
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.document import ExtractedClaim
from pipeline.domain.errors import ClaimError
from tests.frozen import FROZEN_CLAIMS

ALIASES = load_aliases()
CLAIMS = load_claims(FROZEN_CLAIMS)


def row(text, *, is_truncated=False):
    return ExtractedClaim(1, 1, text, "✓", True, 0.5, "0.5", (), "", is_truncated)


def atoms(text, *, is_truncated=False):
    return atoms_of(row(text, is_truncated=is_truncated), ALIASES)


def numbers(text, *, is_truncated=False):
    return [(" ".join(atom.subjects), atom.value, atom.quantity) for atom in atoms(text, is_truncated=is_truncated)]


def mapped(text, *, is_truncated=False):
    found = [map_atom(atom, CLAIMS, ALIASES) for atom in atoms(text, is_truncated=is_truncated)]
    return [(mapping.status.value, mapping.claim_ids) for mapping in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tea helps", ["Tea helps"]),
        ("Tea helps, whereas milk does not.", ["Tea helps", "milk does not"]),
        ("Tea helps; milk harms", ["Tea helps", "milk harms"]),
        ("We drink tea (Poe et al., 2020), as it warms.", ["We drink tea", "it warms"]),
        ("Tea beats (i) milk, and (ii) water.", ["Tea beats milk", "Tea beats water"]),
        ("We take steps: (i) we boil; (ii) we pour.", ["We take steps", "we boil", "we pour"]),
    ],
)
def test_split_clauses_parts_what_is_asserted(text, expected):
    assert [clause.text for clause in split_clauses(text, is_truncated=False)] == expected


def test_split_clauses_lets_only_the_last_part_reach_the_cut():
    assert [clause.reaches_cut for clause in split_clauses("a; b; c", is_truncated=True)] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SQuAD adds 8.2 points", [("squad", "8.2", "points")]),
        (
            "SQuAD, MNLI and HellaSwag add 8.2, 7.5 and 7.0 points",
            [("squad", "8.2", "points"), ("mnli", "7.5", "points"), ("hellaswag", "7.0", "points")],
        ),
        ("SQuAD adds 8.2 points and MNLI adds 7.5 points", [("squad", "8.2", "points"), ("mnli", "7.5", "points")]),
        ("SQuAD v2.0 holds 130,319 training examples", [("squad_v2", "130319", "training_examples")]),
        ("PAN-X drops by 1.4 points", [("panx", "-1.4", "points")]),
        ("PAN-X changes by −1.4 points", [("panx", "-1.4", "points")]),
        ("MNLI improves it by 7.5 ± 0.3 points", [("mnli", "7.5", "points")]),
        ("nine English intermediate tasks", [("", "9", "intermediate_tasks")]),
        ("MNLI improves it by 7.5%", [("mnli", "7.5", "percent")]),
        ("XNLI stays where it was", [("xnli", None, None)]),
    ],
)
def test_atoms_have_subject_number_and_quantity(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("adds at least 3 points", "at_least"),
        ("adds up to 3 points", "at_most"),
        ("adds more than 3 points", "above"),
        ("adds 3 points", "equals"),
    ],
)
def test_atoms_have_a_comparator(text, comparator):
    assert atoms(text)[0].comparator.value == comparator


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("SQuAD and MNLI add 8.2, 7.5 and 7.0 points", "3 numbers in a list"),
        ("MNLI adds 7 to 8 points", "a range"),
        ("MNLI adds 7-8 points", "a range"),
        ("MNLI adds about 7.5 points", "an approximate number"),
        ("MNLI adds 7,5 points", "decimal comma"),
        ("MNLI reaches 7.5 points", "no word says that it is a gain or a loss"),
        ("MNLI improves or hurts by 7.5 points", "gain and loss"),
        ("MNLI adds 7.5 points, which is not little", ""),  # the negation is in a clause of its own
        ("MNLI adds 7.5 points in no language", "a negation stands behind the number"),
    ],
)
def test_atoms_carry_the_doubt_about_a_number(text, doubt):
    found = atoms(text)[0].doubt
    assert doubt in found if doubt else found == ""


@pytest.mark.parametrize(
    ("text", "claim_id"),
    [
        ("Warming up on SQuAD adds 8.2 points.", "phang2020-squad-gain"),
        ("Warming up on SQuAD adds 8.20 points on the dev set.", "phang2020-squad-gain"),
        ("XLM-R Large gains 7.5 points by MNLI.", "phang2020-mnli-gain"),
        ("On XTREME, HellaSwag gives +7.0 points.", "phang2020-hellaswag-gain"),
        ("The best intermediate task per target gains 5.4 points.", "phang2020-best-gain"),
    ],
)
def test_map_atom_finds_the_claim_with_number_subject_and_scope(text, claim_id):
    assert mapped(text) == [("mapped", (claim_id,))]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Warming up on SQuAD adds 8.4 points.", "says 8.4, phang2020-squad-gain claims 8.2"),
        ("Warming up on SQuAD loses 8.2 points.", "says -8.2, phang2020-squad-gain claims 8.2"),
        ("Warming up on SQuAD adds at least 8.2 points.", "says at least 8.2"),
        ("Warming up on SQuAD adds 8.2 points on the test set.", "about split test"),
        ("Warming up on SQuAD adds 8.2 points on XTREME-R.", "about benchmark xtreme_r"),
        ("For mBERT, SQuAD adds 8.2 points.", "about encoder mbert"),
        ("Warming up on QQP adds 8.1 points.", "no registered claim is about qqp"),
        ("Warming up adds 1.1 points.", "no subject that the alias file knows"),
        ("MNLI has 392,703 training examples.", "it counts training examples"),
        ("XNLI does not benefit.", "it states no number"),
    ],
)
def test_map_atom_names_why_an_atom_is_unmapped(text, why):
    (atom,) = atoms(text)
    mapping = map_atom(atom, CLAIMS, ALIASES)
    assert (mapping.status.value, mapping.claim_ids) == ("unmapped", ())
    assert why in mapping.reason


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Warming up on SQuAD v2.0 adds 8.2 points.", ("phang2020-squad-gain",)),  # the claim leaves the version open
        ("Warming up adds 7.5 points.", ("phang2020-mnli-gain",)),
        ("SQuAD adds 8.2 percent.", ("phang2020-squad-gain",)),
        ("SQuAD does not add 8.2 points.", ("phang2020-squad-gain",)),
        ("SQuAD adds about 8.2 points.", ("phang2020-squad-gain",)),
        ("SQuAD and MNLI add 7.5 points.", ("phang2020-mnli-gain",)),
        ("TyDiQA improves by 8.2 points with SQuAD.", ("phang2020-squad-gain",)),  # one target task, not nine
    ],
)
def test_map_atom_keeps_candidates_where_it_cannot_tell(text, candidates):
    assert mapped(text) == [("ambiguous", candidates)]


@pytest.mark.parametrize(
    ("text", "claim_id"),
    [
        ("Training on all 9 tasks together, multi-task, adds 8.7 points.", "phang2020-multi-task-gain"),
        ("English data outperform continued MLM.", "phang2020-english-over-continued-mlm"),
        ("English data outperform machine-translated ones.", "phang2020-english-over-translated"),
        ("TyDiQA shows consistent improvements after many intermediate tasks.", "phang2020-tydiqa-consistent"),
        ("XNLI has no benefits from intermediate training.", "phang2020-xnli-no-benefit"),
        ("MNLI has 392,702 training examples.", "phang2020-mnli-size"),
        ("ANLI+ has 1,104,934 training examples.", "phang2020-anli-plus-size"),
        ("Training goes in three phases.", "phang2020-three-phases"),
        ("XTREME spans up to 40 languages.", "phang2020-xtreme-languages"),
        ("There are nine English intermediate tasks.", "phang2020-intermediate-tasks"),
    ],
)
def test_map_atom_finds_claims_by_their_wordings(text, claim_id):
    assert ("mapped", (claim_id,)) in mapped(text)


@pytest.mark.parametrize(
    "text",
    [
        "English data do not outperform continued MLM.",  # the opposite
        "XNLI benefits from intermediate training.",
        "There are seven English intermediate tasks.",  # another number
        "TyDiQA shows improvements.",  # fewer words
        "XQuAD shows consistent improvements after many intermediate tasks.",  # another subject
        "TyDiQA and XQuAD show consistent improvements after many intermediate tasks.",
    ],
)
def test_map_atom_leaves_what_the_wordings_do_not_say(text):
    assert {status for status, _ in mapped(text)} == {"unmapped"}


def test_map_atom_keeps_worded_claims_of_another_encoder_open():
    ambiguous = ("ambiguous", ("phang2020-english-over-translated",))
    assert mapped("For mBERT, English data outperform machine-translated ones.") == [ambiguous]


def test_map_atom_takes_a_number_at_the_cut_only_with_all_digits_of_the_claim():
    whole = "The best intermediate task per target has an average gain of 5.4"
    assert mapped(whole, is_truncated=True) == [("mapped", ("phang2020-best-gain",))]
    assert mapped(whole[:-2], is_truncated=True) == [("ambiguous", ("phang2020-best-gain",))]
    assert mapped(whole[:-2]) == [("unmapped", ())]


def test_map_atom_names_both_candidates_of_one_number():
    twin = dataclasses.replace(CLAIMS[1], claim_id="twin")
    (atom,) = atoms("MNLI adds 7.5 points.")
    mapping = map_atom(atom, [*CLAIMS, twin], ALIASES)
    assert (mapping.status.value, mapping.claim_ids) == ("ambiguous", ("phang2020-mnli-gain", "twin"))


def test_stem_joins_forms_of_a_word():
    assert {stem(word) for word in ("improve", "improves", "improving", "improved", "improvement")} == {"improv"}
    assert stem("dropped") == stem("drop") == "drop"
    assert stem("studies") == stem("study")


def test_likeness_is_the_dice_coefficient():
    first, second = stems(tokens_of("green tea cools fast")), stems(tokens_of("black tea cools fast too"))
    assert likeness(first, second) == pytest.approx(2 * 3 / (4 + 5))  # tea, cool, fast of four and five
    assert likeness(frozenset(), frozenset()) == 0


def test_load_aliases_refuses_one_phrase_for_two_subjects(tmp_path):
    path = tmp_path / "aliases.yaml"
    path.write_text(
        "subjects: [{name: a, role: regime, keys: [a], phrases: [Tea]}, {name: b, role: target, keys: [b], "
        "phrases: [teas]}]\nquantities: {}\nitems: [rows]\ncomparators: {}\ndirections: {}\n"
    )
    with pytest.raises(ClaimError, match="phrase 'teas' stands for 'a' and 'b'"):
        load_aliases(path)


@pytest.mark.parametrize("text", ["subjects: [", "subjects: []", "!!python/object/apply:os.getcwd []"])
def test_load_aliases_refuses_another_form(tmp_path, text):
    path = tmp_path / "aliases.yaml"
    path.write_text(text)
    with pytest.raises(ClaimError, match=r"aliases\.yaml"):
        load_aliases(path)
