"""The bar of all signatories: its segments in order, as values, words and a native chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.workbook import Workbook

from indicators.figures import Figure
from indicators.model import Indicator
from service.render.report.language import Words
from service.render.report.styles import BORDER, CLAIM, COUNTER, EMPTY, INK, PAPER, SANS, SHADES


@dataclass(frozen=True, slots=True)
class Segment:
    """One row of the bar's table: its label, how many companies, how many of them contested (None: cannot be)."""

    key: str
    label: str
    count: int
    contested: int | None
    shade: str


_AFTER = ("not_applicable", "not_available", "unanswered", "silent")


def segments(indicator: Indicator, figure: Figure, words: Words) -> tuple[Segment, ...]:
    """Return the segments from the highest band to the silent signatories; they add up to all signatories.

    With low coverage only the count of answers is shown, in one segment (interface, charts 6).
    """
    coverage = figure.coverage
    found: list[Segment] = []
    bands = () if figure.low_coverage else figure.bands
    for place, band in enumerate(bands):
        if band.key == "undefined" and not band.uncontested + band.contested:
            continue
        shade = SHADES[-1] if band.key in {"0", "zero", "undefined"} else SHADES[min(place, len(SHADES) - 1)]
        found.append(Segment(band.key, band_label(indicator, band.key, words), band.uncontested, band.contested, shade))
    if not bands:
        plain = max(coverage.answered - figure.contested, 0)
        found.append(Segment("answered", words("band_answered"), plain, coverage.answered - plain, CLAIM))
    for key in _AFTER:
        count = int(getattr(coverage, key))
        if count or key in {"not_applicable", "silent"}:
            found.append(Segment(key, words(key), count, None, EMPTY if key == "not_applicable" else PAPER))
    return tuple(found)


def band_label(indicator: Indicator, key: str, words: Words) -> str:
    """Return the words for a band's key; a level's key is a digit."""
    known = f"band_level_{key}" if indicator.kind == "level" else f"band_{key}"
    try:
        return words(known)
    except KeyError:
        return words("band_other", band=key)


def swatch(key: str, shade: str) -> dict[str, Any]:
    """Return the look of the cell that shows a segment's fill in a table."""
    border = {"not_available": 1, "unanswered": 4, "silent": 3}.get(key, 1)
    ground = {"not_applicable": EMPTY}.get(key, PAPER if key in _AFTER else shade)
    return {"bg_color": ground, "border": border, "border_color": BORDER}


def fill(key: str, shade: str, *, contested: bool = False) -> dict[str, Any]:
    """Return the chart fill of a segment: solid where declared, hatched where contested, white where nothing is said.

    What is not said differs by its edge: not available solid, left unanswered dotted, silent dashed and unfilled.
    """
    if contested:
        return {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": shade, "bg_color": PAPER},
            "border": {"color": COUNTER, "width": 2},
        }
    if key == "silent":
        return {"fill": {"none": True}, "border": {"color": BORDER, "width": 1, "dash_type": "dash"}}
    if key == "unanswered":
        return {"fill": {"color": PAPER}, "border": {"color": BORDER, "width": 1, "dash_type": "round_dot"}}
    ground = {"not_applicable": EMPTY, "not_available": PAPER}.get(key, shade)
    return {"fill": {"color": ground}, "border": {"color": BORDER, "width": 0.75}}


def sentence(indicator: Indicator, parts: tuple[Segment, ...], words: Words) -> str:
    """Return the sentence that says what the bar shows, for those who cannot see it."""
    said: list[str] = []
    for part in parts:
        if part.count:
            said.append(words("bar_part", count=part.count, label=part.label.lower()))
        if part.contested:
            said.append(words("bar_part", count=part.contested, label=f"{part.label} ({words('contested')})".lower()))
    signatories = sum(part.count + (part.contested or 0) for part in parts)
    return words("bar_alt", signatories=signatories, indicator=indicator.id, parts=", ".join(said))


def chart(
    workbook: Workbook, sheet: str, first_row: int, parts: tuple[Segment, ...], columns: tuple[int, int, int]
) -> Any:
    """Return a stacked bar over the table that begins at `first_row`: label, uncontested and contested `columns`."""
    label, plain, disputed = columns
    bar = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for place, part in enumerate(parts):
        row = first_row + place
        for column, contested in ((plain, False), (disputed, True)):
            if contested and not part.contested:
                continue
            bar.add_series(
                {
                    "name": [sheet, row, label],
                    "values": [sheet, row, column, row, column],
                    "gap": 12,
                    "data_labels": _label(part, contested=contested),
                    **fill(part.key, part.shade, contested=contested),
                }
            )
    _bare(bar, sum(part.count + (part.contested or 0) for part in parts))
    return bar


def _label(part: Segment, *, contested: bool) -> dict[str, Any]:
    dark = not contested and part.shade in SHADES[:2] and part.contested is not None
    font: dict[str, Any] = {"name": SANS, "size": 10, "bold": True, "color": PAPER if dark else INK}
    label: dict[str, Any] = {"value": True, "num_format": "0;;;", "font": font}
    if contested:
        label |= {"fill": {"color": PAPER}, "font": {**font, "color": COUNTER}}
    return label


def _bare(bar: Any, most: int) -> None:
    """Leave only the bar: every number stands in the table under it."""
    bar.set_legend({"none": True})
    bar.set_title({"none": True})
    bar.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": max(most, 1)})
    bar.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    bar.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    bar.set_plotarea({"layout": {"x": 0.0, "y": 0.08, "width": 1.0, "height": 0.84}, "fill": {"none": True}})
