"""Small invented cycles in which little is safe: few companies, uneven cells, many zeros, some silent, some public.

A story has three publications: an edition of the previous cycle, a first edition of this one, a corrected second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from indicators.annotations import Annotation
from indicators.answers import Answer, Profile, Submission
from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.disclosure import Protected, protect
from indicators.figures import Consolidation, Signatory
from indicators.model import Framework
from tests.indicators.companies import FRAMEWORK as BUNDLED
from tests.indicators.companies import numbers
from tests.indicators.cycles import on_answer

WATCHED = ("SD-2", "SD-1", "HC-5", "GOV-1", "HC-2", "ND-4")


@dataclass(frozen=True)
class Story:
    """Cycles as they stood at each publication, all their figures, and what was published of them."""

    framework: Framework
    cycles: tuple[Cycle, ...]
    figures: tuple[Consolidation, ...]
    published: tuple[Protected, ...]


def framework_of(*indicators: str) -> Framework:
    """The bundled framework with a few of its indicators."""
    chosen = tuple(indicator for indicator in BUNDLED.indicators if indicator.id in indicators)
    fields = {name: getattr(BUNDLED, name) for name in Framework.model_fields}  # none of what it has worked out since
    return Framework(**{**fields, "indicators": chosen})


def story(seed: int, *, most: int = 13, watched: Sequence[str] | None = None) -> Story:
    """A random story; the same seed tells the same one."""
    rng = Random(seed)
    watched = watched or rng.choice((("SD-2",), ("SD-1",), ("HC-5",), ("GOV-1",), ("HC-2", "ND-4"), ("SD-2", "HC-5")))
    framework = framework_of(*watched)
    asked = [id_ for id_ in watched if id_ != "ND-4"]
    roster = _roster(rng, rng.randint(3, most))
    mood = rng.choice(("mixed", "mixed", "zeros", "full"))
    earlier = _cycle(rng, framework, "2025", roster, asked, mood)
    first = replace(_cycle(rng, framework, "2026", roster, asked, mood), previous=earlier)
    second = _corrected(rng, framework, first, asked, mood)
    cycles = (earlier, first, second)
    figures = tuple(consolidate(framework, cycle) for cycle in cycles)
    before = protect(framework, earlier, figures[0])
    once = protect(framework, first, figures[1], before=before.record)
    again = protect(framework, second, figures[2], (once.record,), before.record)
    return Story(framework, cycles, figures, (before, once, again))


def _roster(rng: Random, companies: int) -> tuple[Signatory, ...]:
    sectors, countries = "CJK"[: rng.randint(1, 3)], ("FR", "DE", "IT")[: rng.randint(1, 3)]
    return tuple(
        Signatory(
            f"S{number}",
            f"S{number} (invented)",
            rng.choice((countries[0], rng.choice(countries))),
            rng.choice((sectors[0], rng.choice(sectors))),
            rng.choice((rng.randint(5, 40), rng.randint(60, 240), rng.randint(300, 4000))),
        )
        for number in range(companies)
    )


def _cycle(
    rng: Random, framework: Framework, id_: str, roster: tuple[Signatory, ...], asked: Sequence[str], mood: str
) -> Cycle:
    entries = tuple(_entry(rng, framework, id_, one, asked, mood) for one in roster if rng.random() < 0.85)
    annotations = tuple(
        replace(annotation, target=replace(annotation.target, cycle=id_))
        for annotation in _annotations(rng, entries, asked)
    )
    return Cycle(id_, framework.ref, roster, entries, annotations)


def _annotations(rng: Random, entries: Sequence[Filed], asked: Sequence[str]) -> list[Annotation]:
    share = rng.choice((0.0, 0.1, 0.4))
    return [
        on_answer(e.signatory, id_, "A1", revision=e.revision) for e in entries for id_ in asked if rng.random() < share
    ]


def _entry(rng: Random, framework: Framework, cycle: str, one: Signatory, asked: Sequence[str], mood: str) -> Filed:
    publication = "full" if rng.random() < 0.15 else "consolidated"
    profile = Profile(one.name, one.country, one.sector, one.id, {"EMP": Decimal(one.headcount or 0)}, publication)  # type: ignore[arg-type]
    answers = tuple(_answer(rng, id_, one.headcount or 0, mood) for id_ in asked if rng.random() < 0.9)
    return Filed(one.id, 1, Submission(framework.ref, cycle, "fr", profile, answers))


def _answer(rng: Random, indicator: str, headcount: int, mood: str) -> Answer:
    if indicator == "HC-5":
        levels = {"zeros": (0, 0, 0, 1), "full": (3, 3, 3, 2)}.get(mood, (0, 1, 2, 3))
        return Answer(indicator, "answered", numbers(level=rng.choice(levels)))
    if indicator == "GOV-1":
        count = rng.choice((0, rng.randint(0, 5), rng.randint(0, 200)))
        return Answer(indicator, "answered", numbers(count=count, high_risk=rng.randint(0, count)))
    if indicator == "HC-2":
        women = rng.randint(0, headcount)
        groups = {"women": women, "men": headcount - women}
        parts = {key: _part(rng, whole, mood) for key, whole in groups.items()}
        split = {f"numerator_{key}": n for key, n in parts.items()} | {f"denominator_{k}": d for k, d in groups.items()}
        given = split if rng.random() < 0.8 else {}
        return Answer(indicator, "answered", numbers(numerator=sum(parts.values()), denominator=headcount, **given))
    whole = headcount if indicator == "SD-2" else rng.randint(0, 12)
    return Answer(indicator, "answered", numbers(numerator=_part(rng, whole, mood), denominator=whole))


def _part(rng: Random, whole: int, mood: str) -> int:
    usual = {"zeros": 0, "full": whole}.get(mood, rng.randint(0, whole))
    return rng.choice((usual, usual, rng.choice((0, whole)), rng.randint(0, whole)))


def _revised(entry: Filed, other: Filed) -> Filed:
    """Other answers of the same company; what it lets the public see stays as it was, for a company that opens its
    answers later gives away those who stood beside it in an edition, and no later suppression can help them."""
    publication = entry.submission.organisation.publication
    profile = replace(other.submission.organisation, publication=publication)
    return replace(other, revision=2, submission=replace(other.submission, organisation=profile))


def _corrected(rng: Random, framework: Framework, first: Cycle, asked: Sequence[str], mood: str) -> Cycle:
    """The same cycle later: a few revised answers, perhaps newcomers, perhaps other contests."""
    entries = []
    late = rng.choice((0.0, 0.3))
    for one in first.signatories:
        entry = next((e for e in first.filed if e.signatory == one.id), None)
        if entry is not None and rng.random() < 0.2:
            entry = _revised(entry, _entry(rng, framework, first.id, one, asked, mood))
        if entry is None and rng.random() < late:
            entry = _entry(rng, framework, first.id, one, asked, mood)
        if entry is not None:
            entries.append(entry)
    annotations = _annotations(rng, entries, asked) if rng.random() < 0.5 else first.annotations
    return replace(first, filed=tuple(entries), annotations=tuple(annotations))
