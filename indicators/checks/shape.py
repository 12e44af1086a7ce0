"""What the rules ask of an indicator's fields over and over, worked out once an indicator: which numbers stand to which
in what relation. No rule lives here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.answers import Answer, Value
from indicators.exactness import LARGEST, inexact
from indicators.model import Field, Indicator

Numbers = Mapping[str, Decimal]
"""The numbers of an answer on which arithmetic may rest, by field."""

_LARGEST = Decimal(LARGEST)
_ZERO = Decimal(0)
_MOST_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an indicator by what they are to each other.

    `pairs`: each numerator with its denominator; `parts`: each part that belongs to no group, with its whole;
    `breakdowns`: each whole with the groups it is broken down into; `counted`: the fields that default to a population.
    """

    fields: Mapping[str, Field]
    required: tuple[str, ...]
    pairs: tuple[tuple[Field, Field], ...]
    parts: tuple[tuple[Field, Field], ...]
    breakdowns: tuple[tuple[Field, tuple[Field, ...]], ...]
    counted: tuple[Field, ...]
    levels: tuple[Field, ...]
    sizes: tuple[Field, ...]
    whole: Mapping[str, Field]
    """By role, the fields that are part of no other."""

    def numbers(self, answer: Answer) -> Numbers:
        """Return the numbers of `answer` that are by themselves without fault (a level above 3 is told elsewhere)."""
        found: dict[str, Decimal] = {}
        for key, value in answer.values.items():
            field = self.fields.get(key)
            if field is not None and (number := usable(value, field)) is not None:
                found[key] = number
        return found


def usable(value: Value | None, field: Field) -> Decimal | None:
    """Return a value of a field where arithmetic may rest on it: exact, not negative, whole where it must be."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if value == value.to_integral_value():  # most of them, seen in a third of the time the general question takes
        return value if _ZERO <= value < _LARGEST else None
    return value if field.number == "decimal" and value > 0 and inexact(value) is None else None


_KEPT: dict[int, tuple[Indicator, Shape]] = {}
"""By identity, because to hash an indicator is to read all its texts; it is kept, so that its id stays its own."""


def shape_of(indicator: Indicator) -> Shape:
    """Return the shape of an indicator, the same for the same object."""
    kept = _KEPT.get(id(indicator))
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(indicator)] = (indicator, _shape(indicator))
    return kept[1]


def _shape(indicator: Indicator) -> Shape:
    fields = indicator.fields
    by_key = {field.key: field for field in fields}
    wholes = dict.fromkeys(field.part_of for field in fields if field.group and field.part_of)
    return Shape(
        fields=by_key,
        required=tuple(field.key for field in fields if field.required),
        pairs=tuple(_pairs(indicator)),
        parts=tuple((one, by_key[one.part_of]) for one in fields if one.part_of is not None and one.group is None),
        breakdowns=tuple(
            (by_key[key], tuple(field for field in fields if field.part_of == key and field.group)) for key in wholes
        ),
        counted=tuple(field for field in fields if field.population is not None),
        levels=tuple(field for field in fields if field.role == "level"),
        sizes=tuple(field for field in fields if field.role in ("count", "amount")),
        whole={field.role: field for field in reversed(fields) if field.part_of is None},
    )


def _pairs(indicator: Indicator) -> Iterator[tuple[Field, Field]]:
    """Yield each numerator with its denominator: that of the whole, that of each group, both rates of a rate ratio."""
    roles = {field.role: field for field in indicator.fields if field.part_of is None}
    if indicator.method == "rate_ratio":
        yield roles["numerator"], roles["numerator_base"]
        yield roles["denominator"], roles["denominator_base"]
        return
    if "numerator" in roles and "denominator" in roles:
        yield roles["numerator"], roles["denominator"]
    for above in indicator.fields:
        for below in indicator.fields:
            if (above.role, below.role) == ("numerator", "denominator") and above.group and above.group == below.group:
                yield above, below
