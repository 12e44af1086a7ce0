"""The form online, part by part: saving never blocks; where a colleague saved meanwhile, both values are shown."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response
from pydantic import ValidationError

from indicators.model import Language
from schemas.draft import PartIn
from service.errors import ServiceError
from service.pages.company.fields import Typed, content_of, typed_of
from service.pages.company.naming import Naming, Told, ordered, part_name
from service.pages.company.questions import by_field, lists_of, questions_of, rows
from service.pages.company.seat import Seat, around, seat_in
from service.pages.filled import Filled, FilledDep
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.workflows.drafts import COMMITMENTS, Drafted, Part, Stale, read_draft, save
from service.workflows.submit import approach, judge

router = page_router()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field in which two people typed differently."""

    name: str
    label: str
    mine: str
    theirs: str


@router.get("/{language:language}/company/{cycle}/form/{part}", name="company.part")
def part(visit: VisitDep, cycle: str, part: str) -> Response:
    """One part of the form as it stands, with what the checks say of what was saved."""
    seat = seat_in(visit, cycle)
    drafted = read_draft(visit.house.database, visit.house.frameworks, visit.actor, cycle, clock=visit.house.clock)
    one = known_part(drafted, part)
    return _form(visit, seat, drafted, one, typed_of(one.content, visit.language))


@router.post("/{language:language}/company/{cycle}/form/{part}", name="company.save")
def save_part(visit: VisitDep, cycle: str, part: str, filled: FilledDep) -> Response:
    """Save a part as it was typed, if nobody saved it since it was read."""
    house, seat = visit.house, seat_in(visit, cycle)
    desk = approach(house.database, house.frameworks, visit.actor, cycle, act="save", clock=house.clock)
    drafted = read_draft(house.database, house.frameworks, visit.actor, cycle, clock=house.clock)
    content = content_of(known_part(drafted, part).name, desk.framework, filled, visit.language)
    try:
        given = PartIn.model_validate(content)
    except ValidationError:
        return _form(visit, seat, drafted, drafted.parts[part], typed_of(content, visit.language), unfit=True)
    outcome = save(house.database, desk, {part: given}, of=part, version=version_in(filled))
    if isinstance(outcome, Stale):
        return _clash(visit, seat, outcome.now.parts[part], typed_of(given.as_typed(), visit.language))
    return visit.go("company.part", cycle=cycle, part=_next(filled, outcome, part))


@router.post("/{language:language}/company/{cycle}/form/{part}/discard", name="company.discard")
def discard(visit: VisitDep, cycle: str, part: str, filled: FilledDep) -> Response:
    """Throw away what was saved of a part: it starts again from the current revision or from last cycle's answers."""
    house, seat = visit.house, seat_in(visit, cycle)
    desk = approach(house.database, house.frameworks, visit.actor, cycle, act="save", clock=house.clock)
    outcome = save(house.database, desk, {part: None}, of=part, version=version_in(filled))
    if isinstance(outcome, Stale):
        return _clash(visit, seat, outcome.now.parts[part], {})
    return visit.go("company.part", cycle=cycle, part=part)


def version_in(filled: Filled) -> int:
    """Return the state that a form was made from; one that was never ours matches nothing."""
    text = filled.text("version")
    return int(text) if text.isdecimal() and len(text) < 15 else -1


def known_part(drafted: Drafted, name: str) -> Part:
    """Return a part of a draft. Raises ServiceError `unknown_part` (404)."""
    if name not in drafted.parts:
        raise ServiceError("unknown_part", 404, {"found": name[:60], "expected": ", ".join(drafted.parts)})
    return drafted.parts[name]


def _next(filled: Filled, drafted: Drafted, part: str) -> str:
    order = ordered(drafted.parts)
    return order[(order.index(part) + 1) % len(order)] if filled.text("then") == "next" else part


def _form(visit: Visit, seat: Seat, drafted: Drafted, part: Part, typed: Typed, *, unfit: bool = False) -> Response:
    framework, language = drafted.desk.framework, visit.language
    told = _told(visit, drafted, part)
    context = around(
        seat,
        language,
        part=part,
        heading=part_name(part.name, framework, language),
        parts=[(name, part_name(name, framework, language)) for name in ordered(drafted.parts)],
        progress=drafted.progress,
        typed=typed,
        lists=lists_of(framework, language),
        framework=framework,
        faults=by_field(told, "error"),
        wrong={one.field: one.place for one in told if one.severity == "error"},
        doubts=by_field(told, "warning"),
        unfit=unfit,
        **_asked(drafted, part, typed, language),
    )
    template = f"company/{part.name if part.name in ('organisation', COMMITMENTS) else 'objective'}.html"
    return visit.page(template, context, status=422 if unfit else 200)


def _asked(drafted: Drafted, part: Part, typed: Typed, language: Language) -> dict[str, object]:
    framework = drafted.desk.framework
    if part.name == "organisation":
        return {}
    if part.name == COMMITMENTS:
        return {"rows": rows(typed, COMMITMENTS)}
    asked = questions_of(part.name, framework, typed, drafted.submission, drafted.progress.done, language)
    return {"questions": asked}


def _told(visit: Visit, drafted: Drafted, part: Part) -> list[Told]:
    """What the checks say of a part that was saved; a question nobody has touched is not a fault yet."""
    if part.origin != "saved":
        return []
    touched = {answer.indicator for answer in drafted.submission.answers}
    told = Naming(visit, drafted.desk.framework).told(judge(drafted.desk, drafted.submission))
    return [one for one in told if one.part == part.name and (one.indicator is None or one.indicator in touched)]


def _clash(visit: Visit, seat: Seat, part: Part, mine: Typed) -> Response:
    """Both values of every field that differs, to choose from; the page's form saves what is chosen."""
    theirs, naming = typed_of(part.content, visit.language), Naming(visit, seat.framework)
    names = list(dict.fromkeys([*theirs, *mine]))
    clashes = [
        Clash(name, naming.place(_path(part.name, name)), mine.get(name, ""), theirs.get(name, ""))
        for name in names
        if mine.get(name) != theirs.get(name)
    ]
    same = {name: text for name, text in mine.items() if theirs.get(name) == text}
    heading = part_name(part.name, seat.framework, visit.language)
    context = around(seat, visit.language, part=part, heading=heading, clashes=clashes, same=same)
    return visit.page("company/clash.html", context, status=412)


def _path(part: str, name: str) -> tuple[str, ...]:
    steps = tuple(name.split("."))
    return steps if part == COMMITMENTS else (("organisation" if part == "organisation" else "answers"), *steps)
