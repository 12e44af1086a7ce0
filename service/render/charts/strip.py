"""The strip under a ratio: how the companies' own values lie, from lowest to highest, with quartiles, median and n.

Never a mean alone (interface, charts 9). Single companies are not drawn: a value of one of them may be read off.
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


def strip(indicator: Indicator, figure: Figure, words: Words, *, name: str, size: float = 13) -> str:
    """Return the strip of a figure as one `<svg>` element; nothing where there is no spread to show."""
    spread = figure.claimed.spread
    if spread is None or figure.low_coverage:
        return ""
    # The public sees no extremes, because each is one company's own value: the line then spans the quartiles.
    first = spread.q1 if spread.minimum is None else spread.minimum
    last = spread.q3 if spread.maximum is None else spread.maximum
    lowest, highest = min(Decimal(0), first), max(Decimal(1 if is_percent(indicator) else 0), last)
    whole = float(highest - lowest) or 1.0

    def at(value: Decimal) -> str:
        return percent(float(value - lowest), whole)

    def shown(value: Decimal) -> str:
        return words.percent(value) if is_percent(indicator) else words.number(value)

    said = words("chart_spread", n=spread.n, median=shown(spread.median), q1=shown(spread.q1), q3=shown(spread.q3))
    box = percent(float(spread.q3 - spread.q1), whole)
    content = (
        tag("title", escape(said), id=f"{name}-said"),
        tag("line", x1=at(first), x2=at(last), y1=_LINE, y2=_LINE, stroke=INK_SOFT),
        tag("rect", x=at(spread.q1), width=box, y=_LINE - 6, height=12, fill=CLAIM_TINT, stroke=CLAIM),
        tag("line", x1=at(spread.median), x2=at(spread.median), y1=_LINE - 9, y2=_LINE + 9, stroke=INK, stroke_width=3),
        text(said, 0, HEIGHT - 6, size=size, fill=INK_SOFT),
    )
    return tag(
        "svg",
        "".join(content),
        xmlns="http://www.w3.org/2000/svg",
        class_="strip",
        width="100%",
        height=HEIGHT,
        role="img",
        aria_labelledby=f"{name}-said",
        focusable="false",
    )
