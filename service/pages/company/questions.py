"""What a part's form shows: each question with its fields, what is typed in them and what the checks say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.answers import EVIDENCE_KINDS, Status, Submission
from indicators.model import Field, Framework, Indicator, Language
from service.form.lists import Entry, entries
from service.pages.company.fields import EVIDENCE, Typed
from service.pages.company.naming import Told
from service.render.report.language import Words
from service.workflows.drafts import parts_of

STATUSES = tuple(str(one) for one in Status)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a question; `parts` are its breakdown, `default` what the organisation part already says."""

    name: str
    field: Field
    value: str
    default: str
    parts: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One indicator as a form: its numbers or its level, status, reason, comment, evidence; its faults by field."""

    indicator: Indicator
    numbers: tuple[Number, ...]
    level: str
    status: str
    reason: str
    comment: str
    evidence: tuple[Mapping[str, str], ...]
    done: bool


def questions_of(
    part: str, framework: Framework, typed: Typed, submission: Submission, done: frozenset[str], language: Language
) -> list[Question]:
    """Return the questions of a part in the framework's order."""
    asked, words = parts_of(framework)[part], Words(language)
    defaults = {
        id_: words.number(value)
        for id_, value in submission.organisation.populations.items()
        if isinstance(value, Decimal)
    }
    return [_question(one, typed, defaults, one.id in done) for one in framework.entered() if one.id in asked]


def _question(indicator: Indicator, typed: Typed, defaults: Mapping[str, str], done: bool) -> Question:
    id_ = indicator.id
    heads = [one for one in indicator.fields if one.part_of is None and one.role != "level"]
    return Question(
        indicator,
        tuple(_number(indicator, one, typed, defaults) for one in heads),
        typed.get(f"{id_}.level", ""),
        typed.get(f"{id_}.status", "answered"),
        typed.get(f"{id_}.reason", ""),
        typed.get(f"{id_}.comment", ""),
        evidence_rows(typed, f"{id_}.evidence"),
        done,
    )


def _number(indicator: Indicator, field: Field, typed: Typed, defaults: Mapping[str, str]) -> Number:
    name = f"{indicator.id}.{field.key}"
    parts = (_number(indicator, one, typed, defaults) for one in indicator.fields if one.part_of == field.key)
    return Number(name, field, typed.get(name, ""), defaults.get(field.population or "", ""), tuple(parts))


def evidence_rows(typed: Typed, before: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of evidence that are typed, and one to add another."""
    return tuple({key: typed.get(f"{before}.{number}.{key}", "") for key in EVIDENCE} for number in rows(typed, before))


def rows(typed: Typed, before: str) -> range:
    """Return the numbers of the rows typed under a name, and the next one."""
    used = {name.removeprefix(before + ".").split(".")[0] for name in typed if name.startswith(before + ".")}
    return range(max((int(one) for one in used if one.isdecimal()), default=-1) + 2)


def lists_of(framework: Framework, language: Language) -> dict[str, tuple[Entry, ...]]:
    """Return the lists that a form offers, each entry a code and its words."""
    kinds = dict(entries("evidence_kind", framework, language))
    return {
        "status": entries("status", framework, language),
        "evidence_kind": tuple((code, kinds[code]) for code in EVIDENCE_KINDS),
        "country": entries("country", framework, language),
        "sector": entries("sector", framework, language),
        "publication": entries("publication", framework, language),
        "clause": tuple(one for one in entries("clause", framework, language)),
    }


def by_field(told: Iterable[Told], severity: str) -> dict[str, str]:
    """Return the words of findings of one severity by field, several in one text."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in told:
        if one.severity == severity:
            found[one.field].append(f"{one.text} {one.remedy}")
    return {field: " ".join(said) for field, said in found.items()}
