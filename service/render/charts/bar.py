"""The bar of all signatories as SVG: what is declared above it, what is contested below it (interface, charts 1 to 8).

Its segments are those of the workbook (`report.bar`); the sentence that says them in words is the picture's title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from indicators.figures import Figure
from indicators.model import Indicator
from service.render.charts.marks import SERIF, Attribute, ground, hatch, percent, tag, text
from service.render.report.bar import Segment, segments, sentence
from service.render.report.language import Words
from service.render.report.styles import CLAIM, COUNTER, COUNTER_DARK, INK, INK_SOFT

HEIGHT = 104
TOP, THICK = 34, 30
_SAID = ("not_applicable", "not_available", "unanswered")


@dataclass(frozen=True, slots=True)
class Key:
    """A key letter under the bar and the address of the card it stands for."""

    letter: str
    link: str


def bar(
    indicator: Indicator,
    figure: Figure,
    words: Words,
    *,
    name: str,
    keys: Sequence[Key] = (),
    width: Attribute = "100%",
    size: float = 13,
) -> str:
    """Return the bar of a figure as one `<svg>` element, `size` pixels its text.

    `name` begins every id in it and must be unique on its page; `keys` are shown under what is contested. With low
    coverage, or where the figure is withheld, the count of answers is one segment.
    """
    parts = segments(indicator, figure, words)
    content = [
        tag("title", escape(sentence(indicator, parts, words)), id=f"{name}-said"),
        tag("defs", "".join(_patterns(parts, name))),
        *_drawn(parts, name),
        *_labels(figure, parts, words, keys, size),
    ]
    return tag(
        "svg",
        "".join(content),
        xmlns="http://www.w3.org/2000/svg",
        class_="bar",
        width=width,
        height=HEIGHT,
        # a picture has nothing to reach inside it, and with key letters there are links
        role="group" if keys else "img",
        aria_labelledby=f"{name}-said",
        focusable="false",
    )


def _total(parts: Sequence[Segment]) -> int:
    return sum(part.count + (part.contested or 0) for part in parts)


def _patterns(parts: Sequence[Segment], name: str) -> Iterator[str]:
    for part in parts:
        if part.contested:
            yield hatch(f"{name}-{part.key}", part.shade)


def _drawn(parts: Sequence[Segment], name: str) -> Iterator[str]:
    """Each band, its contested part hatched and underlined; a white line parts it from the next."""
    whole, at = _total(parts), 0
    for part in parts:
        for count, contested in ((part.count, False), (part.contested or 0, True)):
            if not count:
                continue
            place: dict[str, Attribute] = {"x": percent(at, whole), "width": percent(count, whole)}
            paint = ground(part.key, part.shade)
            if contested:
                paint = {"fill": f"url(#{name}-{part.key})", "stroke": part.shade, "stroke_width": 1.5}
                yield tag("rect", **place, y=TOP + THICK + 4, height=4, fill=COUNTER)
            yield tag("rect", **place, y=TOP, height=THICK, **paint)
            if at:
                yield _line(percent(at, whole), TOP - 1, TOP + THICK + 1, "#FFFFFF", 2)
            at += count


def _line(x: str, top: float, bottom: float, stroke: str, thick: float = 1.5) -> str:
    return tag("line", x1=x, x2=x, y1=top, y2=bottom, stroke=stroke, stroke_width=thick)


def _labels(figure: Figure, parts: Sequence[Segment], words: Words, keys: Sequence[Key], size: float) -> Iterator[str]:
    whole, coverage = _total(parts), figure.coverage
    answered = sum(part.count + (part.contested or 0) for part in parts if part.contested is not None)
    if answered:
        end = percent(answered, whole)
        yield tag("line", x1=0, x2=end, y1=TOP - 7, y2=TOP - 7, stroke=CLAIM, stroke_width=1.5)
        yield _line("0.1%", TOP - 7, TOP - 2, CLAIM) + _line(end, TOP - 7, TOP - 2, CLAIM)
        label = words.count("chart_answered", answered)
        yield text(label, 0, TOP - 14, size=size, fill=CLAIM, font_weight=700)
    if coverage.silent:
        said = whole - coverage.silent
        label = words.count("chart_silent", coverage.silent)
        yield text(label, "100%", TOP - 14, size=size, fill=INK_SOFT, text_anchor="end")
        yield _line(percent(said, whole), TOP - 10, TOP + THICK + 10, INK)
    yield from _contested(parts, words, keys, size)


def _contested(parts: Sequence[Segment], words: Words, keys: Sequence[Key], size: float) -> Iterator[str]:
    """The count of contested answers under the first of them, on the side where there is room for it."""
    whole, at, count, first = _total(parts), 0, sum(part.contested or 0 for part in parts), None
    for part in parts:
        if part.contested and first is None:
            first = at + part.count
        at += part.count + (part.contested or 0)
    if first is None:
        return
    letters = " ".join(
        tag("a", tag("tspan", escape(key.letter), font_weight=700, text_decoration="underline"), href=key.link)
        for key in keys
    )
    right = 2 * first > whole
    label = escape(words.count("chart_contested", count)) + (f" {letters}" if letters else "")
    place: dict[str, Attribute] = {"x": percent(first + count if right else first, whole)}
    place |= {"y": TOP + THICK + 8 + size + 4, "text_anchor": "end" if right else None}
    yield tag("text", label, **place, fill=COUNTER_DARK, font_family=SERIF, font_style="italic", font_size=size + 1)
