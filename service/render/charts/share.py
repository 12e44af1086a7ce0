"""The picture by which other sites show a page: what is declared left, what is opposed to it right, 1,200 by 630.

One size, so words that do not fit are cut with an ellipsis; who says them, and how much more is said, stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.render.charts.marks import SERIF, tag, text
from service.render.charts.measure import lines
from service.render.report.measure import text_points
from service.render.report.styles import CLAIM, COUNTER, COUNTER_TINT, HAIR, INK, INK_SOFT

WIDTH, HEIGHT = 1200, 630
_SPINE, _LEFT, _RIGHT, _ROOM_LEFT, _ROOM_RIGHT, _FOOT = 771, 60, 812, 660, 336, 566
_BIG, _MOST_BESIDE, _MOST_OPPOSED = 124, 3, 9


@dataclass(frozen=True, slots=True)
class Face:
    """What one picture says. `big` is a number or short; `drawing` draws an `<svg>` as wide as `DRAWING`: only
    who shows the picture asks for it, not a page that names it.

    `opposed` are a union's own words, with `by` who says them and `more` what else is said; or why there are none.
    """

    heads: tuple[str, str]
    title: str
    big: str
    sentence: str
    line: str
    opposed: str
    by: str = ""
    more: str = ""
    drawing: Callable[[], str] | None = None
    source: str = ""
    note: str = ""

    @property
    def alt(self) -> str:
        """Return both sides in words."""
        claim = " ".join(part for part in (f"{self.title}.", self.big, self.sentence, self.line) if part)
        counter = " ".join(part for part in (self.opposed, self.by and f"({self.by})", self.more) if part)
        return f"{self.heads[0]}. {claim} | {self.heads[1]}. {counter}"


DRAWING = _ROOM_LEFT
"""Pixels."""


def share(face: Face) -> str:
    """Return the picture as a standalone SVG."""
    content = (
        tag("rect", width=WIDTH, height=HEIGHT, fill="#FFFFFF"),
        tag("rect", x=_SPINE, width=WIDTH - _SPINE, height=HEIGHT, fill=COUNTER_TINT),
        tag("rect", x=_SPINE, width=2, height=HEIGHT, fill=INK),
        *_declared(face),
        *_opposed(face),
        tag("rect", y=_FOOT, width=WIDTH, height=1, fill=HAIR),
        *_block(face.source, _LEFT, 603, _ROOM_LEFT, 17, most=1, fill=INK_SOFT),
        *_block(face.note, _RIGHT, 588 if len(face.note) > 44 else 603, _ROOM_RIGHT, 13, most=3, fill=INK_SOFT),
    )
    box = f"0 0 {WIDTH} {HEIGHT}"
    return tag("svg", "".join(content), xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=HEIGHT, viewBox=box)


def _declared(face: Face) -> list[str]:
    drawn = [text(face.heads[0], _LEFT, 78, size=22, fill=CLAIM, font_weight=700)]
    title = lines(face.title, _ROOM_LEFT, 22, most=2)
    drawn += [text(line, _LEFT, 116 + 29 * at, size=22, fill=INK) for at, line in enumerate(title)]
    top = 116 + 29 * (len(title) - 1)
    drawn.append(text(face.big, _LEFT - 4, top + 126, size=_BIG, fill=CLAIM, font_weight=700))
    beside = _LEFT + max(100, text_points(face.big, _BIG) * 1.08) + 28
    room = _LEFT + _ROOM_LEFT - beside
    size = next((one for one in (28, 24, 21) if len(lines(face.sentence, room, one)) <= _MOST_BESIDE), 21)
    found = lines(face.sentence, room, size, most=_MOST_BESIDE)
    first = top + 126 - (len(found) - 1) * size * 1.36
    drawn += [text(line, beside, first + size * 1.36 * at, size=size, fill=INK) for at, line in enumerate(found)]
    line = _block(face.line, _LEFT, top + 180, _ROOM_LEFT, 20, most=2, fill=INK_SOFT)
    drawn += line
    if face.drawing:
        drawn.append(tag("g", face.drawing(), transform=f"translate({_LEFT} {top + 196 + 28 * len(line):g})"))
    return drawn


def _opposed(face: Face) -> list[str]:
    drawn = [text(face.heads[1], _RIGHT, 78, size=25, fill=COUNTER, font_family=SERIF, font_style="italic")]
    size = next((one for one in (27, 24, 21) if len(lines(face.opposed, _ROOM_RIGHT, one, serif=True)) <= 9), 21)
    found = lines(face.opposed, _ROOM_RIGHT, size, serif=True, most=_MOST_OPPOSED if size > 21 else 11)
    step = size * 1.36
    drawn += [
        text(line, _RIGHT, 132 + step * at, size=size, fill=INK, font_family=SERIF) for at, line in enumerate(found)
    ]
    below = 132 + step * len(found) + 14
    by = lines(face.by, _ROOM_RIGHT, 17, most=2) if face.by else []
    drawn += [text(line, _RIGHT, below + 24 * at, size=17, fill=INK_SOFT) for at, line in enumerate(by)]
    more: dict[str, Any] = {"fill": COUNTER, "font_family": SERIF, "font_style": "italic"}
    return [*drawn, *_block(face.more, _RIGHT, below + 24 * len(by) + 8, _ROOM_RIGHT, 18, most=2, **more)]


def _block(words: str, x: float, y: float, room: float, size: float, *, most: int, **look: Any) -> list[str]:
    found = lines(words, room, size, most=most) if words else []
    return [text(line, x, y + size * 1.4 * at, size=size, **look) for at, line in enumerate(found)]
