"""One figure as a page shows it: number, sentence, denominators, bar, strip, tables, and the cards beside it.

Values for `macros/figure.html`. Everything is said by the modules that also fill the workbook, so that both agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from indicators.annotations import Annotation
from indicators.figures import Cut, Figure
from indicators.model import Indicator, Language
from service.render.charts.bar import Key, bar
from service.render.charts.strip import strip, strip_said
from service.render.html.card import Card, cards_of
from service.render.report.bar import Segment, segments
from service.render.report.contents import Report
from service.render.report.facts import Fact, facts, is_percent
from service.render.report.language import Words
from service.render.report.leads import Lead, lead

WITHOUT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a figure's table of facts: its label and two values in words; `head` names columns, `note` spans."""

    label: str
    first: str
    second: str
    kind: str


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure beside its cards; `more` counts the annotations not shown here, `unseen` the contested answers whose
    annotations the reader may not see, `on_clauses` what is written on the words of each clause it measures."""

    indicator: Indicator
    figure: Figure
    lead: Lead
    number: str
    long: bool
    bar: Markup
    strip: Markup
    spread: str
    segments: tuple[Segment, ...]
    signatories: int
    rows: tuple[Row, ...]
    cards: tuple[Card, ...]
    more: int
    unseen: int
    on_clauses: tuple[tuple[str, int], ...]
    coverage: Decimal | None


@dataclass(frozen=True, slots=True)
class ChartShown:
    """A figure's pictures alone; `more` counts the annotations on it."""

    indicator: Indicator
    bar: Markup
    strip: Markup
    spread: str
    more: int


def chart_of(report: Report, indicator: Indicator, language: Language, cut: Cut | None = None) -> ChartShown:
    """Return the pictures of one figure. Raises KeyError where the report has no such figure."""
    more = len(report.on_indicator.get(indicator.id, ()))
    return _chart(indicator, report.consolidation.figure(indicator.id, cut), Words(language), cut, (), more)


def _chart(
    indicator: Indicator, figure: Figure, words: Words, cut: Cut | None, keys: Sequence[Key], more: int
) -> ChartShown:
    name = f"b-{indicator.id.lower()}" + (f"-{cut.dimension}-{cut.value}" if cut else "")
    return ChartShown(
        indicator,
        Markup(bar(indicator, figure, words, name=name, keys=keys, size=14)),  # noqa: S704  escaped where drawn
        Markup(strip(indicator, figure, words, name=f"{name}-strip", size=0)),  # noqa: S704  escaped where drawn
        strip_said(indicator, figure, words),
        more,
    )


def figure_of(
    report: Report,
    indicator: Indicator,
    language: Language,
    *,
    first: int = 0,
    most: int = WITHOUT_LIMIT,
    after: int = 0,
    cut: Cut | None = None,
) -> FigureShown:
    """Return one figure with at most `most` cards, their key letters from number `first`; those that contest an answer
    come first, and as many as `after` are left out. Raises KeyError where the report has no such figure.
    """
    words = Words(language)
    figure = report.consolidation.figure(indicator.id, cut)
    on_it = annotations_on(report, indicator)
    cards = tuple(cards_of(on_it.ordered[after : after + most], report, language, first + after))
    contesting = cards[: max(0, on_it.contests - after)]
    keys = [Key(card.key, f"#{card.name}") for card in contesting[:3]]
    said = lead(indicator, figure, words)
    shown = number_of(said, words)
    drawn = _chart(indicator, figure, words, cut, keys, len(on_it.ordered) - len(cards))
    return FigureShown(
        indicator=indicator,
        figure=figure,
        lead=said,
        number=shown,
        long=len(shown) > 4,
        bar=drawn.bar,
        strip=drawn.strip,
        spread=drawn.spread,
        segments=segments(indicator, figure, words),
        signatories=figure.coverage.signatories,
        rows=rows_of(indicator, figure, words),
        cards=cards,
        more=drawn.more,
        unseen=figure.contested - on_it.contested,
        on_clauses=tuple((id_, len(report.on_clause[id_])) for id_ in indicator.clauses if id_ in report.on_clause),
        coverage=figure.coverage.share,
    )


@dataclass(frozen=True, slots=True)
class OnFigure:
    """The annotations on a figure and its answers in their order: first as many as `contests` that contest an answer
    as it stands, of as many as `contested`."""

    ordered: tuple[Annotation, ...]
    contests: int
    contested: int


def annotations_on(report: Report, indicator: Indicator) -> OnFigure:
    """Return the annotations on an indicator's figure."""
    contesting: list[Annotation] = []
    others: list[Annotation] = []
    for one in report.on_indicator.get(indicator.id, ()):
        (contesting if report.contests_now(one) else others).append(one)
    return OnFigure((*contesting, *others), len(contesting), len({one.target.signatory for one in contesting}))


def number_of(said: Lead, words: Words) -> str:
    """Return the number that leads a figure, a dash where there is none."""
    if said.number is None:
        return words("none")
    return words.percent(Decimal(said.number)) if said.kind == "percent" else words.number(said.number)


def rows_of(indicator: Indicator, figure: Figure, words: Words) -> tuple[Row, ...]:
    """Return the table of facts of a figure in words."""
    return tuple(
        Row(
            fact.label,
            value_of(fact.first, fact, indicator, words),
            value_of(fact.second, fact, indicator, words),
            fact.kind,
        )
        for fact in facts(indicator, figure, words)
    )


def value_of(value: object, fact: Fact, indicator: Indicator, words: Words) -> str:
    """Return one value of a fact in the manner of its kind."""
    if value is None:
        return "" if fact.kind in ("head", "note") else words("none")
    if isinstance(value, Decimal) and (fact.kind == "percent" or (fact.kind == "value" and is_percent(indicator))):
        return words.percent(value, 1)
    return words.number(value) if isinstance(value, int | Decimal) else str(value)


def plain_value(indicator: Indicator, value: Decimal | None, words: Words) -> str:
    """Return the value of an indicator as people read it, a dash where there is none."""
    if value is None:
        return words("none")
    return words.percent(value) if is_percent(indicator) else words.number(value)
