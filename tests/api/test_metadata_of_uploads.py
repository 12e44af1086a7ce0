"""What a workbook says of who made it: nothing of it stays from a union's file; a company's goes back to it alone."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty
from sqlalchemy import LargeBinary, select

from service.api.workbooks import XLSX
from service.store.tables import metadata
from tests.api.conftest import Stage
from tests.api.test_annotation_exchange import WORKBOOK, exported
from tests.api.test_annotation_life import on_answer
from tests.api.test_uploads import _upload, _workbook
from tests.ledger.scene import Log

NAME, MACHINE = "Zoe Temoin", "POSTE-47-ZT"
TRACES = (NAME, MACHINE)
_PERSONS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_REL = "http://schemas.microsoft.com/office/2017/10/relationships"
_OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "xl/persons/person.xml": f'<personList xmlns="{_PERSONS}"><person displayName="{NAME}" '
    f'id="{{6A2F0C11-0000-4000-8000-000000000001}}" userId="{MACHINE}" providerId="AD"/></personList>',
    "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="{_PERSONS}"><threadedComment ref="B3" '
    'dT="2026-05-12T09:30:00.00" personId="{6A2F0C11-0000-4000-8000-000000000001}" '
    f'id="{{6A2F0C11-0000-4000-8000-000000000002}}"><text>relu par {NAME}</text></threadedComment></ThreadedComments>',
    "xl/printerSettings/printerSettings1.bin": f"\\\\{MACHINE}\\imprimante de {NAME}",
}
_TYPES = (
    '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>'
    '<Override PartName="/xl/threadedComments/threadedComment1.xml" '
    'ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
    '<Default Extension="bin" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
)


def signed(content: bytes) -> bytes:
    """Return the workbook as a program leaves it that says who wrote it, when, where, and who commented on it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.properties.creator = book.properties.lastModifiedBy = NAME
    book.properties.description = book.properties.category = MACHINE
    book.custom_doc_props.append(StringProperty(name="Auteur", value=NAME))
    book.worksheets[0].cell(1, 40).comment = openpyxl.comments.Comment(f"vu par {NAME}", NAME)
    buffer = io.BytesIO()
    book.save(buffer)
    source, out = zipfile.ZipFile(buffer), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, _with_relations(part, source.read(part)))
        for part, said in _PARTS.items():
            target.writestr(part, said.encode("utf-16-le" if part.endswith(".bin") else "utf-8"))
    return out.getvalue()


def _with_relations(part: str, content: bytes) -> bytes:
    added = {
        "[Content_Types].xml": _TYPES,
        "xl/_rels/workbook.xml.rels": f'<Relationship Id="rIdP" Type="{_REL}/person" Target="persons/person.xml"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationship Id="rIdT" Type="{_REL}/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/>'
        f'<Relationship Id="rIdS" Type="{_OFFICE_REL}/printerSettings" '
        'Target="../printerSettings/printerSettings1.bin"/>',
        "docProps/app.xml": f"<Company>{MACHINE}</Company><Manager>{NAME}</Manager>",
    }
    return re.sub(rb"(</(?:Types|Relationships|Properties)>)\s*$", added.get(part, "").encode() + rb"\1", content)


def found_in(content: bytes) -> set[str]:
    """Which traces some bytes hold, also within the parts of a package, in whatever coding programs use."""
    heaps = [content]
    if content[:2] == b"PK":
        package = zipfile.ZipFile(io.BytesIO(content))
        heaps = [one for part in package.namelist() for one in (part.encode(), package.read(part))]
        inner = [one for one in heaps if one[:2] == b"PK"]
        heaps += [one for heap in inner for one in _parts(heap)]
    wanted = {trace: (trace.encode(), trace.encode("utf-16-le")) for trace in TRACES}
    return {trace for trace, codings in wanted.items() for heap in heaps for coding in codings if coding in heap}


def _parts(heap: bytes) -> list[bytes]:
    package = zipfile.ZipFile(io.BytesIO(heap))
    return [package.read(part) for part in package.namelist()]


def kept(stage: Stage) -> dict[str, set[str]]:
    """Which traces the database holds, by `table.column`."""
    held: dict[str, set[str]] = {}
    with stage.database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column in table.columns:
                    value: Any = row[column.name]
                    heap = bytes(value) if isinstance(column.type, LargeBinary) and value else repr(value).encode()
                    if here := found_in(heap):
                        held[f"{table.name}.{column.name}"] = here
    return held


def test_the_workbook_of_this_test_says_who_made_it_in_every_way(light_stage: Stage) -> None:
    """And is read by the door all the same: what follows is not said of a file that was refused."""
    content = signed(light_stage.client("union").get(WORKBOOK).content)
    package = zipfile.ZipFile(io.BytesIO(content))

    saying = {part for part in package.namelist() if found_in(package.read(part))}

    assert saying >= {
        "docProps/core.xml",
        "docProps/app.xml",
        "docProps/custom.xml",
        "xl/comments/comment1.xml",
        *_PARTS,
    }
    sent = light_stage.client("union").post(WORKBOOK, files={"file": ("x.xlsx", content)})
    assert sent.status_code == 201, sent.text


@pytest.mark.parametrize("door", ["api", "page"])
def test_nothing_that_could_know_a_worker_stays_from_a_unions_workbook(stage: Stage, door: str) -> None:
    on_answer(stage)
    items = exported(stage)["first"]["items"]
    book = openpyxl.load_workbook(io.BytesIO(stage.client("union").get(WORKBOOK, params={"language": "en"}).content))
    sheet = book["Annotations"]
    sheet.cell(3, 1).value = None  # the same words anew, in an annotation of their own
    for column in range(1, sheet.max_column + 1):
        if sheet.cell(1, column).value in ("version", "created", "modified"):
            sheet.cell(3, column).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    file = {"file": (f"temoignage {NAME}.xlsx", signed(buffer.getvalue()))}

    if door == "api":
        done = stage.client("union").post(WORKBOOK, files=file, headers={"Idempotency-Key": "one"})
        assert (done.status_code, len(done.json()["created"])) == (201, 1), done.text
    else:
        page = stage.browser("union").post("/en/union/exchange", files=file, data={"act": "file"})
        assert "New: 1." in page.text

    assert kept(stage) == {}
    assert len(exported(stage)["first"]["items"]) == len(items) + 1
    for who in ("union", "company", "secretariat"):
        for form in (WORKBOOK, "/api/v1/annotations/collection?whole=true"):
            assert found_in(stage.client(who).get(form).content) == set()


def test_a_companys_workbook_is_kept_as_it_came_and_goes_back_to_the_company_alone(stage: Stage) -> None:
    content = signed(_workbook(stage, stage.body()))
    filed = _upload(stage, content, name=f"declaration de {NAME}.xlsx")
    assert filed.status_code == 201, filed.text
    Log(stage.database, None, None).sign()  # type: ignore[arg-type]
    received = "/api/v1/submissions/2026.EX-001/revisions/1/upload"

    assert stage.client("company").get(received).content == content
    assert kept(stage) == {"upload.content": set(TRACES)}
    assert stage.browser("company").get("/en/company/2026/revisions/1/workbook").content == content
    others = ("nobody", "other company", "union", "secretariat", "analyst")
    assert {who: stage.client(who).get(received).status_code for who in others} == {
        "nobody": 401,
        "other company": 404,
        "union": 403,
        "secretariat": 403,
        "analyst": 403,
    }
    assert stage.browser("other company").get("/en/company/2026/revisions/1/workbook").status_code == 404


def test_what_others_are_served_of_a_companys_answers_says_nothing_of_who_filled_them_in(light_stage: Stage) -> None:
    filed = _upload(light_stage, signed(_workbook(light_stage, light_stage.body(publication="full"))))
    assert filed.status_code == 201, filed.text
    revision = "/api/v1/submissions/2026.EX-001/revisions/1"
    files = [f"/api/v1/cycles/2026/report.{suffix}" for suffix in ("xlsx", "ods", "json")]

    served = {
        path: light_stage.client(who).get(path)
        for who, paths in {
            "secretariat": [revision, *files],
            "union": [revision, *files],
            "company": ["/api/v1/cycles/2026/template.xlsx"],
        }.items()
        for path in paths
    }

    assert {path: answer.status_code for path, answer in served.items()} == dict.fromkeys(served, 200)
    assert {path: found_in(answer.content) for path, answer in served.items()} == {path: set() for path in served}


def test_a_marked_workbook_is_the_uploaders_own(light_stage: Stage) -> None:
    body = light_stage.body()
    body["answers"][0]["values"] = dict.fromkeys(body["answers"][0]["values"], -1)

    marked = _upload(light_stage, signed(_workbook(light_stage, body)), headers={"Accept": XLSX})

    assert (marked.status_code, marked.headers["content-type"]) == (422, XLSX)
    assert kept(light_stage) == {}, "what was not filed is not kept"
