"""What must hold between the parts of a framework: unique ids, references that lead somewhere, fields that fit a kind.

Pure rules over validated parts; each yields (code, path, params), where `path` begins with a section and an index.
The shape of one part is checked by `model.py`, the form of a file by `located_yaml.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from indicators.located_yaml import Path
from indicators.model import Catalogue, Clause, Field, Indicator, Motive

Broken = tuple[str, Path, dict[str, str]]

ROLES_OF_KIND: dict[str, frozenset[str]] = {
    "ratio": frozenset({"numerator", "denominator", "numerator_base", "denominator_base", "count"}),
    "count": frozenset({"count"}),
    "amount": frozenset({"amount", "count"}),
    "level": frozenset({"level", "count"}),
    "derived": frozenset(),
}
NEEDED_ROLES: dict[tuple[str, str], tuple[str, ...]] = {
    ("ratio", "pooled"): ("numerator", "denominator"),
    ("ratio", "rate_ratio"): ("numerator", "numerator_base", "denominator", "denominator_base"),
    ("count", "pooled"): ("count",),
    ("amount", "pooled"): ("amount",),
    ("level", "pooled"): ("level",),
}
"""(kind, method) -> roles that exactly one main field, no part of another, must play; extra counts are free."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that are well formed, by section and index, and every id written, well formed or not."""

    clauses: Mapping[int, Clause]
    indicators: Mapping[int, Indicator]
    catalogues: Mapping[int, Catalogue]
    motives: Mapping[int, Motive]
    ids: Mapping[str, Collection[str]]

    def missing(self, section: str, id_: str, path: Path) -> Iterator[Broken]:
        """Yield a fault where `id_` names nothing in `section`."""
        known = self.ids[section]
        if id_ not in known:
            yield "dangling", path, {"id": id_, "section": section, "expected": ", ".join(known) or "-"}


def broken_rules(parts: Parts) -> Iterator[Broken]:
    """Yield every rule that the parts break, in no order."""
    for index, clause in parts.clauses.items():
        yield from parts.missing("objectives", str(clause.objective), ("clauses", index, "objective"))
    for index, indicator in parts.indicators.items():
        for rule in _INDICATOR_RULES:
            yield from rule(parts, indicator, ("indicators", index))
    for index, catalogue in parts.catalogues.items():
        yield from _catalogue(parts, catalogue, ("catalogues", index))
    for index, motive in parts.motives.items():
        if motive.contests and "answer" not in motive.targets:
            yield "contest_target", ("motives", index, "contests"), {}


def _references(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    if not indicator.clauses:
        yield "no_clause", (*at, "clauses"), {}
    for number, clause in enumerate(indicator.clauses):
        yield from parts.missing("clauses", clause, (*at, "clauses", number))
    objectives = {clause.objective for clause in parts.clauses.values() if clause.id in indicator.clauses}
    if objectives and indicator.objective not in objectives:
        expected = ", ".join(str(number) for number in sorted(objectives))
        yield "objective_mismatch", (*at, "objective"), {"found": str(indicator.objective), "expected": expected}
    for number, field in enumerate(indicator.fields):
        if field.population is not None:
            yield from parts.missing("populations", field.population, (*at, "fields", number, "population"))


def _breakdowns(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    del parts
    fields = {field.key: field for field in indicator.fields}
    seen: set[str] = set()
    for number, field in enumerate(indicator.fields):
        here = (*at, "fields", number)
        if field.key in seen:
            yield "duplicate_field", (*here, "key"), {"key": field.key}
        seen.add(field.key)
        if field.group is not None and field.part_of is None:
            yield "group_alone", (*here, "group"), {}
        if field.part_of is not None and field.part_of not in fields:
            params = {"id": field.part_of, "section": "fields", "expected": ", ".join(fields)}
            yield "dangling", (*here, "part_of"), params
        elif field.part_of is not None and fields[field.part_of].part_of is not None:
            yield "part_of_part", (*here, "part_of"), {"id": field.part_of}


def _fields_of_kind(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    del parts
    for number, field in enumerate(indicator.fields):
        if field.role not in ROLES_OF_KIND[indicator.kind]:
            params: dict[str, str] = {"role": field.role, "kind": indicator.kind}
            yield "field_not_for_kind", (*at, "fields", number, "role"), params
    whole = [field.role for field in indicator.fields if field.part_of is None]
    for role in NEEDED_ROLES.get((indicator.kind, indicator.method), ()):
        if role not in whole:
            yield "no_field", (*at, "fields"), {"kind": indicator.kind, "role": role}
        elif role != "count" and whole.count(role) > 1:
            yield "several_fields", (*at, "fields"), {"role": role}


def _levels(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    del parts
    if indicator.kind == "level" and indicator.levels is None:
        yield "levels_missing", at, {}
    if indicator.kind != "level" and indicator.levels is not None:
        yield "levels_unexpected", (*at, "levels"), {}


def _derivation(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    derived = indicator.derived
    if derived is None:
        if indicator.kind == "derived":
            yield "derivation_missing", at, {}
        return
    if indicator.kind != "derived":
        yield "derivation_unexpected", (*at, "derived"), {}
    yield from parts.missing("indicators", derived.indicator, (*at, "derived", "indicator"))
    base = next((other for other in parts.indicators.values() if other.id == derived.indicator), None)
    for end in ("minuend", "subtrahend"):
        group = getattr(derived, end)
        if base is not None and _parts_of_group(base.fields, group) != {"numerator", "denominator"}:
            yield "derivation_group", (*at, "derived", end), {"id": base.id, "group": group}


def _parts_of_group(fields: tuple[Field, ...], group: str) -> set[str]:
    return {field.role for field in fields if field.group == group}


def _dates(parts: Parts, indicator: Indicator, at: Path) -> Iterator[Broken]:
    del parts
    for number, mapping in enumerate(indicator.mappings):
        start, end = mapping.valid_from, mapping.valid_to
        if start is not None and end is not None and start > end:
            params = {"start": start.isoformat(), "end": end.isoformat()}
            yield "dates_reversed", (*at, "mappings", number, "valid_from"), params


_INDICATOR_RULES: tuple[Callable[[Parts, Indicator, Path], Iterator[Broken]], ...] = (
    _references,
    _breakdowns,
    _fields_of_kind,
    _levels,
    _derivation,
    _dates,
)


def _catalogue(parts: Parts, catalogue: Catalogue, at: Path) -> Iterator[Broken]:
    for number, demand in enumerate(catalogue.demands):
        here = (*at, "demands", number)
        yield from parts.missing("sources", demand.source, (*here, "source"))
        for position, clause in enumerate(demand.clauses):
            yield from parts.missing("clauses", clause, (*here, "clauses", position))
        if demand.family not in catalogue.families:
            params = {"id": demand.family, "section": "families", "expected": ", ".join(catalogue.families)}
            yield "dangling", (*here, "family"), params
    for family in catalogue.families:
        if all(demand.family != family for demand in catalogue.demands):
            yield "unused_catalogue_family", (*at, "families", family), {"id": family}
