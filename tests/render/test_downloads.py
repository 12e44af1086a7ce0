"""The same report in every form, opened by other people's programs: equal values, annotations beside them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from frictionless import system, validate
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from python_calamine import CalamineWorkbook
from report_case import example_report, public_example

from indicators.figures import Cut
from indicators.model import Language
from service.render.charts.card import MOST_CARDS, figure_card
from service.render.downloads.statistics_exchange import cut_code, write_sdmx
from service.render.downloads.tables import opposed
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.objective import letters
from service.render.report.view import View
from service.workflows.downloads import Form, figure_png, figure_svg, write_form
from tests.libreoffice import LibreOffice

FORMS = {
    "figures.csv": Form("csv"),
    "answers.csv": Form("csv", "answers"),
    "figures.parquet": Form("parquet"),
    "answers.parquet": Form("parquet", "answers"),
    "report.ods": Form("ods"),
    "report.json": Form("json"),
    "sdmx.csv": Form("sdmx.csv"),
    "sdmx.json": Form("sdmx.json"),
    "package.zip": Form("package.zip"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every form of the example report, in English."""
    directory = tmp_path_factory.mktemp("downloads")
    for name, form in FORMS.items():
        write_form(directory / name, example_report(), form, "en", "complete")
    return {name: directory / name for name in FORMS}


def figure_values(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(i, c.dimension, c.value): f.claimed.value for (i, c), f in report.consolidation.figures.items()}


def close(value: float | None, expected: Decimal | None) -> bool:
    if expected is None:
        return value is None
    return value is not None and abs(value - float(expected)) <= 1e-12 * max(1.0, abs(float(expected)))


def test_csv_parquet_and_sql_hold_equal_figures(files: dict[str, Path]) -> None:
    expected = figure_values(example_report())
    with files["figures.csv"].open(encoding="utf-8", newline="") as file:
        exact = {
            (row["indicator"], row["dimension"], row["cut"]): Decimal(row["claimed_value"] or "0")
            for row in csv.DictReader(file)
        }
    frame = pl.read_parquet(files["figures.parquet"])
    asked = "SELECT indicator, dimension, coalesce(cut, ''), claimed_value FROM read_parquet(?)"
    queried = duckdb.sql(asked, params=[str(files["figures.parquet"])]).fetchall()

    assert exact == {key: value or Decimal(0) for key, value in expected.items()}
    assert all(close(value, expected[i, d, c]) for i, d, c, value in queried)
    assert len(queried) == frame.height == len(expected) == 1184
    assert frame.schema["low_coverage"] == pl.Boolean
    assert frame.schema["n_answered"] == pl.Int64


def test_pandas_reads_the_answers_with_the_annotations_beside_them(files: dict[str, Path]) -> None:
    read = pd.read_csv(files["answers.csv"])
    parquet = pl.read_parquet(files["answers.parquet"])
    one = parquet.filter((pl.col("signatory_id") == "EX-013") & (pl.col("indicator") == "SD-1"))

    assert len(read) == parquet.height
    assert read["value"].sum() == pytest.approx(parquet["value"].sum())
    contested = parquet.filter(pl.col("contest").is_in(["open", "answered"]))
    assert contested["counter_annotations"].null_count() == 0
    assert one.height == parquet.filter(signatory_id="EX-013", indicator="SD-1").height


def test_the_spreadsheet_opens_in_libreoffice_and_calamine_with_equal_values(
    files: dict[str, Path], tmp_path: Path
) -> None:
    book = CalamineWorkbook.from_path(str(files["report.ods"]))
    rows = book.get_sheet_by_name("Figures and breakdowns").to_python()
    resaved = LibreOffice(tmp_path).convert(files["report.ods"], "xlsx")
    again = CalamineWorkbook.from_path(str(resaved)).get_sheet_by_name("Figures and breakdowns").to_python()
    expected = figure_values(example_report())

    place = {code: rows[0].index(code) for code in ("indicator", "dimension", "cut", "claimed_value")}
    for sheet in (rows, again):
        for row in sheet[2:]:
            key = tuple(str(row[place[code]]) for code in ("indicator", "dimension", "cut"))
            value = row[place["claimed_value"]]
            assert close(None if value == "" else float(str(value)), expected[key[0], key[1], key[2]]), key
    assert book.sheet_names[:3] == ["Cover", "Figures and breakdowns", "Annotations"]
    assert len(rows) == len(again) == len(expected) + 2


def test_an_sdmx_library_reads_the_structure_and_the_data_by_it(files: dict[str, Path]) -> None:
    structures = read_sdmx(files["sdmx.json"])
    dataset = get_datasets(files["sdmx.csv"], files["sdmx.json"])[0]
    frame = dataset.data
    one = frame[
        (frame["INDICATOR"] == "SD-2")
        & (frame["CUT"] == "_T")
        & (frame["READING"] == "CLAIMED")
        & (frame["STATISTIC"] == "VALUE")
    ]

    assert len(structures.get_codelists()) == 9
    assert {code.id for code in structures.get_codelists()[0].items} == {"2026"}
    assert float(one["OBS_VALUE"].iloc[0]) == pytest.approx(
        float(example_report().consolidation.figure("SD-2").claimed.value or 0)
    )
    assert one["OBS_STATUS"].iloc[0] == "V"
    assert "[" in one["COUNTER_ANNOTATIONS"].iloc[0]


def test_the_frictionless_validator_finds_nothing_in_the_package(files: dict[str, Path]) -> None:
    with system.use_context(trusted=True):
        report = validate(str(files["package.zip"]))

    assert report.flatten(["name", "fieldName", "rowNumber", "type", "note"]) == []
    assert report.valid


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_carries_the_annotations_and_says_in_words_what_it_shows(language: Language) -> None:
    report = example_report()
    svg = figure_svg(report, "SD-1", language)
    tree = etree.fromstring(svg.encode())
    said = " ".join(" ".join(tree.itertext()).split())
    image = figure_png(svg)

    unions = {one.union.name for one in report.on_indicator["SD-1"]}
    assert all(union in said for union in unions)
    assert {"fr": "Opposé par les syndicats", "en": "Opposed by unions"}[language] in said
    assert {"fr": "Barre des 39 signataires", "en": "Bar of the 39 signatories"}[language] in said
    assert not tree.xpath("//*[local-name()='script' or local-name()='image']")
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20], "big") == 1200


def test_a_view_is_the_same_in_every_form(tmp_path: Path) -> None:
    view = View((Cut("country", "FR"),), frozenset({"SD-1", "SD-2"}), "claimed")
    report = replace(example_report(), view=view)
    for name, form in FORMS.items():
        write_form(tmp_path / name, report, form, "fr", "complete")
    table = pl.read_csv(tmp_path / "figures.csv")
    shown = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))

    assert table.select("indicator", "dimension", "cut").rows() == [
        ("SD-1", "country", "FR"),
        ("SD-2", "country", "FR"),
    ]
    assert table["aside_value"].null_count() == 2
    assert [(f["indicator"], f["cut"]["value"], f["set_aside"]) for f in shown["figures"]] == [
        ("SD-1", "FR", None),
        ("SD-2", "FR", None),
    ]
    answers = pl.read_parquet(tmp_path / "answers.parquet")
    assert set(answers["country"]) == {"FR"}
    assert set(answers["indicator"]) == {"SD-1", "SD-2"}
    assert set(pl.read_csv(tmp_path / "sdmx.csv")["READING"]) == {"CLAIMED"}


def test_what_unions_say_of_a_clause_travels_with_the_figures_that_measure_it(
    tmp_path: Path,
) -> None:
    report, words = example_report(), Words("fr")
    for indicator in report.framework.indicators:
        said = [one for clause in indicator.clauses for one in report.on_clause.get(clause, ())]
        if said and len(report.beside_figure(indicator.id)) <= MOST_CARDS:
            break
    path = tmp_path / "sdmx.csv"
    write_sdmx(path, report, words)

    frame = pl.read_csv(path, infer_schema=False).filter(pl.col("INDICATOR") == indicator.id)
    drawn = figure_card(report, indicator.id, "fr", source="")
    beside = {opposed(report.beside_figure(indicator.id), report, words)}

    assert set(frame["COUNTER_ANNOTATIONS"]) == beside
    assert all((opposed([one], report, words) or "-") in str(*beside) for one in said)
    last = letters(len(report.beside_figure(indicator.id)) - 1)
    assert report.beside_figure(indicator.id)[-1] == said[-1]
    assert f'id="{last}"' in drawn


def test_a_reading_that_the_public_may_not_see_is_told_as_suppressed_with_its_ground(tmp_path: Path) -> None:
    report, path = public_example(), tmp_path / "sdmx.csv"
    write_sdmx(path, report, Words("en"))
    table = pl.read_csv(path, infer_schema=False)
    rows = table.filter((pl.col("STATISTIC") == "VALUE") & (pl.col("READING") == "SET_ASIDE"))
    withheld = {
        (id_, cut.dimension.upper(), cut_code(cut)): figure.withheld["set_aside"]
        for (id_, cut), figure in report.consolidation.figures.items()
        if "set_aside" in figure.withheld
    }

    told = {(one["INDICATOR"], one["BREAKDOWN"], one["CUT"]): one for one in rows.to_dicts()}
    said = {key: (told[key]["OBS_VALUE"], told[key]["OBS_STATUS"], told[key]["CONF_STATUS"]) for key in withheld}
    assert withheld
    assert said == {key: (None, "Q", code) for key, code in withheld.items()}
