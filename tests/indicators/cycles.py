"""Small invented cycles to consolidate, and annotations on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from indicators.annotations import Annotation, Reply, Speaker, Target
from indicators.answers import Answer, Profile, Submission, Value
from indicators.case import Cycle, Filed
from indicators.figures import Signatory
from tests.indicators.companies import FRAMEWORK, numbers

WHEN = datetime(2026, 6, 1, tzinfo=UTC)
NORD = Speaker("UN-N", "Union Nord (invented)")
SUD = Speaker("UN-S", "Union Sud (invented)")


def filed(signatory: str, *answers: Answer, revision: int = 1, headcount: int = 100, cycle: str = "2026") -> Filed:
    """A submission on file with these answers."""
    profile = Profile(f"{signatory} (invented)", "FR", "C", signatory, {"EMP": Decimal(headcount)})
    return Filed(signatory, revision, Submission(FRAMEWORK.ref, cycle, "fr", profile, answers))


def answered(indicator: str, **values: int | str) -> Answer:
    """An answer with these numbers."""
    return Answer(indicator, "answered", numbers(**values))


def cycle(
    entries: Iterable[Filed],
    *others: Signatory,
    annotations: tuple[Annotation, ...] = (),
    previous: Cycle | None = None,
    id_: str = "2026",
) -> Cycle:
    """A cycle whose roster is the companies on file, unless `others` name them, and then the others."""
    entries = tuple(entries)
    named = {signatory.id for signatory in others}
    roster = [Signatory(e.signatory, e.signatory, "FR", "C", 100) for e in entries if e.signatory not in named]
    return Cycle(id_, FRAMEWORK.ref, (*roster, *others), entries, annotations, previous)


def silent(id_: str, headcount: int | None = 100, country: str = "FR", sector: str = "C") -> Signatory:
    """A signatory that did not submit."""
    return Signatory(id_, f"{id_} (invented)", country, sector, headcount)


def on_answer(
    signatory: str,
    indicator: str,
    *motives: str,
    revision: int = 1,
    union: Speaker = NORD,
    replied: bool = False,
    **changes: object,
) -> Annotation:
    """An annotation on one answer."""
    target = Target("answer", FRAMEWORK.ref, "2026", indicator=indicator, signatory=signatory, revision=revision)
    replies = (Reply(signatory, {"fr": "Nous maintenons."}, WHEN),) if replied else ()
    name = f"{union.id}-{signatory}-{indicator}-{'-'.join(motives)}"
    annotation = Annotation(name, union, "assessing", motives, target, {"fr": "Texte inventé."}, WHEN, replies=replies)
    return replace(annotation, **changes)  # type: ignore[arg-type]


def value(number: Value | None) -> Decimal:
    """The number of an answer that is known to be one."""
    assert isinstance(number, Decimal)
    return number
