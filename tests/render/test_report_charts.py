"""The bars are native charts over the cells beside them: blue if declared, hatched if contested, empty if silent."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from service.render.report import bar
from service.render.report.contents import Report
from service.render.report.language import Words

C = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}


def charts(path: Path) -> list[etree._Element]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(
            (name for name in archive.namelist() if name.startswith("xl/charts/chart")),
            key=lambda name: int(re.findall(r"\d+", name)[0]),
        )
        return [etree.fromstring(archive.read(name)) for name in names]


@pytest.fixture(scope="session")
def drawn(report_files: Mapping[str, Path]) -> list[etree._Element]:
    """Every chart of the French report."""
    return charts(report_files["fr"])


def test_every_indicator_has_its_bar_and_the_cover_one_of_coverage(drawn: list[etree._Element], report: Report) -> None:
    assert len(drawn) == len(report.framework.indicators) + 1
    assert all(chart.find(".//c:barChart/c:grouping", C).get("val") == "stacked" for chart in drawn)


def test_contested_answers_are_hatched_with_a_vermilion_edge(drawn: list[etree._Element], report: Report) -> None:
    contested = [i.id for i in report.framework.indicators if report.consolidation.figure(i.id).contested]
    hatched = [c for c in drawn[1:] if c.findall(".//a:pattFill[@prst='wdUpDiag']", C)]
    assert len(hatched) == len(contested)
    for chart in hatched:
        for pattern in chart.findall(".//a:pattFill[@prst='wdUpDiag']", C):
            edge = pattern.getparent().find("a:ln/a:solidFill/a:srgbClr", C)
            assert edge.get("val") == "A33A12"


def test_a_bar_is_as_long_as_all_signatories_and_its_cached_values_add_up(drawn: list[etree._Element]) -> None:
    for chart in drawn[1:]:
        longest = float(chart.find(".//c:valAx/c:scaling/c:max", C).get("val"))
        values = [float(value.text) for value in chart.findall(".//c:ser/c:val//c:pt/c:v", C)]
        assert (longest, sum(values)) == (39.0, 39.0)


def test_silent_signatories_are_dashed_and_unfilled(drawn: list[etree._Element]) -> None:
    for chart in drawn[1:]:
        last = chart.findall(".//c:ser", C)[-1]
        assert last.find("c:spPr/a:noFill", C) is not None
        assert last.find("c:spPr/a:ln/a:prstDash", C).get("val") == "dash"


def test_every_chart_says_in_words_what_it_shows(report_files: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(report_files["fr"]) as archive:
        drawings = [
            archive.read(name).decode() for name in archive.namelist() if re.match(r"xl/drawings/drawing\d", name)
        ]
    said = [text for drawing in drawings for text in re.findall(r'descr="([^"]+)"', drawing)]
    assert len(said) == 33
    assert sum(text.startswith("Barre des 39 signataires pour ") for text in said) == 32


def test_segments_add_up_and_low_coverage_shows_no_bands(report: Report) -> None:
    words = Words("en")
    for indicator in report.framework.indicators:
        figure = report.consolidation.figure(indicator.id)
        parts = bar.segments(indicator, figure, words)
        assert sum(part.count + (part.contested or 0) for part in parts) == figure.coverage.signatories
        assert sum(part.contested or 0 for part in parts) == figure.contested
        if figure.low_coverage:
            assert next(part.key for part in parts) == "answered"
