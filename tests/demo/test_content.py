"""The invented cycle: who is in it, what they say, and that every word of it holds on to something."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from indicators.anchors import Ground, anchor_faults
from indicators.annotations import Annotation
from indicators.figures import SIZE_BANDS, size_band
from service.demo.cycle import CYCLE, ExampleCycle, example_cycle

SOURCE_004 = "counter-summit-2025-02-10"


@pytest.fixture(scope="module")
def cycle() -> ExampleCycle:
    return example_cycle()


def by_id(cycle: ExampleCycle, number: int) -> Annotation:
    return next(a for a in cycle.annotations if a.id.endswith(f":AN-{number:03}"))


def test_forty_signed_thirty_one_submitted_eight_are_silent_and_one_left(cycle: ExampleCycle) -> None:
    filed = set(cycle.current)
    left = [s for s in cycle.signatories if s.status == "left"]
    silent = [s for s in cycle.signatories if s.id not in filed and s.status != "left"]

    assert [s.id for s in cycle.signatories] == [f"EX-{number:03}" for number in range(1, 41)]
    assert (len(filed), len(silent), len(left)) == (31, 8, 1)
    assert left[0].id == "EX-018"
    assert left[0].left_on == "2026-03-31"


def test_signatories_span_all_sizes_and_many_sectors_and_countries(cycle: ExampleCycle) -> None:
    assert {size_band(s.headcount) for s in cycle.signatories} == {code for code, _, _ in SIZE_BANDS}
    assert len({s.sector for s in cycle.signatories}) >= 15
    assert {"FR", "DE", "ES", "IT", "BE", "PL", "SE", "US", "JP", "MA", "IE", "NL", "PT"} <= {
        s.country for s in cycle.signatories
    }


def test_every_name_says_that_it_is_invented(cycle: ExampleCycle) -> None:
    names = [s.name for s in cycle.signatories] + [u.name for u in cycle.unions]

    assert [name for name in names if not re.search(r" \((invented|fictive)\)$", name)] == []
    assert len(set(names)) == 43


def test_links_lead_nowhere_real(cycle: ExampleCycle) -> None:
    links = [e.link for f in cycle.filings for a in f.submission.answers for e in a.evidence if e.link]
    links += [proof.link for a in cycle.annotations for proof in a.evidence if proof.link]

    assert len(links) > 100
    assert [link for link in links if not re.match(r"https://[a-z0-9-]+\.example/", link)] == []


def test_one_company_filed_twice_and_lowered_what_it_had_claimed(cycle: ExampleCycle) -> None:
    twice = [f for f in cycle.filings if f.signatory.id == "EX-013"]
    before, after = (f.submission.answer("SD-1") for f in twice)

    assert Counter(Counter(f.signatory.id for f in cycle.filings).values()) == {1: 30, 2: 1}
    assert [f.revision for f in twice] == [1, 2]
    assert before is not None
    assert after is not None
    assert (before.number("numerator"), after.number("numerator")) == (6, 3)
    assert before.evidence == ()
    assert after.evidence[0].kind == "minutes"


def test_every_indicator_is_answered_by_some_and_not_by_all(cycle: ExampleCycle) -> None:
    answers = [a for f in cycle.current.values() for a in f.submission.answers]
    answered = Counter(a.indicator for a in answers if a.status == "answered")

    assert set(answered) == {i.id for i in cycle.framework.entered()}
    assert min(answered.values()) >= 5
    assert Counter(a.status for a in answers)["not_available"] >= 20
    assert all(a.reason for a in answers if a.status != "answered")


def test_optional_indicators_are_sometimes_left_out(cycle: ExampleCycle) -> None:
    optional = {i.id for i in cycle.framework.entered() if not i.core}
    given = Counter(len(optional & {a.indicator for a in f.submission.answers}) for f in cycle.current.values())

    assert set(given) >= {0, 1, 2}


@pytest.mark.parametrize(("smaller", "larger"), [("SD-1", "SYS"), ("SD-3", "SYS"), ("SH-2", "SYS"), ("PR-1", "SYS")])
def test_systems_asked_about_are_among_those_in_use(cycle: ExampleCycle, smaller: str, larger: str) -> None:
    for filing in cycle.filings:
        answer = filing.submission.answer(smaller)
        assert answer is not None
        systems = filing.submission.organisation.populations[larger]
        assert (answer.number("denominator") or Decimal(0)) <= systems, f"{filing.signatory.id} {smaller}"


def test_systems_deployed_in_the_cycle_and_older_ones_do_not_exceed_the_inventory(cycle: ExampleCycle) -> None:
    for filing in cycle.filings:
        counted = [filing.submission.answer(id_) for id_ in ("SD-1", "SD-3")]
        total = sum((a.number("denominator") or Decimal(0)) for a in counted if a)
        assert total <= filing.submission.organisation.populations["SYS"], filing.signatory.id


def test_breakdowns_by_sex_add_up(cycle: ExampleCycle) -> None:
    for filing in cycle.filings:
        for indicator in ("HC-1", "HC-2"):
            answer = filing.submission.answer(indicator)
            assert answer is not None
            if answer.status == "answered":
                for role in ("numerator", "denominator"):
                    parts = [answer.number(f"{role}_{group}") for group in ("women", "men")]
                    assert sum(p for p in parts if p is not None) == answer.number(role), filing.signatory.id


def test_a_third_of_the_companies_answer_in_english(cycle: ExampleCycle) -> None:
    languages = Counter(f.submission.language for f in cycle.current.values())

    assert languages == {"fr": 18, "en": 13}


def test_each_company_commits_itself_in_two_to_four_texts_of_its_own(cycle: ExampleCycle) -> None:
    commitments = [f.submission.commitments for f in cycle.current.values()]
    texts = [c.text for given in commitments for c in given]

    assert {len(given) for given in commitments} == {2, 3, 4}
    assert len(texts) == len(set(texts)) == 78
    assert all(cycle.framework.has_clause(c.clause or "") for given in commitments for c in given)


def test_commitments_run_from_empty_to_dated_and_quantified(cycle: ExampleCycle) -> None:
    commitments = [c for f in cycle.current.values() for c in f.submission.commitments]
    measured = [c for c in commitments if c.target is not None and isinstance(c.target_date, date) and c.role]
    bare = [c for c in commitments if c.target is None and c.target_date is None]

    assert len(measured) >= 25
    assert len(bare) >= 30


def test_every_annotation_stands_on_words_answers_and_codes_that_exist(cycle: ExampleCycle) -> None:
    revisions: dict[str, frozenset[int]] = {}
    for filing in cycle.filings:
        revisions[filing.signatory.id] = revisions.get(filing.signatory.id, frozenset()) | {filing.revision}
    answered = {
        (f.signatory.id, f.revision): frozenset(a.indicator for a in f.submission.answers) for f in cycle.filings
    }
    ground = Ground(cycle.framework, CYCLE, frozenset(s.id for s in cycle.signatories), revisions, answered)

    faults = {a.id: anchor_faults(a, ground) for a in cycle.annotations}

    assert len(faults) == len(cycle.annotations) == 71
    assert {id_: found for id_, found in faults.items() if found} == {}


def test_every_motive_every_theme_and_most_demands_are_used(cycle: ExampleCycle) -> None:
    motives = {motive for a in cycle.annotations for motive in a.motives}
    themes = {theme for a in cycle.annotations for theme in a.themes}
    demands = {demand for a in cycle.annotations for demand in a.demands}

    assert motives == {motive.id for motive in cycle.framework.motives}
    assert themes == {theme.id for theme in cycle.framework.themes}
    assert len(demands) >= 25


def test_both_languages_are_spoken_and_quoted(cycle: ExampleCycle) -> None:
    spoken = Counter("+".join(sorted(a.texts)) for a in cycle.annotations)
    quoted = Counter(a.target.selector.language for a in cycle.annotations if a.target.selector)

    assert min(spoken["fr"], spoken["en"], spoken["en+fr"]) >= 10
    assert min(quoted["fr"], quoted["en"]) >= 10


def test_each_pair_of_unions_disagrees_and_agrees_somewhere(cycle: ExampleCycle) -> None:
    dissent = {frozenset((a.union.id, other.id)) for a in cycle.annotations for other, _ in a.dissent}
    agreed = {frozenset((a.union.id, other.id)) for a in cycle.annotations for other in a.countersigned_by}
    pairs = {frozenset(pair) for pair in combinations((u.speaker.id for u in cycle.unions), 2)}

    assert len(pairs) == 3
    assert dissent == pairs
    assert agreed == pairs
    assert sum(1 for a in cycle.annotations if a.dissent) >= 15


def test_nobody_countersigns_or_contradicts_itself(cycle: ExampleCycle) -> None:
    for annotation in cycle.annotations:
        others = [s.id for s in annotation.countersigned_by] + [s.id for s, _ in annotation.dissent]
        assert annotation.union.id not in others, annotation.id
        assert len(others) == len(set(others)), annotation.id


def test_a_good_part_of_what_is_contested_got_a_reply_from_the_company_concerned(cycle: ExampleCycle) -> None:
    contesting = [a for a in cycle.annotations if {"A1", "A2", "A3", "A4", "A5"} & set(a.motives)]
    replied = [a for a in contesting if a.replies]

    assert len(contesting) >= 18
    assert len(contesting) // 2 <= len(replied) < len(contesting)
    assert all(reply.signatory == a.target.signatory for a in replied for reply in a.replies)
    assert all(reply.created > a.created for a in replied for reply in a.replies)


def test_one_annotation_was_carried_forward_one_stays_behind_and_one_was_retracted(cycle: ExampleCycle) -> None:
    stays, carried, retracted = by_id(cycle, 56), by_id(cycle, 57), by_id(cycle, 66)

    assert (stays.target.revision, stays.carried_to, stays.revision) == (1, None, 1)
    assert (carried.target.revision, carried.carried_to, carried.revision) == (1, 2, 2)
    assert not retracted.standing
    assert [a.id for a in cycle.annotations if a.retracted] == [retracted.id]
    assert [a.id for a in cycle.annotations if a.carried_to] == [carried.id]


def test_testimonies_are_consented_to_and_name_nobody(cycle: ExampleCycle) -> None:
    testimonies = [p for a in cycle.annotations for p in a.evidence if p.kind == "testimony"]

    assert len(testimonies) >= 8
    assert all(p.consent and p.quote and p.sector and p.role and not p.title and p.source is None for p in testimonies)


def test_what_was_said_in_public_is_attributed_to_its_speaker_and_its_source(cycle: ExampleCycle) -> None:
    attributed = [a for a in cycle.annotations for p in a.evidence if p.source]
    proofs = [p for a in attributed for p in a.evidence]

    assert len(proofs) >= 10
    assert {p.kind for p in proofs} == {"document"}
    assert {p.source for p in proofs} == {SOURCE_004}
    assert all(p.reference and p.reference.endswith("2025-02-10") and p.quote and p.role for p in proofs)
    assert all(a.target.kind == "clause" for a in attributed)
    for annotation in attributed:
        for text in annotation.texts.values():
            assert re.search(r"10 février 2025|10 February 2025", text), annotation.id


@pytest.mark.parametrize(
    ("speaker", "clause", "fact"),
    [
        ("Habib El Kettani", "2.2", "150 personnes"),
        ("Marie Vairon", "6.1", "300\u202f000 appels"),
        ("Marie Vairon", "3.2", "logiciel de planification"),
        ("Corentin de Montmarin", "6.2c", "4,2 à 6,6 milliards"),
        ("Sandrine Larizza", "6.3", "micro-tâches"),
        ("Francis Magois", "1.1", "Conseil d’État"),
        ("Patrick Kuban", "5.1", "voices"),
        ("Laura Hurot", "3.1", "translating"),
    ],
)
def test_a_reported_fact_stands_on_the_clause_it_concerns(
    cycle: ExampleCycle, speaker: str, clause: str, fact: str
) -> None:
    telling = [
        a for a in cycle.annotations if any(speaker in p.title for p in a.evidence) and a.target.clause == clause
    ]

    assert len(telling) == 1
    assert any(fact in text and speaker in text for text in telling[0].texts.values())


def test_real_people_and_organisations_appear_only_where_a_source_attributes_a_fact(cycle: ExampleCycle) -> None:
    real = re.compile(r"Onclusive|La Poste|Sud PTT|France Travail|CGT|L’Équipe|L’Est Républicain|lesvoix|TouchePasMaVF")
    spoken = [(a, text) for a in cycle.annotations for text in (*a.texts.values(), *(t for _, t in a.dissent))]
    declared = [c.text for f in cycle.filings for c in f.submission.commitments]
    declared += [a.comment or a.reason or "" for f in cycle.filings for a in f.submission.answers]

    assert [text for text in declared if real.search(text)] == []
    assert {a.id for a, text in spoken if real.search(text)} <= {
        a.id for a in cycle.annotations if any(p.source for p in a.evidence)
    }
