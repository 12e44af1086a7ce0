"""The few shapes every chart is made of, as SVG text. Positions along a bar are percentages: it takes any width.

Everything is painted with presentation attributes: a picture looks the same without a style sheet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from service.render.report.styles import BORDER, EMPTY, PAPER

SANS = "Schibsted Grotesk, Schibsted, Liberation Sans, Arial, sans-serif"
SERIF = "Literata, Georgia, Liberation Serif, serif"

Attribute = str | int | float | None
_PLAIN = re.compile(r"[\w #%().,:/-]*")
"""What needs no escaping, which is almost every attribute."""


def tag(name: str, content: str | None = None, /, **attributes: Attribute) -> str:
    """Return one element; `_` in a name of an attribute stands for `-`, a trailing one is dropped; None is left out.

    `content` is markup: escape texts first.
    """
    written = "".join([_written(key, value) for key, value in attributes.items() if value is not None])
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


@lru_cache(maxsize=8192, typed=True)
def _written(key: str, value: Attribute) -> str:
    """One attribute. The bars of a page say the same ones thousands of times."""
    return f" {key.rstrip('_').replace('_', '-')}={_quoted(value)}"


def _quoted(value: Attribute) -> str:
    if isinstance(value, str):
        return f'"{value}"' if _PLAIN.fullmatch(value) else quoteattr(value)
    return f'"{number(value)}"'


def number(value: Attribute) -> str:
    """Return an attribute's value; a number with at most three decimals."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text(words: str, x: str | float, y: float, *, size: float, fill: str, **more: Attribute) -> str:
    """Return one line of text, its baseline at `y`."""
    look: dict[str, Attribute] = {"font_family": SANS, "font_size": size, "fill": fill, **more}
    return tag("text", escape(words), x=x, y=y, **look)


def percent(part: float, whole: float) -> str:
    """Return a position along the bar."""
    return f"{number(100 * part / whole) if whole else 0}%"


def ground(key: str, shade: str) -> dict[str, Attribute]:
    """Return the paint of a segment: solid where declared, bordered where little is said, dashed where nothing is."""
    if key == "silent":
        return {"fill": PAPER, "stroke": BORDER, "stroke_dasharray": "3 3"}
    if key == "unanswered":
        return {"fill": PAPER, "stroke": BORDER, "stroke_dasharray": "1 3"}
    if key in ("not_applicable", "not_available"):
        return {"fill": EMPTY if key == "not_applicable" else PAPER, "stroke": BORDER}
    return {"fill": shade, "stroke": BORDER if shade.upper() == "#B9C3CE" else None}


def hatch(id_: str, shade: str) -> str:
    """Return the pattern of what is declared and disputed: diagonal lines of the claim's colour on white."""
    lines = tag("rect", width=7, height=7, fill=PAPER) + tag("rect", width=3, height=7, fill=shade)
    return tag(
        "pattern", lines, id=id_, width=7, height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
