"""A workbook of annotations read through the door it comes in by: every text, code and life comes back equal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from indicators.annotations import Annotation
from indicators.loader import bundled
from indicators.model import LANGUAGES
from schemas.annotation_export import read_record
from service.form.annotation_table import SHEETS
from service.intake.annotation_book import read_annotation_book
from service.intake.confinement import ConfinedReader
from service.render.annotation_book import annotation_book
from tests.annotations_at_random import files


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(1) as confined:
        yield confined


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(annotations=files)
def test_what_is_written_is_read_back_equal(reader: ConfinedReader, annotations: tuple[Annotation, ...]) -> None:
    book = read_annotation_book(reader.read(annotation_book(annotations, bundled(), "fr")))

    assert book.faults == ()
    assert tuple(read_record(item.content) for item in book.items) == annotations


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_are_codes_then_words_and_what_is_chosen_has_a_list(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(annotation_book((), bundled(), language)))  # type: ignore[arg-type]

    for sheet in SHEETS:
        page = book[sheet.name.in_(language)]  # type: ignore[arg-type]
        assert [cell.value for cell in page[1]] == [field.code for field in sheet.fields]
        assert [cell.value for cell in page[2]] == [field.label.in_(language) for field in sheet.fields]  # type: ignore[arg-type]
        chosen = {cells.min_col for rule in page.data_validations.dataValidation for cells in rule.sqref.ranges}
        assert chosen == {number for number, field in enumerate(sheet.fields, 1) if field.choices}
    motives = [cell.value for cell in book["lists"]["Q"]]
    assert motives[0] == "motive"
    assert set(motives[1:]) >= {motive.id for motive in bundled().motives}


def test_errors_formulas_and_missing_columns_are_named_by_their_cells(reader: ConfinedReader) -> None:
    book = openpyxl.load_workbook(io.BytesIO(annotation_book((), bundled(), "en")))
    page = book["Annotations"]
    page["A3"], page["Q3"] = "1", "=1+1"
    page["F1"] = "aim"
    buffer = io.BytesIO()
    book.save(buffer)

    read = read_annotation_book(reader.read(buffer.getvalue()))

    told = [(fault.code, fault.place.cell, fault.found, fault.expected) for fault in read.faults]
    assert ("N26", "Q3") in [(code, cell) for code, cell, _, _ in told]
    assert ("N28", "F1", "aim", "target") in told
    assert ("N28", "A1", "", "target") in told
