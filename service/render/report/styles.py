"""Colours, type and number formats of the report. The claim is blue and sans, the counter vermilion and serif."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from indicators.model import Language
from service.render.report.language import NARROW

INK = "#141C26"
INK_SOFT = "#46525F"
BORDER = "#5D6976"
HAIR = "#D5DBE1"
PAPER = "#FFFFFF"
CLAIM = "#17478F"
CLAIM_TINT = "#EEF3FA"
COUNTER = "#A33A12"
COUNTER_DARK = "#7A2A0B"
COUNTER_TINT = "#FBF3EE"
COUNTER_MARK = "#FBE3D3"
NO = "#B9C3CE"
EMPTY = "#EEF1F4"

SANS = "Arial"
SERIF = "Georgia"

SHADES = (CLAIM, "#4A73AE", "#8FA9CE", NO)
"""Fills of the bands from the highest to the lowest: one hue, so that the bar reads without colour."""

HATCH = "▨"
"""The sign of a contested share where a cell can hold no hatch that every program draws."""


class Styles:
    """The formats of one workbook, each made once. Give properties by XlsxWriter's names."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.language: Language = language

    def __call__(self, **properties: Any) -> Format:
        """Return the format of these properties over the base: ink, sans, 10 points, top of the cell."""
        merged = {
            "font_scheme": False,
            "font_name": SANS,
            "font_size": 10,
            "font_color": INK,
            "valign": "top",
            **properties,
        }
        key = tuple(sorted(merged.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(merged)
        return self._made[key]

    @property
    def percent(self) -> str:
        """Number format of a share of one; decimal and thousands marks follow the reader's own settings."""
        return self.percent_of(1)

    def percent_of(self, places: int) -> str:
        """Number format of a share of one with `places` decimals."""
        digits = "0" + ("." + "0" * places if places else "")
        return f'{digits}"{NARROW}"%' if self.language == "fr" else f"{digits}%"

    whole = "#,##0"
    decimal = "#,##0.##"
    two = "#,##0.00"
    day = "yyyy-mm-dd"


COUNTER_CARD = {"bg_color": COUNTER_TINT, "text_wrap": True}
"""What every cell right of the spine shares."""
