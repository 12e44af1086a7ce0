"""How far the signatories of a cycle are, as one bar that is always all of them: a segment for each stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from service.render.charts.marks import Attribute, percent, tag, text
from service.render.report.styles import BORDER, CLAIM, INK, INK_SOFT, NO, PAPER, SHADES

TOP, THICK, HEIGHT = 28, 30, 66
SAID = "funnel-said"
STAGES = ("in_time", "late", "in_progress", "opened", "unopened")
"""Stages in the order of the bar; together they are every signatory."""

_PAINT: dict[str, dict[str, Attribute]] = {
    "in_time": {"fill": CLAIM},
    "late": {"fill": SHADES[1]},
    "in_progress": {"fill": SHADES[2]},
    "opened": {"fill": NO, "stroke": BORDER},
    "unopened": {"fill": PAPER, "stroke": BORDER, "stroke_dasharray": "3 3"},
}


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written beside the bar: the whole in one sentence, who has submitted, who is silent."""

    said: str
    submitted: str
    silent: str


def funnel_bar(counts: Sequence[int], labels: Labels) -> str:
    """Return the bar of as many signatories as `counts` (in the order of STAGES) sum up to, as one `<svg>` element."""
    drawn = "".join(_drawn(counts)) + "".join(_labelled(counts, labels))
    title = tag("title", escape(labels.said), id=SAID)
    return tag(
        "svg", title + drawn, class_="bar", width="100%", height=HEIGHT, role="img", aria_labelledby="funnel-said"
    )


def swatch(stage: str) -> str:
    """Return the paint of one stage, to stand beside its number."""
    box = tag("rect", x=0.5, y=0.5, width=21, height=13, **_PAINT[stage])
    return tag("svg", box, viewBox="0 0 22 14", width=22, height=14, aria_hidden="true")


def _drawn(counts: Sequence[int]) -> Iterator[str]:
    whole, at = sum(counts), 0
    for stage, count in zip(STAGES, counts, strict=True):
        if count:
            yield tag("rect", x=percent(at, whole), width=percent(count, whole), y=TOP, height=THICK, **_PAINT[stage])
            if at:
                yield _line(percent(at, whole), TOP - 1, TOP + THICK + 1, PAPER, 2)
            at += count


def _labelled(counts: Sequence[int], labels: Labels) -> Iterator[str]:
    whole, submitted = sum(counts), counts[0] + counts[1]
    end = percent(submitted, whole)
    if submitted:
        yield tag("line", x1=0, x2=end, y1=TOP - 7, y2=TOP - 7, stroke=CLAIM, stroke_width=1.5)
        yield _line("0.1%", TOP - 7, TOP - 2, CLAIM) + _line(end, TOP - 7, TOP - 2, CLAIM)
        yield text(labels.submitted, 0, TOP - 14, size=14, fill=CLAIM, font_weight=700)
    if whole > submitted:
        yield text(labels.silent, "100%", TOP - 14, size=14, fill=INK_SOFT, text_anchor="end")
        yield _line(end, TOP - 10, TOP + THICK + 6, INK)


def _line(x: str, top: float, bottom: float, stroke: str, thick: float = 1.5) -> str:
    return tag("line", x1=x, x2=x, y1=top, y2=bottom, stroke=stroke, stroke_width=thick)
