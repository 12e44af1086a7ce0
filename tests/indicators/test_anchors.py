"""An annotation holds on to exact words and to codes that exist; whatever is not there is named, never guessed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.anchor_messages import anchor_message, catalogue
from indicators.anchors import AnchorFault, Ground, anchor_faults, version_faults
from indicators.annotations import Annotation, Proof, Reply, Selector, Speaker, Target
from indicators.loader import bundled
from indicators.model import LANGUAGES, Clause, Language
from indicators.quoting import lookalike, occurrences
from indicators.wording import read
from indicators.wording.judgements import Judgement
from schemas.submission import SubmissionIn
from tests.samples import self_assessment

WHEN = datetime(2026, 5, 12, tzinfo=UTC)
FRAMEWORK = bundled("paris-2025", 1)
GROUND = Ground(
    framework=FRAMEWORK,
    cycle="2026",
    signatories=frozenset({"EX-001", "EX-002"}),
    revisions={"EX-001": frozenset({1, 2})},
    answered={("EX-001", 1): frozenset({"SD-1"}), ("EX-001", 2): frozenset({"SD-1", "SD-2"})},
    editions=frozenset({"2026-1"}),
)
ANSWER = Target("answer", cycle="2026", signatory="EX-001", indicator="SD-1", revision=1)
CLAUSE = Target("clause", framework="paris-2025@1", clause="1.1")


def annotation(target: Target, motives: tuple[str, ...] = ("V1",), **changes: object) -> Annotation:
    sound = Annotation("urn:a:1", Speaker("urn:u:1", "Union"), "assessing", motives, target, {"fr": "Texte"}, WHEN)
    return replace(sound, **changes)  # type: ignore[arg-type]


def codes(annotation: Annotation) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(fault.code, fault.path) for fault in anchor_faults(annotation, GROUND)]


def quoting(exact: str, prefix: str = "", suffix: str = "", clause: str = "1.1") -> Target:
    return replace(CLAUSE, clause=clause, selector=Selector(exact, prefix, suffix, "fr"))


@pytest.mark.parametrize(
    "target",
    [
        ANSWER,
        replace(ANSWER, revision=2, indicator="SD-2"),
        CLAUSE,
        quoting("Promouvoir le dialogue social"),
        Target("indicator", framework="paris-2025@1", indicator="ND-4"),
        Target("figure", cycle="2026", indicator="ND-4"),
        Target("figure", edition="2026-1", indicator="SD-1"),
        Target("edition", edition="2026-1"),
    ],
)
def test_an_annotation_on_what_exists_has_no_fault(target: Target) -> None:
    assert codes(annotation(target)) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (replace(CLAUSE, framework="paris-2025@2"), "N01"),
        (replace(CLAUSE, clause="9.9"), "N02"),
        (Target("indicator", framework="paris-2025@1", indicator="SD-99"), "N03"),
        (replace(ANSWER, signatory="EX-003"), "N10"),
        (replace(ANSWER, revision=3), "N11"),
        (replace(ANSWER, signatory="EX-002"), "N11"),
        (replace(ANSWER, cycle="2025"), "N12"),
        (Target("edition", edition="2025-1"), "N13"),
        (replace(ANSWER, indicator="ND-4"), "N18"),
        (replace(ANSWER, indicator="SD-2"), "N19"),
    ],
)
def test_a_target_that_does_not_exist_is_named_at_its_source(target: Target, code: str) -> None:
    assert codes(annotation(target)) == [(code, ("target", "source"))]


def test_words_are_found_only_to_the_letter_and_a_lookalike_is_quoted_not_taken() -> None:
    curly = quoting("à l’adoption")
    (fault,) = anchor_faults(annotation(curly), GROUND)
    assert (fault.code, fault.path) == ("N04", ("target", "selector", "exact"))
    assert fault.params["near"] == "à l'adoption"
    assert "«\u00a0à l'adoption\u00a0»" in anchor_message(fault, "fr")


def test_words_that_are_nowhere_have_no_lookalike() -> None:
    (fault,) = anchor_faults(annotation(quoting("licencier")), GROUND)
    assert (fault.code, fault.params["near"]) == ("N04", "")


def test_words_that_stand_twice_need_the_words_around_them() -> None:
    text = FRAMEWORK.clause("1.1").text.fr
    assert text.count("intelligence artificielle") == 2
    assert codes(annotation(quoting("intelligence artificielle"))) == [("N05", ("target", "selector"))]
    assert codes(annotation(quoting("intelligence artificielle", suffix=" au travail"))) == []
    assert codes(annotation(quoting("intelligence artificielle", prefix="systèmes d'"))) == []


def test_words_are_sought_in_the_language_version_that_is_quoted() -> None:
    english = replace(CLAUSE, selector=Selector("Promouvoir le dialogue social", language="en"))
    assert codes(annotation(english)) == [("N04", ("target", "selector", "exact"))]


def test_only_clauses_are_quoted_word_by_word() -> None:
    target = replace(ANSWER, selector=Selector("mot"))
    assert codes(annotation(target)) == [("N15", ("target", "selector"))]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"motives": ("Z9",)}, ("N06", ("motives", 0))),
        ({"motives": ("A1", "NB2")}, ("N07", ("motives", 1))),
        ({"demands": ("E03", "Z99")}, ("N08", ("demands", 1))),
        ({"themes": ("astrology",)}, ("N09", ("themes", 0))),
        ({"carried_to": 3}, ("N14", ("carriedForward", "revision"))),
        ({"carried_to": 1}, ("N14", ("carriedForward", "revision"))),
        ({"evidence": (Proof("testimony", quote="Mots"),)}, ("N16", ("evidence", 0))),
        ({"evidence": (Proof("testimony", consent=True),)}, ("N16", ("evidence", 0))),
        ({"evidence": (Proof("link", title="PV"),)}, ("N17", ("evidence", 0))),
        ({"evidence": (Proof("document"),)}, ("N17", ("evidence", 0))),
        ({"replies": (Reply("EX-002", {"fr": "Non"}, WHEN),)}, ("N20", ("replies", 0, "creator", "id"))),
    ],
)
def test_every_other_name_that_does_not_hold_is_told_at_its_place(
    changes: dict[str, object], fault: tuple[str, tuple[str | int, ...]]
) -> None:
    given_motives = changes.pop("motives", ("A1",))
    assert codes(annotation(ANSWER, given_motives, **changes)) == [fault]  # type: ignore[arg-type]


def test_what_holds_beside_it_has_no_fault() -> None:
    proofs = (
        Proof("testimony", quote="Mots", consent=True),
        Proof("testimony", quote="Mots", source="Contre-sommet, 2025"),
        Proof("link", link="https://example.org"),
        Proof("document", reference="PV 12"),
    )
    replies = (Reply("EX-001", {"fr": "Nous maintenons."}, WHEN),)
    sound = annotation(ANSWER, ("A1",), evidence=proofs, replies=replies, carried_to=2, demands=("E03",))
    assert codes(sound) == []


def test_an_annotation_is_carried_only_where_its_answer_is_still_given() -> None:
    gone = replace(GROUND, answered={**GROUND.answered, ("EX-001", 2): frozenset({"SD-2"})})
    (fault,) = anchor_faults(annotation(ANSWER, ("A1",), carried_to=2), gone)

    assert (fault.code, fault.path, fault.found) == ("N19", ("carriedForward", "revision"), "SD-1")
    assert "Revision 2 of EX-001" in anchor_message(fault, "en")


def test_only_an_annotation_on_an_answer_is_carried_forward() -> None:
    assert codes(annotation(CLAUSE, carried_to=2)) == [("N14", ("carriedForward", "revision"))]


def test_every_fault_comes_back_at_once_in_the_order_of_the_keys() -> None:
    bad = annotation(replace(ANSWER, revision=9), ("Z9",), demands=("Z99",), themes=("x",))
    assert [code for code, _ in codes(bad)] == ["N11", "N06", "N08", "N09"]


@pytest.mark.parametrize("code", [f"N{number:02}" for number in range(1, 33) if number != 24])
def test_every_code_speaks_both_languages_and_quotes_what_was_found(code: str) -> None:
    params = dict.fromkeys(("clause", "language", "count", "kind", "signatory", "revision", "detail", "near"), "x")
    for language in LANGUAGES:
        message = anchor_message(AnchorFault(code, (), "TROUVÉ" * 60, params), language)
        assert "TROUVÉ" in message
        assert len(message) < 700


def test_no_message_is_without_a_code() -> None:
    assert sorted(catalogue()) == [f"N{number:02}" for number in range(1, 33)]


@given(st.text(alphabet="aàb’' d", min_size=1, max_size=30), st.data())
def test_any_piece_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selector = Selector(text[start:end], text[:start], text[end:])
    assert occurrences(text, selector) == ((start, end),)


@given(st.text(max_size=40), st.text(min_size=1, max_size=10))
def test_a_lookalike_is_always_a_piece_of_the_text(text: str, exact: str) -> None:
    near = lookalike(text, exact)
    assert near is None or near in text


@given(st.sampled_from(FRAMEWORK.clauses), st.sampled_from(LANGUAGES), st.data())
def test_a_quotation_of_a_clause_is_found_where_it_was_taken_and_only_there(
    clause: Clause, language: Language, data: st.DataObject
) -> None:
    text = clause.text.in_(language)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selector = Selector(text[start:end], text[:start], text[end:], language)

    found = annotation(replace(CLAUSE, clause=clause.id, selector=selector))

    assert codes(found) == []
    assert occurrences(text, selector) == ((start, end),)


PIECES = (
    "été",
    "e\u0301te\u0301",
    "l’IA",
    "l'IA",
    "Doit",
    "doit",
    " ",
    "\u00a0",
    "\u202f",
    ", ",
    "😀",
    "ﬁ",
    "fi",
    "a",
    "aa",
)
"""Words that look alike and are not the same characters, and enough of them twice for a text to repeat itself."""
repetitive = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


def standing_at(text: str, selector: Selector) -> list[tuple[int, int]]:
    """Where the words stand, by looking at every place: the rule said a second way."""
    whole = selector.prefix + selector.exact + selector.suffix
    starts = (at + len(selector.prefix) for at in range(len(text)) if text[at : at + len(whole)] == whole)
    return [(start, start + len(selector.exact)) for start in starts]


@st.composite
def taken(draw: st.DrawFn, text: str, language: Language = "fr") -> tuple[Selector, tuple[int, int]]:
    """Words of `text` with little of what stands around them, and the place they were taken from."""
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + draw(st.sampled_from([2, 6, 40])))))
    before, after = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    around = text[max(0, start - before) : start], text[end : end + after]
    return Selector(text[start:end], *around, language), (start, end)


def promised(*revisions: tuple[Language, tuple[str, ...]]) -> Ground:
    """A ground on which EX-001 filed so many revisions: each with its language and the words of its commitments."""
    filed = SubmissionIn.model_validate(self_assessment(FRAMEWORK)).as_submission()
    said = {
        ("EX-001", number): replace(
            filed,
            language=language,
            commitments=tuple(replace(filed.commitments[0], text=text) for text in texts),
        )
        for number, (language, texts) in enumerate(revisions, start=1)
    }
    return replace(GROUND, said=said)


def on_commitment(text: str, selector: Selector) -> list[tuple[str, tuple[str | int, ...]]]:
    """The faults of an annotation that quotes a company's own commitment, whose words are `text`."""
    target = replace(ANSWER, indicator="commitment-1", selector=selector)
    return [(fault.code, fault.path) for fault in anchor_faults(annotation(target), promised(("fr", (text,))))]


def carrying(
    selector: Selector, *revisions: tuple[Language, tuple[str, ...]]
) -> list[tuple[str, tuple[str | int, ...]]]:
    """The faults of an annotation that quotes the first commitment of revision 1 and is carried to revision 2."""
    target = replace(ANSWER, indicator="commitment-1", selector=selector)
    one = annotation(target, ("A1",), carried_to=2)
    return [(fault.code, fault.path) for fault in anchor_faults(one, promised(*revisions))]


@given(repetitive, st.data())
def test_words_with_little_around_them_are_held_where_they_were_taken_or_refused_as_standing_twice(
    text: str, data: st.DataObject
) -> None:
    selector, place = data.draw(taken(text))
    standing = standing_at(text, selector)

    assert list(occurrences(text, selector)) == standing
    assert place in standing
    expected = [] if standing == [place] else [("N05", ("target", "selector"))]
    assert on_commitment(text, selector) == expected


@given(repetitive, repetitive, st.data())
def test_words_between_the_wrong_words_or_of_another_text_are_never_attached_to_a_lookalike(
    text: str, other: str, data: st.DataObject
) -> None:
    """What was taken elsewhere is found here only where the same characters stand, never where they look the same."""
    selector, _ = data.draw(taken(other))
    normal = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", None]))
    said = unicodedata.normalize(normal, selector.exact) if normal else selector.exact.swapcase()
    for asked in (selector, replace(selector, exact=said)):
        standing = standing_at(text, asked)
        assert list(occurrences(text, asked)) == standing
        place: tuple[str | int, ...] = ("target", "selector")
        expected = {0: [("N04", (*place, "exact"))], 1: []}.get(len(standing), [("N05", place)])
        assert on_commitment(text, asked) == expected
        assert all(text[start:end] == asked.exact for start, end in standing)


@pytest.mark.parametrize(
    ("later", "code"),
    [
        (("fr", ("Nous voulons former tous les salariés.",)), None),
        (("fr", ("Nous réduirons nos déchets.", "Nous allons former tous les salariés.")), "N04"),
        (("fr", ("Nous allons former  tous les salariés.",)), "N04"),
        (("fr", ("Nous allons Former tous les salariés.",)), "N04"),
        (("fr", ("Former : former tous, oui, former tous.",)), "N05"),
        (("en", ("Nous allons former tous les salariés.",)), "N04"),
        (("fr", ()), "N19"),
    ],
)
def test_words_are_carried_only_to_a_revision_in_which_they_stand_once(
    later: tuple[Language, tuple[str, ...]], code: str | None
) -> None:
    """Another commitment that has come to stand at the same place would be contested with words it does not hold."""
    told = carrying(Selector("former tous"), ("fr", ("Nous allons former tous les salariés.",)), later)

    assert told == ([(code, ("carriedForward", "revision"))] if code else [])


@given(repetitive, repetitive, st.data())
def test_whatever_a_commitment_becomes_words_are_carried_only_where_the_same_characters_stand_once(
    text: str, later: str, data: st.DataObject
) -> None:
    selector, place = data.draw(taken(text))
    normal = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", None]))
    after = data.draw(
        st.sampled_from([later, text, text.swapcase(), text + later, unicodedata.normalize(normal or "NFC", text)])
    )

    told = carrying(selector, ("fr", (text,)), ("fr", (after,)))

    here = [] if standing_at(text, selector) == [place] else [("N05", ("target", "selector"))]
    found = {0: ["N04"], 1: []}.get(len(standing_at(after, selector)), ["N05"])
    assert told == [(code, ("carriedForward", "revision")) for code in found] + here


@given(st.sampled_from(FRAMEWORK.clauses), st.sampled_from(LANGUAGES), st.data())
def test_a_short_quotation_of_a_clause_holds_in_its_own_language_version_alone(
    clause: Clause, language: Language, data: st.DataObject
) -> None:
    text, other = clause.text.in_(language), clause.text.in_("en" if language == "fr" else "fr")
    selector, place = data.draw(taken(text, language))

    def told(selector: Selector) -> list[tuple[str, tuple[str | int, ...]]]:
        return codes(annotation(replace(CLAUSE, clause=clause.id, selector=selector)))

    alone = occurrences(text, selector) == (place,)
    assert told(selector) == ([] if alone else [("N05", ("target", "selector"))])
    crossed = replace(selector, language="en" if language == "fr" else "fr")
    if selector.prefix + selector.exact + selector.suffix not in other:
        assert told(crossed) == [("N04", ("target", "selector", "exact"))]
    decomposed = unicodedata.normalize("NFD", selector.exact)
    if decomposed != selector.exact:
        assert told(replace(selector, exact=decomposed)) == [("N04", ("target", "selector", "exact"))]


def test_the_same_words_in_another_spelling_of_unicode_are_shown_and_not_taken() -> None:
    exact = unicodedata.normalize("NFD", "privilégier")
    text = "Nous devons privilégier le dialogue."

    assert on_commitment(text, Selector(exact)) == [("N04", ("target", "selector", "exact"))]
    assert lookalike(text, exact) == "privilégier"
    assert on_commitment(text, Selector("privilégier")) == []


@given(st.sampled_from(FRAMEWORK.clauses), st.data())
def test_a_quotation_changed_by_one_character_is_never_attached(clause: Clause, data: st.DataObject) -> None:
    text = clause.text.fr
    start = data.draw(st.integers(0, len(text) - 8))
    words = text[start : start + 8]
    place = data.draw(st.integers(0, 7))
    other = data.draw(st.characters(exclude_characters=words[place], exclude_categories=("Cs", "Cc")))
    changed = words[:place] + other + words[place + 1 :]

    told = codes(annotation(quoting(changed, text[:start], text[start + 8 :], clause.id)))

    assert told == [("N04", ("target", "selector", "exact"))]


def test_a_judgement_holds_on_to_a_finding_of_the_reader() -> None:
    text = FRAMEWORK.clause("1.1").text.fr
    finding = next(one for one in read(text, "fr").clauses[0].findings if one.criterion == "R1")
    sound = Judgement("R1", finding.rule, finding.start, finding.end, finding.words, "correct", 2, "Le verbe engage.")
    moved = replace(sound, start=finding.start + 1)

    assert codes(annotation(CLAUSE, judgements=(sound,))) == []
    assert codes(annotation(CLAUSE, judgements=(moved,))) == [("N24", ("judgements", 0, "words"))]
    assert codes(annotation(CLAUSE, judgements=(sound, sound))) == [("N24", ("judgements", 1))]
    assert codes(annotation(ANSWER, ("A1",), judgements=(sound,))) == [("N25", ("judgements",))]
    (fault,) = anchor_faults(annotation(CLAUSE, judgements=(moved,)), GROUND)
    assert "caractères" in anchor_message(fault, "fr")
    assert "characters" in anchor_message(fault, "en")


def test_a_demand_of_a_unions_own_catalogue_is_cited_by_its_id() -> None:
    ground = replace(GROUND, demands=frozenset({"UN-1.D1"}))

    assert anchor_faults(annotation(CLAUSE, demands=("UN-1.D1",)), ground) == ()
    assert codes(annotation(CLAUSE, demands=("UN-1.D1",))) == [("N08", ("demands", 0))]


def test_a_new_version_is_about_the_same_words() -> None:
    first, moved = annotation(quoting("Promouvoir")), annotation(quoting("Promouvoir le"))

    assert version_faults(first, first) == ()
    assert [fault.code for fault in version_faults(moved, first)] == ["N23"]
