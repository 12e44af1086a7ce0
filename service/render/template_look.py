"""Colours, fonts and cell formats of the template. What is written where is not decided here."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INK = "#141C26"
INK_SOFT = "#46525F"
EDGE = "#5D6976"
RULE = "#C9D0D7"
GROUND = "#F4F6F8"
CLAIM = "#17478F"
CLAIM_TINT = "#E9F0FA"
GREY = "#EDF0F3"
ERROR = "#B00020"
ERROR_TINT = "#FBE9EC"
WHITE = "#FFFFFF"

FONT = "Arial"
"""Excel has it; LibreOffice replaces it by Liberation Sans, whose letters are as wide."""

BODY = 10
SMALL = 9

_TOP: dict[str, Any] = {"valign": "top", "text_wrap": True}
_INPUT: dict[str, Any] = {
    **_TOP, "locked": False, "border": 1, "border_color": EDGE, "bg_color": CLAIM_TINT, "font_color": INK, "indent": 1,
    "align": "left",
}  # fmt: skip
_OPTIONAL: dict[str, Any] = {**_INPUT, "bg_color": WHITE}

STYLES: dict[str, dict[str, Any]] = {
    "code": {"font_color": RULE, "font_size": 8},
    "plain": {**_TOP},
    "small": {**_TOP, "font_size": SMALL, "font_color": INK_SOFT},
    "display": {"font_size": 20, "bold": True, "valign": "vcenter", "text_wrap": True},
    "heading": {"font_size": 15, "bold": True, "valign": "vcenter", "text_wrap": True},
    "subheading": {"font_size": 12, "bold": True, "valign": "vcenter", "bottom": 2, "bottom_color": INK},
    "lead": {"font_size": 11, "font_color": INK_SOFT, **_TOP},
    "count": {"font_size": 11, "bold": True, "font_color": CLAIM, "valign": "vcenter", "align": "right"},
    "total": {"font_size": 15, "bold": True, "font_color": CLAIM, "valign": "vcenter"},
    "column": {
        "bold": True,
        "font_size": SMALL,
        "font_color": INK_SOFT,
        "bg_color": GROUND,
        "bottom": 2,
        "bottom_color": INK,
        "valign": "vcenter",
        "text_wrap": True,
    },
    "band_code": {"bold": True, "font_color": WHITE, "bg_color": CLAIM, "valign": "vcenter", "align": "center"},
    "band": {
        "bold": True,
        "font_size": 11,
        "font_color": WHITE,
        "bg_color": CLAIM,
        "valign": "vcenter",
        "text_wrap": True,
    },
    "state": {
        "bold": True,
        "font_size": SMALL,
        "font_color": INK,
        "bg_color": CLAIM_TINT,
        "valign": "vcenter",
        "align": "center",
        "border": 1,
        "border_color": CLAIM,
        "text_wrap": True,
    },
    "band_notes": {
        "bold": True,
        "font_size": SMALL,
        "font_color": INK_SOFT,
        "bg_color": GROUND,
        "valign": "vcenter",
        "indent": 1,
        "align": "left",
    },
    "question": {**_TOP, "bold": True},
    "clause": {**_TOP, "italic": True, "font_color": INK_SOFT, "font_size": SMALL},
    "label": {**_TOP, "bottom": 4, "bottom_color": RULE},
    "sublabel": {**_TOP, "bottom": 4, "bottom_color": RULE, "indent": 2, "align": "left", "font_color": INK_SOFT},
    "unit": {**_TOP, "bottom": 4, "bottom_color": RULE, "font_color": INK_SOFT, "font_size": SMALL},
    "level_digit": {**_TOP, "bold": True, "align": "right", "font_color": CLAIM},
    "level": {**_TOP, "font_color": INK, "indent": 1, "align": "left"},
    "hint": {"font_size": SMALL, "bold": True, "font_color": ERROR, "valign": "top", "text_wrap": True},
    "notes": {**_TOP, "font_size": SMALL, "font_color": INK, "bg_color": GROUND, "indent": 1, "align": "left"},
    "in_integer": {**_INPUT, "num_format": "#,##0", "align": "right"},
    "in_decimal": {**_INPUT, "num_format": "#,##0.00####", "align": "right"},
    "in_level": {**_INPUT, "num_format": "0", "align": "center", "bold": True},
    "in_choice": {**_INPUT},
    "in_text": {**_INPUT, "num_format": "@"},
    "in_code": {**_INPUT, "num_format": "@"},
    "opt_integer": {**_OPTIONAL, "num_format": "#,##0", "align": "right"},
    "opt_decimal": {**_OPTIONAL, "num_format": "#,##0.00####", "align": "right"},
    "opt_signed": {**_OPTIONAL, "num_format": "#,##0.00####", "align": "right"},
    "opt_level": {**_OPTIONAL, "num_format": "0", "align": "center", "bold": True},
    "opt_choice": {**_OPTIONAL},
    "opt_text": {**_OPTIONAL, "num_format": "@"},
    "opt_long_text": {**_OPTIONAL, "num_format": "@"},
    "opt_code": {**_OPTIONAL, "num_format": "@"},
    "opt_date": {**_OPTIONAL, "align": "right"},
    "in_long_text": {**_INPUT, "num_format": "@"},
    "in_date": {**_INPUT, "align": "right"},
    "row_number": {"font_size": SMALL, "font_color": INK_SOFT, "align": "center", "valign": "top"},
    "link": {**_TOP, "font_color": CLAIM, "underline": 1},
    "cell": {**_TOP, "bottom": 4, "bottom_color": RULE},
    "cell_right": {
        "valign": "top",
        "align": "right",
        "bottom": 4,
        "bottom_color": RULE,
        "bold": True,
        "font_color": CLAIM,
    },
    "notice": {**_TOP, "bg_color": GROUND, "left": 5, "left_color": INK, "indent": 1, "align": "left"},
    "key_input": {"bg_color": CLAIM_TINT, "border": 1, "border_color": EDGE},
    "key_optional": {"bg_color": WHITE, "border": 1, "border_color": EDGE},
    "key_aside": {"bg_color": GREY, "border": 1, "border_color": EDGE},
    "key_error": {"bg_color": ERROR_TINT, "border": 2, "border_color": ERROR},
    "key_band": {"bg_color": CLAIM},
}

CONDITIONS: dict[str, dict[str, Any]] = {
    "filled": {"bg_color": WHITE},
    "off": {"bg_color": GREY, "font_color": INK_SOFT},
    "needed": {"bg_color": ERROR_TINT, "border": 1, "border_color": ERROR},
    "wrong": {"font_color": ERROR, "bg_color": ERROR_TINT},
    "chosen": {"bold": True, "bg_color": CLAIM_TINT, "font_color": CLAIM},
    "done": {"bg_color": WHITE, "font_color": CLAIM},
}


class Look:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, book: Workbook, date_format: str) -> None:
        self._book = book
        self._date_format = date_format
        self._formats: dict[str, Format] = {}
        self._conditions: dict[str, Format] = {}

    def __call__(self, style: str) -> Format:
        """Return the cell format of a style; raises KeyError."""
        if style not in self._formats:
            properties = {"font_name": FONT, "font_size": BODY, "font_color": INK, "bg_color": WHITE, **STYLES[style]}
            if style.endswith("_date"):
                properties["num_format"] = self._date_format
            self._formats[style] = self._book.add_format(properties)
        return self._formats[style]

    def condition(self, name: str) -> Format:
        """Return the format that a conditional rule lays over a cell; raises KeyError."""
        if name not in self._conditions:
            self._conditions[name] = self._book.add_format(CONDITIONS[name])
        return self._conditions[name]
