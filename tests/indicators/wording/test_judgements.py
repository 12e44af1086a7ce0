"""A union confirms, corrects or dismisses what the reader found: what it may say, and the profile it leads to."""

from dataclasses import replace

import pytest

from indicators.wording import read
from indicators.wording.judgement_messages import catalogue, judgement_message
from indicators.wording.judgements import Judgement, JudgementFault, by_unions, judged, judgement_faults, repeated
from indicators.wording.model import Reading

TEXT = "Nous veillerons, dans la mesure du possible, à former 80 % des salariés avant 2027."


def reading() -> Reading:
    return read(TEXT, "fr")


def on(criterion: str, words: str, verdict: str, **given: object) -> Judgement:
    """A judgement on the reader's finding of that criterion and those words."""
    found = next(
        one
        for clause in reading().clauses
        for one in clause.findings
        if (one.criterion, one.words) == (criterion, words)
    )
    reason = "" if verdict == "confirm" else "lu autrement dans l'accord"
    rest = {"reason": reason, **given}
    return Judgement(criterion, found.rule, found.start, found.end, found.words, verdict, **rest)  # type: ignore[arg-type]


def of_words(criterion: str, words: str, score: int) -> Judgement:
    """A correction of a union's own, on words in which the reader saw nothing."""
    start = TEXT.index(words)
    return Judgement(criterion, "", start, start + len(words), words, "correct", score, "clause précise")


def operative(read_: Reading) -> tuple[dict[str, int], tuple[str, ...], int]:
    clause = read_.operative
    assert clause is not None
    return clause.scores, clause.flags, clause.bindingness


def codes(judgement: Judgement) -> list[tuple[str, str]]:
    return [(fault.code, fault.key) for fault in judgement_faults(judgement, reading(), TEXT)]


def test_the_reader_alone_reads_a_hedged_undertaking_with_target_and_date() -> None:
    scores, flags, level = operative(reading())
    assert (scores["R1"], scores["R4"], scores["R5"], flags, level) == (1, 2, 2, ("NB1", "NB2"), 1)


def test_what_is_confirmed_changes_nothing() -> None:
    assert judged(reading(), [on("R1", "veillerons", "confirm"), on("R4", "80 %", "confirm")]) == reading()


def test_a_dismissed_hedge_gives_the_verb_its_class_back_and_lifts_the_flag_and_the_level() -> None:
    scores, flags, level = operative(judged(reading(), [on("R1", "dans la mesure du possible", "dismiss")]))
    assert (scores["R1"], flags, level) == (2, ("NB1",), 3)


def test_a_dismissed_verb_leaves_no_obligation() -> None:
    scores, flags, level = operative(judged(reading(), [on("R1", "veillerons", "dismiss")]))
    assert (scores["R1"], flags, level) == (0, ("NB1", "NB2"), 0)


def test_a_correction_gives_its_score_whatever_the_hedge_takes() -> None:
    assert operative(judged(reading(), [on("R1", "veillerons", "correct", score=3)]))[0]["R1"] == 3


def test_a_dismissed_target_leaves_the_date_so_that_only_the_target_goes() -> None:
    scores, flags, _ = operative(judged(reading(), [on("R4", "80 %", "dismiss")]))
    assert (scores["R4"], scores["R5"], "NB3" in flags) == (0, 2, False)


def test_a_union_may_score_words_in_which_the_reader_saw_nothing() -> None:
    own = of_words("R7", "former", 2)
    assert codes(own) == []
    scores, _, _ = operative(judged(reading(), [own]))
    assert scores["R7"] == 2


def test_a_flag_on_what_is_missing_is_judged_on_the_whole_clause() -> None:
    whole = Judgement("NB1", "", 0, len(TEXT), TEXT, "dismiss", reason="l'accord prévoit un recours")
    assert codes(whole) == []
    assert operative(judged(reading(), [whole]))[1] == ("NB2",)


def test_a_dismissed_permission_lets_a_corrected_verb_bind() -> None:
    text = "Les entreprises peuvent consulter les syndicats."
    first = read(text, "fr")
    start = text.index("peuvent")
    verb = Judgement("R1", "FR-V-MAY", start, start + 7, "peuvent", "correct", 2, "usage constant")
    permission = Judgement("NB5", "FR-V-MAY", start, start + 7, "peuvent", "dismiss", None, "usage constant")
    assert [judgement_faults(one, first, text) for one in (verb, permission)] == [(), ()]
    assert [judged(first, made).binding for made in ([], [verb], [verb, permission])] == [False, False, True]


def test_each_union_has_a_profile_of_its_own() -> None:
    profiles = by_unions(
        reading(),
        {
            "UX-1": [on("R1", "veillerons", "correct", score=3)],
            "UX-2": [on("R1", "veillerons", "dismiss")],
            "UX-3": [],
        },
    )
    assert {union: operative(profile)[0]["R1"] for union, profile in profiles.items()} == {"UX-1": 3, "UX-2": 0}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"criterion": "R9"}, ("J01", "criterion")),
        ({"verdict": "deny"}, ("J02", "verdict")),
        ({"reason": " \n"}, ("J03", "reason")),
        ({"score": None}, ("J04", "score")),
        ({"score": 4}, ("J04", "score")),
        ({"verdict": "dismiss"}, ("J05", "score")),
        ({"words": "veillons"}, ("J06", "words")),
        ({"start": -7}, ("J06", "words")),
        ({"end": 10_000}, ("J06", "words")),
        ({"rule": "FR-V-MUST"}, ("J07", "rule")),
    ],
)
def test_a_faulty_judgement_is_told_with_its_field(change: dict[str, object], fault: tuple[str, str]) -> None:
    sound = on("R1", "veillerons", "correct", score=2)
    assert codes(sound) == []
    assert fault in codes(replace(sound, **change))  # type: ignore[arg-type]


def test_only_a_correction_may_point_at_words_of_its_own() -> None:
    assert codes(replace(of_words("R7", "former", 2), verdict="dismiss", score=None)) == [("J07", "rule")]


def test_a_flag_is_corrected_to_nought_or_one() -> None:
    faults = judgement_faults(of_words("NB4", "salariés", 2), reading(), TEXT)
    assert [(fault.code, fault.found, fault.params["expected"]) for fault in faults] == [("J04", "2", "0–1")]


def test_a_finding_judged_twice_is_told_by_its_place_in_the_list() -> None:
    once = on("R1", "veillerons", "confirm")
    assert repeated([once, on("R4", "80 %", "confirm"), replace(once, verdict="dismiss", reason="non")]) == (2,)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", [f"J0{number}" for number in range(1, 9)])
def test_every_fault_speaks_both_languages_and_quotes_what_was_found(code: str, language: str) -> None:
    params = dict.fromkeys(("criterion", "start", "end", "read"), "x")
    message = judgement_message(JudgementFault(code, "words", "TROUVÉ" * 60, params), language)  # type: ignore[arg-type]
    assert "TROUVÉ" in message
    assert len(message) < 700


def test_no_message_of_a_judgement_is_without_a_code() -> None:
    assert sorted(catalogue()) == [f"J0{number}" for number in range(1, 9)]
