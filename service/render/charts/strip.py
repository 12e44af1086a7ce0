"""The strip under a ratio: how the companies' own values lie, from lowest to highest, with quartiles, median and n.

Never a mean alone (interface, charts 9). Single companies are not drawn: a value of one of them may be read off. A
drawing breaks no line, so that where it may become narrow, as on a page, its sentence stands under it (`strip_said`).
"""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from indicators.figures import Figure
from indicators.model import Indicator
from service.render.charts.marks import percent, tag, text
from service.render.report.facts import is_percent
from service.render.report.language import Words
from service.render.report.styles import CLAIM, CLAIM_TINT, INK, INK_SOFT

HEIGHT = 46
_LINE = 14
_BARE = 26


def strip(indicator: Indicator, figure: Figure, words: Words, *, name: str, size: float = 13) -> str:
    """Return the strip of a figure as one `<svg>` element; nothing where there is no spread to show.

    Its sentence is drawn in `size` px; with 0 it is only its title, for a page that says it under the strip.
    """
    said = strip_said(indicator, figure, words)
    spread = figure.claimed.spread
    if not said or spread is None:
        return ""
    # The public sees no extremes, because each is one company's own value: the line then spans the quartiles.
    first = spread.q1 if spread.minimum is None else spread.minimum
    last = spread.q3 if spread.maximum is None else spread.maximum
    lowest, highest = min(Decimal(0), first), max(Decimal(1 if is_percent(indicator) else 0), last)
    whole = float(highest - lowest) or 1.0

    def at(value: Decimal) -> str:
        return percent(float(value - lowest), whole)

    box = percent(float(spread.q3 - spread.q1), whole)
    content = (
        tag("title", escape(said), id=f"{name}-said"),
        tag("line", x1=at(first), x2=at(last), y1=_LINE, y2=_LINE, stroke=INK_SOFT),
        tag("rect", x=at(spread.q1), width=box, y=_LINE - 6, height=12, fill=CLAIM_TINT, stroke=CLAIM),
        tag("line", x1=at(spread.median), x2=at(spread.median), y1=_LINE - 9, y2=_LINE + 9, stroke=INK, stroke_width=3),
        text(said, 0, HEIGHT - 6, size=size, fill=INK_SOFT) if size else "",
    )
    return _drawn("".join(content), name, HEIGHT if size else _BARE)


def strip_said(indicator: Indicator, figure: Figure, words: Words) -> str:
    """Return the sentence of a strip: median, quartiles, n; nothing where there is no spread to show."""
    spread = figure.claimed.spread
    if spread is None or figure.low_coverage:
        return ""
    shown = words.percent if is_percent(indicator) else words.number
    return words("chart_spread", n=spread.n, median=shown(spread.median), q1=shown(spread.q1), q3=shown(spread.q3))


def _drawn(content: str, name: str, height: int) -> str:
    return tag(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        class_="strip",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{name}-said",
        focusable="false",
    )
