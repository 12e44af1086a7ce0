"""Random cycles of all indicators: silent, left and late signatories, gaps, contests, withheld texts, and the cycle
before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from indicators.annotations import Annotation, Reply, Speaker, Target
from indicators.answers import Answer, Profile, Submission, Value
from indicators.case import Cycle, Filed
from indicators.figures import Signatory
from indicators.model import Indicator
from tests.indicators.companies import FRAMEWORK, MINUTES
from tests.indicators.cycles import WHEN

UNIONS = (*(Speaker(f"UN-{n}", f"Union {n} (invented)") for n in "ABC"), Speaker("UN-D", "Union D (invented)", False))
ENTERED = tuple(FRAMEWORK.entered())
CLAUSES = tuple(clause for indicator in FRAMEWORK.indicators for clause in indicator.clauses)
HEADCOUNTS = (1, 49, 50, 249, 250, 999, 1000, 4999, 5000, 19_999, 20_000)


def any_cycle(seed: int, *, full: bool = False) -> Cycle:
    """A cycle, most often with the one before it; the same seed tells the same one. `full`: as large as they come."""
    rng = Random(seed)
    roster = [_signatory(rng, number) for number in range(20 if full else rng.choice((0, 1, 6, 12, 20)))]
    before = None
    if full or rng.random() < 0.8:
        older = [_moved(rng, one) for one in roster if rng.random() < 0.8] + [_signatory(rng, 90)]
        version = rng.choice((FRAMEWORK.ref, FRAMEWORK.ref, "paris-2025@0"))
        before = Cycle("2025", version, tuple(older), _filings(rng, older, "2025"))
    filed = _filings(rng, roster, "2026")
    earlier = _filings(rng, roster, "2026")
    said = 200 if full else rng.choice((0, 40, 200)) if roster else 0
    notes = tuple(_note(rng, number, roster, filed) for number in range(said))
    return Cycle("2026", FRAMEWORK.ref, tuple(roster), filed, notes, before, superseded=earlier)


def _signatory(rng: Random, number: int) -> Signatory:
    headcount = rng.choice((None, rng.choice(HEADCOUNTS), rng.randint(1, 30_000)))
    status = rng.choice(("joined", "joined", "joined", "invited", "left"))
    return Signatory(
        f"S{number}", f"S{number}", rng.choice(("FR", "DE", None)), rng.choice(("C", "K", None)), headcount, status
    )


def _moved(rng: Random, one: Signatory) -> Signatory:
    return one if rng.random() < 0.7 else replace(_signatory(rng, 0), id=one.id, name=one.name)


def _filings(rng: Random, roster: list[Signatory], cycle: str) -> tuple[Filed, ...]:
    return tuple(_filed(rng, one, cycle) for one in roster if rng.random() < 0.75)


def _filed(rng: Random, one: Signatory, cycle: str) -> Filed:
    headcount = one.headcount or rng.choice((None, rng.choice(HEADCOUNTS)))
    populations: dict[str, Value] = {} if headcount is None else {"EMP": Decimal(headcount)}
    profile = Profile(one.name, rng.choice(("IT", None)), rng.choice(("J", None)), one.id, populations)
    answers = [_answer(rng, indicator, headcount or 100) for indicator in ENTERED if rng.random() < 0.9]
    submission = Submission(FRAMEWORK.ref, cycle, "fr", profile, tuple(answers))
    return Filed(one.id, rng.randint(1, 3), submission, late=rng.random() < 0.2)


def _answer(rng: Random, indicator: Indicator, headcount: int) -> Answer:
    status = rng.choices(("answered", "not_applicable", "not_available"), (8, 1, 1))[0]
    if status != "answered":
        return Answer(indicator.id, status, {}, "Inventé.")
    values = _values(rng, indicator, headcount)
    if rng.random() < 0.05:
        values.pop(rng.choice(list(values)))
    return Answer(indicator.id, "answered", values, evidence=(MINUTES,) if rng.random() < 0.3 else ())


def _values(rng: Random, indicator: Indicator, headcount: int) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for field in sorted(indicator.fields, key=lambda field: "denominator" not in field.role):
        if field.role == "level":
            values[field.key] = Decimal(rng.randint(0, 3))
        elif not field.required and rng.random() < 0.3:
            continue
        elif "denominator" in field.role or field.role in ("count", "amount"):
            whole = headcount if field.population == "EMP" else rng.choice((0, 1, rng.randint(0, 40), headcount))
            values[field.key] = Decimal(whole)
        else:
            values[field.key] = _part(rng, indicator, values.get(field.key.replace("numerator", "denominator")))
    return values


def _part(rng: Random, indicator: Indicator, whole: Value | None) -> Decimal:
    assert whole is None or isinstance(whole, Decimal)
    of = whole if whole is not None else Decimal(rng.randint(0, 40))
    if indicator.unbounded:
        return Decimal(rng.choice((0, rng.randint(0, 90_000)))) / 4
    return Decimal(rng.choice((Decimal(0), of, Decimal(rng.randint(0, int(of))), of / 2)))


def _note(rng: Random, number: int, roster: list[Signatory], filed: tuple[Filed, ...]) -> Annotation:
    indicator, clause = rng.choice(ENTERED).id, rng.choice(CLAUSES)
    entry = rng.choice(filed) if filed else None
    who = entry.signatory if entry is not None else rng.choice(roster).id
    revision = rng.choice((entry.revision, rng.randint(1, 3))) if entry is not None else 1
    target = rng.choice(
        (
            *(Target("answer", FRAMEWORK.ref, "2026", indicator=indicator, signatory=who, revision=revision),) * 7,
            Target("answer", FRAMEWORK.ref, "2025", indicator=indicator, signatory=who, revision=revision),
            Target("clause", FRAMEWORK.ref, None, clause=clause),
            Target("indicator", FRAMEWORK.ref, None, indicator=indicator),
            Target("figure", FRAMEWORK.ref, "2026", indicator=indicator),
            Target("edition", FRAMEWORK.ref, "2026", edition="2026-1.0"),
        )
    )
    version, carried = rng.choice((1, 1, 2)), entry is not None and rng.random() < 0.1
    given = {"union": rng.choice((None, None, UNIONS[0])), "version": rng.choice((None, 1, version))}
    spoken = WHEN + timedelta(days=rng.choice((-1, 0, 1)))
    replies = (Reply(who, {"fr": "Non."}, spoken, **given),) if rng.random() < 0.5 else ()
    return Annotation(
        f"N{number}",
        rng.choice(UNIONS),
        rng.choices(("assessing", "questioning", "replying"), (6, 3, 1))[0],
        tuple(rng.sample(("A1", "A2", "A3", "A4", "A5", "A6", "P1", "V1", "G1", "L1"), rng.randint(1, 2))),
        target,
        {"fr": "Texte inventé."},
        WHEN,
        version=version,
        carried_to=entry.revision if entry is not None and carried else None,
        carried_on=WHEN if carried else None,
        retracted="Erreur." if rng.random() < 0.15 else None,
        withheld="Un nom." if rng.random() < 0.1 else None,
        replies=replies,
    )
