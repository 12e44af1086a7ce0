"""Hypothesis strategies shared by the tests: any valid self-assessment, with the numbers and texts people really send.

`valid_submission(framework)` yields submissions in which `check` finds no error; warnings are possible, as in life.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from indicators.answers import EVIDENCE_KINDS, Answer, Commitment, Evidence, Profile, Status, Submission, Value
from indicators.codes import COUNTRIES, SECTIONS
from indicators.model import Field, Framework, Indicator

ODD_TEXTS = (
    "=1+1",
    "+33 1 23 45 67 89",
    "-",
    "@SUM(A1)",
    "'quoted",
    "12,5 %",
    "#REF!",
    "_x0041_ _x000D_",
    "<b>&amp;</b>",
    "« Œuvre » : l’avis du CSE\u202f?",
    "première ligne\n\ndeuxième ligne\tavec tabulation",
    "e\u0301te\u0301 compose\u0301",
    "العمل والذكاء الاصطناعي",
    "עבודה \u200fRTL",
    "👩🏽‍🏭 à l’atelier 🤖",
    "工会 労働組合 노동조합",
    "İstanbul ß ﬁ ǅ",
    "zero\u200bwidth\u00adsoft",
    "TRUE",
    "2026-01-31",
    "1e5",
)


def normal(text: str) -> str:
    """Return a text as the door keeps it: NFC, no space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def texts(longest: int = 60) -> st.SearchStrategy[str]:
    """Any text that the door accepts and that says something, on one line or more."""
    letters = st.characters(
        exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\t", exclude_characters="\u2028\u2029"
    )
    anything = st.text(letters, min_size=1, max_size=longest).map(normal)
    return (st.sampled_from(ODD_TEXTS).map(normal) | anything).filter(
        lambda text: len(text) <= longest and any(unicodedata.category(c)[0] in "LNPS" for c in text)
    )


def lines(longest: int = 60) -> st.SearchStrategy[str]:
    """Any accepted text on one line."""
    return texts(longest).map(lambda text: normal(text.replace("\n", " ").replace("\t", " ")))


LINKS = st.sampled_from(
    (
        "https://documents.example.org/accords/2026/ia.pdf",
        "https://exemple.fr/registre?id=12&lang=fr#page-3",
        "https://xn--caf-dma.example/pv",
        "https://sub.domain.example.com:8443/a%20b/c",
    )
)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    """One piece of good evidence: a link, a reference, or both."""
    link = draw(st.none() | LINKS)
    reference = draw(lines(40)) if link is None or draw(st.booleans()) else None
    return Evidence(draw(st.sampled_from(EVIDENCE_KINDS)), draw(lines(40)), link, reference)


@st.composite
def commitments(draw: st.DrawFn, framework: Framework) -> Commitment:
    """One commitment on a clause of the framework."""
    target = draw(st.none() | st.decimals(-1000, 1000, places=2).map(_tidy))
    return Commitment(
        clause=draw(st.sampled_from([clause.id for clause in framework.clauses])),
        text=draw(texts(200)),
        target=target,
        unit=None if target is None else draw(lines(20)),
        target_date=draw(st.none() | st.dates(date(2026, 1, 1), date(2035, 12, 31))),
        role=draw(st.none() | lines(30)),
    )


@st.composite
def profiles(draw: st.DrawFn, framework: Framework) -> Profile:
    """Who answers, with every population of the framework."""
    return Profile(
        name=draw(lines(40)),
        country=draw(st.sampled_from(sorted(COUNTRIES))),
        sector=draw(st.sampled_from(sorted(SECTIONS))),
        reference=draw(st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", fullmatch=True)),
        populations={population.id: Decimal(draw(st.integers(1, 400_000))) for population in framework.populations},
        publication=draw(st.sampled_from(("full", "consolidated"))),
    )


@st.composite
def valid_submission(
    draw: st.DrawFn, framework: Framework, cycle: str = "2026", most_commitments: int = 3
) -> Submission:
    """A self-assessment without an error: every core indicator has a status, optional ones may be left out."""
    profile = draw(profiles(framework))
    answers = [
        draw(valid_answer(indicator, profile))
        for indicator in framework.entered()
        if indicator.core or draw(st.booleans())
    ]
    return Submission(
        framework=framework.ref,
        cycle=cycle,
        language=draw(st.sampled_from(("fr", "en"))),
        organisation=profile,
        answers=tuple(answers),
        commitments=tuple(draw(st.lists(commitments(framework), max_size=most_commitments))),
    )


@st.composite
def valid_answer(draw: st.DrawFn, indicator: Indicator, profile: Profile) -> Answer:
    """One valid answer: numbers that fit each other, or a status with its reason."""
    status = draw(st.sampled_from((Status.ANSWERED, Status.ANSWERED, Status.ANSWERED, *Status))).value
    comment = draw(st.one_of(st.none(), st.none(), st.none(), texts()))
    if status != Status.ANSWERED:
        return Answer(indicator.id, status, {}, draw(texts()), comment)
    evidence = draw(st.lists(evidences(), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
    return Answer(indicator.id, status, draw(_values(indicator, profile)), None, comment, tuple(evidence))


@st.composite
def _values(draw: st.DrawFn, indicator: Indicator, profile: Profile) -> dict[str, Value]:
    """Numbers of one answer, wholes before their parts, denominators before their numerators."""
    numbers: dict[str, Decimal] = {}
    if indicator.method == "rate_ratio":
        return dict(draw(_rates(indicator)))
    for field in sorted(indicator.fields, key=lambda field: "denominator" not in field.role):
        if field.part_of is None:
            numbers[field.key] = draw(_whole(field, indicator, numbers, profile))
    for group in ("denominator", "numerator"):
        draw(_breakdown(indicator, group, numbers))
    for field in indicator.fields:
        if field.part_of is not None and field.group is None:
            numbers[field.key] = draw(_number(field, numbers[field.part_of]))
    given = [f for f in indicator.fields if f.key in numbers and (f.required or f.group or draw(st.booleans()))]
    return {field.key: numbers[field.key] for field in given}


@st.composite
def _whole(
    draw: st.DrawFn, field: Field, indicator: Indicator, numbers: dict[str, Decimal], profile: Profile
) -> Decimal:
    if field.role == "level":
        return Decimal(draw(st.integers(0, 3)))
    population = profile.populations.get(field.population or "")
    if isinstance(population, Decimal):
        return population
    below = (
        next((numbers[f.key] for f in indicator.fields if f.role == "denominator" and f.part_of is None), None)
        if (field.role == "numerator")
        else None
    )
    if below is not None and (below == 0 or not indicator.unbounded):
        return draw(_number(field, below))
    return draw(_number(field, Decimal(500_000)))


def _number(field: Field, most: Decimal) -> st.SearchStrategy[Decimal]:
    """A number from 0 to `most`; where decimals are asked, up to six of them."""
    if field.number == "integer":
        return st.integers(0, int(most)).map(Decimal)
    return st.decimals(0, most, places=2).map(_tidy) | st.decimals(0, most, places=6).map(_tidy)


def _tidy(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


@st.composite
def _breakdown(draw: st.DrawFn, indicator: Indicator, role: str, numbers: dict[str, Decimal]) -> None:
    """Split the whole of `role` into its groups, each numerator within its own denominator."""
    groups = [field for field in indicator.fields if field.role == role and field.group]
    if not groups:
        return
    whole = next(field for field in indicator.fields if field.role == role and field.part_of is None)
    if role == "numerator" and not indicator.unbounded:
        shares = [draw(_number(field, numbers[_denominator_of(indicator, field)])) for field in groups]
        numbers[whole.key] = sum(shares, Decimal(0))
    else:
        shares = draw(_split(groups, numbers[whole.key]))
        if role == "numerator":
            empty = [numbers[_denominator_of(indicator, field)] == 0 for field in groups]
            shares = [Decimal(0) if nobody else share for share, nobody in zip(shares, empty, strict=True)]
            numbers[whole.key] = sum(shares, Decimal(0))
    numbers.update({field.key: share for field, share in zip(groups, shares, strict=True)})


def _denominator_of(indicator: Indicator, numerator: Field) -> str:
    return next(f.key for f in indicator.fields if f.role == "denominator" and f.group == numerator.group)


@st.composite
def _split(draw: st.DrawFn, groups: Sequence[Field], whole: Decimal) -> list[Decimal]:
    shares: list[Decimal] = []
    for field in groups[:-1]:
        shares.append(draw(_number(field, whole - sum(shares, Decimal(0)))))
    return [*shares, whole - sum(shares, Decimal(0))]


@st.composite
def _rates(draw: st.DrawFn, indicator: Indicator) -> dict[str, Decimal]:
    """Two selection rates, the lowest first."""
    rates = []
    for _ in range(2):
        base = draw(st.integers(1, 10_000))
        rates.append((draw(st.integers(0, base)), base))
    (low, low_base), (high, high_base) = sorted(rates, key=lambda rate: Decimal(rate[0]) / rate[1])
    keys = {field.role: field.key for field in indicator.fields}
    return {
        keys["numerator"]: Decimal(low),
        keys["numerator_base"]: Decimal(low_base),
        keys["denominator"]: Decimal(high),
        keys["denominator_base"]: Decimal(high_base),
    }
