"""What the tests of the report share: the example report written once in each language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from report_case import example_report

from indicators.model import LANGUAGES
from service.render.report.contents import Report
from service.render.report.workbook import write_report


@pytest.fixture(scope="session")
def report() -> Report:
    """The report of the example cycle."""
    return example_report()


@pytest.fixture(scope="session")
def report_files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The report's workbook by language."""
    folder = tmp_path_factory.mktemp("report")
    for language in LANGUAGES:
        write_report(folder / f"report.{language}.xlsx", report, language)
    return {language: folder / f"report.{language}.xlsx" for language in LANGUAGES}


@pytest.fixture(scope="session")
def french(report_files: Mapping[str, Path]) -> Workbook:
    """The French workbook, read back by openpyxl."""
    return openpyxl.load_workbook(report_files["fr"])


@pytest.fixture(scope="session")
def english(report_files: Mapping[str, Path]) -> Workbook:
    """The English workbook, read back by openpyxl."""
    return openpyxl.load_workbook(report_files["en"])
