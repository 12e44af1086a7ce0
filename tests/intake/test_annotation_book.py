"""A workbook of annotations read through the door it comes in by: every text, code and life comes back equal."""

from __future__ import annotations

import io
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from indicators.annotations import Annotation, Reply, Speaker, Target
from indicators.loader import bundled
from indicators.model import LANGUAGES, Language
from schemas.annotation import AnnotationRecord, EarlierVersion
from schemas.annotation_export import earlier_json, read_record
from service.form.annotation_table import SHEETS
from service.intake.annotation_book import read_annotation_book
from service.intake.confinement import ConfinedReader
from service.intake.places import Place
from service.render.annotation_book import write_annotation_book
from service.render.report.overflow import LIMITS, Limits
from tests.annotations_at_random import files
from tests.schemas.test_annotation_round_trip import before

WHEN = datetime(2026, 5, 12, tzinfo=UTC)
CLAUSE = Target("clause", framework="paris-2025@1", clause="1.1")


def written(
    annotations: Iterable[Annotation], language: Language = "fr", limits: Limits = LIMITS, *, onto_disk: bool = False
) -> bytes:
    """Return the workbook of annotations with the versions before them, or leave it on the disk."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "book.xlsx"
        write_annotation_book(path, ((one, before(one)) for one in annotations), bundled(), language, limits)
        return b"" if onto_disk else path.read_bytes()


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    with ConfinedReader(1) as confined:
        yield confined


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(annotations=files)
def test_what_is_written_is_read_back_equal(reader: ConfinedReader, annotations: tuple[Annotation, ...]) -> None:
    """On as many sheets as it takes, and with every earlier version."""
    for limits in (LIMITS, Limits(rows=4)):
        book = read_annotation_book(reader.read(written(annotations, limits=limits)))

        assert book.faults == ()
        assert tuple(read_record(item.content) for item in book.items) == annotations
        assert [AnnotationRecord.model_validate(item.content).earlier_versions for item in book.items] == [
            [EarlierVersion.model_validate(earlier_json(version)) for version in before(one)] for one in annotations
        ]


def test_what_goes_on_in_a_further_sheet_is_named_by_the_cell_it_stands_in(reader: ConfinedReader) -> None:
    one = Annotation("urn:a:1", Speaker("urn:u:1", "U"), "assessing", ("V1",), CLAUSE, {"fr": "Qui\u202f?"}, WHEN)
    three = [replace(one, id=f"urn:a:{number}", version=2) for number in range(3)]

    content = written(three, limits=Limits(rows=4))
    book = read_annotation_book(reader.read(content))

    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert [name for name in names if name.startswith(("Annotations", "Versions"))] == [
        *("Annotations", "Annotations (2)", "Versions antérieures", "Versions antérieures (2)"),
    ]
    assert book.place_of(2, ("motives", 0)) == Place("Annotations (2)", "K3")
    assert book.place_of(1, ("earlierVersions", 0, "body", 0, "value")) == Place("Versions antérieures", "H4")


def test_a_book_is_written_in_no_more_memory_for_ten_times_the_annotations() -> None:
    """What is alive at most while writing: a row at a time, not the workbook."""
    one = Annotation("urn:a:1", Speaker("urn:u:1", "U"), "assessing", ("V1",), CLAUSE, {"fr": "Qui ? " * 50}, WHEN)

    def most(count: int) -> int:
        tracemalloc.start()
        try:
            written((replace(one, id=f"urn:a:{number}") for number in range(count)), onto_disk=True)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(10)  # what is loaded once
    assert most(600) < most(60) * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_are_codes_then_words_and_what_is_chosen_has_a_list(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written((), language)))  # type: ignore[arg-type]

    for sheet in SHEETS:
        page = book[sheet.name.in_(language)]  # type: ignore[arg-type]
        assert [cell.value for cell in page[1]] == [field.code for field in sheet.fields]
        assert [cell.value for cell in page[2]] == [field.label.in_(language) for field in sheet.fields]  # type: ignore[arg-type]
        chosen = {cells.min_col for rule in page.data_validations.dataValidation for cells in rule.sqref.ranges}
        assert chosen == {number for number, field in enumerate(sheet.fields, 1) if field.choices}
    motives = [cell.value for cell in book["lists"]["Q"]]
    assert motives[0] == "motive"
    assert set(motives[1:]) >= {motive.id for motive in bundled().motives}


def test_a_book_from_before_replies_had_names_is_whole_without_that_column(reader: ConfinedReader) -> None:
    reply = Reply("EX-004", {"fr": "Non."}, WHEN, version=1, id="urn:a:1:reply:77")
    union = Speaker("urn:u:1", "U")
    one = Annotation("urn:a:1", union, "assessing", ("V1",), CLAUSE, {"fr": "Qui\u202f?"}, WHEN, replies=(reply,))
    content = written((one,))
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Réponses et positions"]
    column = next(cell.column for cell in page[1] if cell.value == "said_id")
    cells = [cell.value for cell in page[openpyxl.utils.get_column_letter(column)]]
    page.delete_cols(column)
    buffer = io.BytesIO()
    book.save(buffer)

    named, before = (read_annotation_book(reader.read(file)) for file in (content, buffer.getvalue()))

    assert cells == ["said_id", "Réponse (identifiant)", "urn:a:1:reply:77"]
    assert (named.faults, before.faults) == ((), ())
    assert read_record(named.items[0].content) == one
    assert read_record(before.items[0].content) == replace(one, replies=(replace(reply, id=None),))


def test_errors_formulas_and_missing_columns_are_named_by_their_cells(reader: ConfinedReader) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written((), "en")))
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
