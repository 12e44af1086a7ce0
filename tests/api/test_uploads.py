"""Uploading a workbook: the same revision as by JSON, or every fault with its sheet and its cell."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from schemas.submission import SubmissionIn
from service.api.workbooks import XLSX
from service.render.filled_template import fill
from tests.api.conftest import Stage
from tests.samples import value_of

HERE = "/api/v1/cycles/2026/submissions/workbook"


def _workbook(stage: Stage, body: dict[str, Any]) -> bytes:
    return fill(SubmissionIn.model_validate(body).as_submission(), stage.framework)


def _upload(stage: Stage, content: bytes, who: str = "company", name: str = "declaration.xlsx", **options: Any) -> Any:
    return stage.client(who).post(HERE, files={"file": (name, content, XLSX)}, **options)


def test_a_workbook_files_the_same_content_as_json(stage: Stage) -> None:
    by_json = stage.filed()
    content = _workbook(stage, stage.body())

    response = _upload(stage, content)

    by_workbook = response.json()
    assert response.status_code == 201, response.text
    assert by_workbook["content"] == by_json["content"]
    assert (by_workbook["revision"], by_workbook["source"]) == (2, "workbook")
    assert by_workbook["sha256"] == hashlib.sha256(content).hexdigest()
    with stage.database.reading() as connection:
        assert connection.execute(text("SELECT content FROM upload")).scalar_one() == content


def test_faults_come_back_with_sheet_and_cell(stage: Stage) -> None:
    body = stage.body()
    value_of(body, "SD-1")["numerator"] = 99
    content = _workbook(stage, body)

    response = _upload(stage, content, headers={"Accept-Language": "en"})

    errors = [one for one in response.json()["findings"] if one["severity"] == "error"]
    assert response.status_code == 422
    assert [(one["code"], one["indicator"], one["field"], one["found"]) for one in errors] == [
        ("E04", "SD-1", "numerator", "99")
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(content))[errors[0]["sheet"]]
    assert sheet[errors[0]["cell"]].value == 99
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").status_code == 404


def test_who_accepts_a_workbook_gets_it_back_with_the_cell_marked(light_stage: Stage) -> None:
    body = light_stage.body()
    value_of(body, "SD-1")["numerator"] = 99
    content = _workbook(light_stage, body)
    finding = next(
        one
        for one in _upload(light_stage, content).json()["findings"]
        if (one["code"], one["indicator"]) == ("E04", "SD-1")
    )

    response = _upload(light_stage, content, headers={"Accept": f"{XLSX}, application/problem+json;q=0.5"})

    assert (response.status_code, response.headers["content-type"]) == (422, XLSX)
    cell = openpyxl.load_workbook(io.BytesIO(response.content))[finding["sheet"]][finding["cell"]]
    assert cell.value == 99
    assert cell.comment is not None
    assert "E04" in cell.comment.text


def test_a_dry_run_of_a_workbook_writes_nothing(light_stage: Stage) -> None:
    response = _upload(light_stage, _workbook(light_stage, light_stage.body()), params={"dry_run": "true"})

    assert (response.status_code, response.json()["accepted"], response.json()["revision"]) == (200, True, 1)
    assert light_stage.client("company").get("/api/v1/submissions/2026.EX-001").status_code == 404


def test_the_template_of_the_service_is_prefilled_for_the_company_that_asks(light_stage: Stage) -> None:
    company = light_stage.client("company").get("/api/v1/cycles/2026/template.xlsx?language=en")
    public = light_stage.client().get("/api/v1/cycles/2026/template.xlsx?language=en")

    def texts(content: bytes) -> set[str]:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}

    assert company.headers["content-disposition"] == 'attachment; filename="enregard-2026-en.xlsx"'
    assert {"company (invented)", "EX-001"} <= texts(company.content)
    assert "EX-001" not in texts(public.content)


def test_a_workbook_prefilled_for_another_company_is_refused(light_stage: Stage) -> None:
    response = _upload(light_stage, _workbook(light_stage, light_stage.body(reference="EX-002")))

    assert (response.status_code, response.json()["code"]) == (403, "not_own_signatory")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"a,b\n1,2\n", b"\x00" * 1000])
def test_what_is_no_workbook_is_refused_with_a_reason(light_stage: Stage, content: bytes) -> None:
    response = _upload(light_stage, content, headers={"Accept-Language": "en"})

    found = response.json()
    assert (response.status_code, found["code"]) == (422, "unreadable_upload")
    assert found["findings"][0]["code"].startswith("U")
    assert found["findings"][0]["message"] == found["detail"]


def test_a_workbook_that_is_not_the_form_is_told_so(light_stage: Stage) -> None:
    other = io.BytesIO()
    openpyxl.Workbook().save(other)

    response = _upload(light_stage, other.getvalue(), headers={"Accept": XLSX})

    assert response.status_code == 422
    assert [one["code"] for one in response.json()["findings"]] == ["E20"]


def test_the_name_of_a_file_goes_nowhere(light_stage: Stage) -> None:
    name = "../../etc/passwd\x00.xlsx"
    response = _upload(light_stage, _workbook(light_stage, light_stage.body()), name=name)

    assert response.status_code == 201
    assert "passwd" not in response.text
    assert "passwd" not in str(response.headers)


def test_an_upload_is_bounded(light_stage: Stage) -> None:
    declared = _upload(light_stage, b"x" * 10_100_000)

    def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(300):
            yield b"x" * 100_000

    streamed = light_stage.client("company").post(
        HERE, content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert (declared.status_code, declared.json()["code"]) == (413, "body_too_large")
    assert (streamed.status_code, streamed.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"files": {"other": ("a.xlsx", b"x")}}, 422, "invalid_request"),
        ({"files": [("file", ("a", b"x")), ("file", ("b", b"x"))]}, 400, "bad_form"),
        ({"data": {"file": "text"}, "files": {"extra": ("a", b"x")}}, 422, "invalid_request"),
        ({"content": b"--b", "headers": {"Content-Type": "multipart/form-data"}}, 400, "bad_form"),
        ({"content": b"nothing", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 400, "bad_form"),
        ({"json": {}}, 415, "unsupported_media_type"),
        ({"data": {f"f{n}": "x" for n in range(50)}, "files": {"file": ("a", b"x")}}, 400, "bad_form"),
    ],
)
def test_a_form_that_holds_no_file_or_too_much_is_refused(
    light_stage: Stage, sent: dict[str, Any], status: int, code: str
) -> None:
    response = light_stage.client("company").post(HERE, **sent)

    assert (response.status_code, response.json()["code"]) == (status, code), response.text


def test_an_upload_with_a_key_files_once(stage: Stage) -> None:
    content = _workbook(stage, stage.body())

    first, again = (_upload(stage, content, headers={"Idempotency-Key": "w"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.json()["revision"] == 1


@pytest.mark.parametrize(("arrived", "late"), [(timedelta(seconds=-1), False), (timedelta(0), True)])
def test_whether_a_workbook_is_late_follows_from_its_arrival_not_from_how_long_it_was_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, arrived: timedelta, late: bool
) -> None:
    house = stage.app.state.house
    closes = datetime.fromisoformat(stage.client("company").get("/api/v1/cycles/2026").json()["closes"])
    moments = [closes + arrived]
    house.clock = lambda: moments[-1]
    reading = house.reader.read

    class Slow:
        """The worker is busy until the cycle has closed."""

        def read(self, source: Any) -> Any:
            moments.append(closes + timedelta(minutes=1))
            return reading(source)

    monkeypatch.setattr(house, "reader", Slow())
    response = _upload(stage, _workbook(stage, stage.body()))

    assert response.status_code == 201, response.text
    revision = stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").json()
    assert revision["late"] is late
    assert datetime.fromisoformat(revision["received"]) == closes + timedelta(minutes=1), "recorded when it was filed"
