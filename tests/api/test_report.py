"""The report over HTTP: the same figures as by the rules alone, the workbook readable, for those who see all."""

from __future__ import annotations

import io

import openpyxl

from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.figures import Signatory
from schemas.submission import SubmissionIn
from service.workflows.signatories import write_roster
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, value_of

HERE = "/api/v1/cycles/2026/report"


def _file_two_and_contest_one(stage: Stage) -> None:
    stage.filed("company")
    body = stage.body()
    value_of(body, "SD-1")["numerator"] = 8
    posted = stage.client("other company").post("/api/v1/cycles/2026/submissions", json=body)
    assert posted.status_code == 201, posted.text
    contested = stage.client("union").post(
        "/api/v1/annotations", json=annotation(answer_target("SD-1", "EX-002"), ("A1",))
    )
    assert contested.status_code == 201, contested.text


def test_figures_are_sums_of_what_was_filed_with_the_contested_set_aside(stage: Stage) -> None:
    _file_two_and_contest_one(stage)
    write_roster(stage.database, "2026", [Signatory("EX-003", "Silencieuse (invented)", "FR", "C", 500)])

    response = stage.client("union").get(HERE, params={"indicator": "SD-1"})

    report = response.json()
    figure = report["figures"][0]
    assert response.status_code == 200, response.text
    assert [one["indicator"] for one in report["figures"]] == ["SD-1"]
    assert (figure["claimed"]["numerator"], figure["claimed"]["denominator"], figure["claimed"]["value"]) == (
        12,
        16,
        0.75,
    )
    assert (figure["set_aside"]["numerator"], figure["set_aside"]["denominator"]) == (4, 8)
    assert figure["contested"] == 1
    assert figure["annotations_by_motive"] == {"A1": 1}
    assert (figure["coverage"]["signatories"], figure["coverage"]["answered"], figure["coverage"]["silent"]) == (
        3,
        2,
        1,
    )
    assert [one["id"] for one in report["headline"]["silent"]] == ["EX-003"]
    assert [one["motives"] for one in report["annotations"]] == [["A1"]]


def test_the_store_gives_the_rules_what_a_folder_of_files_would(stage: Stage) -> None:
    from service.store import whole_cycle
    from service.store.cycles import find_cycle

    _file_two_and_contest_one(stage)
    with stage.database.reading() as connection:
        cycle = find_cycle(connection, "2026")
        assert cycle is not None
        stored = whole_cycle.load(connection, cycle)
    body = stage.body(reference="EX-001")
    by_hand = SubmissionIn.model_validate(body).as_submission()

    assert stored.filed[0].submission == by_hand
    again = Cycle(
        id="2026",
        framework=stage.framework.ref,
        signatories=stored.signatories,
        filed=(Filed("EX-001", 1, by_hand), stored.filed[1]),
        annotations=stored.annotations,
    )
    assert consolidate(stage.framework, again).figures == consolidate(stage.framework, stored).figures


def test_a_cut_an_objective_or_an_indicator_can_be_asked_for(stage: Stage) -> None:
    stage.filed("company")
    write_roster(
        stage.database,
        "2026",
        [Signatory("EX-001", "Une (invented)", "FR", "C", 1200), Signatory("EX-002", "Deux (invented)", "BE", "L", 90)],
    )
    union = stage.client("union")

    belgian = union.get(HERE, params={"country": "BE", "indicator": "SD-1"}).json()["figures"]
    both = union.get(HERE, params={"sector": "C", "size": "1000-4999", "objective": 2}).json()["figures"]
    none = union.get(HERE, params={"sector": "V"}).json()["figures"]

    assert [(one["cut"], one["coverage"]["silent"]) for one in belgian] == [
        ({"dimension": "country", "value": "BE"}, 1)
    ]
    assert {(one["cut"]["dimension"], one["cut"]["value"]) for one in both} == {("sector", "C"), ("size", "1000-4999")}
    assert {one["indicator"] for one in both} == {one.id for one in stage.framework.of_objective(2)}
    assert none == []


def test_the_workbook_holds_answers_and_counter_annotations_in_both_languages(light_stage: Stage) -> None:
    _file_two_and_contest_one(light_stage)

    for language in ("fr", "en"):
        response = light_stage.client("secretariat").get(f"{HERE}.xlsx", params={"language": language})
        assert response.status_code == 200, response.text
        assert response.headers["content-disposition"] == f'attachment; filename="enregard-report-2026-{language}.xlsx"'
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        cells = {
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        assert "company (invented)" in cells
        assert any("Rien ne dit qui est consulté, ni quand." in text for text in cells)


def test_a_cycle_that_nobody_answered_has_a_report_too(light_stage: Stage) -> None:
    report = light_stage.client("union").get(HERE)
    book = light_stage.client("union").get(f"{HERE}.xlsx")

    assert report.status_code == 200, report.text
    assert report.json()["headline"]["submitted"] == 0
    assert book.status_code == 200


def test_the_report_is_for_those_who_see_every_answer(light_stage: Stage) -> None:
    light_stage.employ("unverified union", "union", verified=False)
    for path in (HERE, f"{HERE}.xlsx"):
        codes = {name: light_stage.client(name).get(path).status_code for name in ("nobody", *light_stage.tokens)}
        assert codes == {
            "nobody": 401,
            "company": 403,
            "other company": 403,
            "analyst": 403,
            "unverified union": 403,
            "union": 200,
            "other union": 200,
            "secretariat": 200,
        }
