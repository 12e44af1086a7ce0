"""A zip of workbooks filed by the secretariat: each once, in its company's name, with reasons for what is not."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indicators.answers import Answer
from service.actors import OPERATOR
from service.workflows import bulk_filing
from service.workflows.bulk import work_off
from service.workflows.bulk_filing import FilingRoom
from service.workflows.run_cycle import begin
from tests.api.conftest import Stage
from tests.workbooks import PROFILE, workbook

HERE = "/api/v1/cycles/2026/bulk"
ZIP = "application/zip"


def _workbook(signatory: str, name: str, **changed: Any) -> bytes:
    return workbook(organisation=replace(PROFILE, name=name, reference=signatory, **changed))


def _zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _room(stage: Stage) -> FilingRoom:
    house = stage.app.state.house
    return FilingRoom(house.database, house.frameworks, house.reader, house.clock)


def _sent(stage: Stage, content: bytes, **headers: str) -> Any:
    return stage.client("secretariat").post(HERE, files={"file": ("all.zip", content, ZIP)}, headers=headers)


def _job(stage: Stage, taken: Any) -> dict[str, Any]:
    assert taken.status_code == 202, taken.text
    found: dict[str, Any] = stage.client("secretariat").get(taken.headers["location"]).json()
    return found


ONE = _workbook("EX-001", "company (invented)")
FILES = {
    "ponant/EX-001.xlsx": ONE,
    "EX-002.xlsx": workbook(
        Answer("SD-1", "answered", {}),
        organisation=replace(PROFILE, name="other company (invented)", reference="EX-002"),
    ),
    "nobody.xlsx": _workbook("EX-099", "Personne (invented)"),
    "notes.xlsx": b"not a workbook at all",
    "readme.txt": b"left aside",
    "__MACOSX/._EX-001.xlsx": b"left aside",
}


def test_each_workbook_is_filed_in_its_companys_name_or_refused_with_reasons(stage: Stage) -> None:
    taken = _sent(stage, _zip(FILES))
    before = _job(stage, taken)

    work_off(_room(stage))

    assert (before["files"], before["waiting"], before["finished"]) == (4, 4, None)
    job = _job(stage, taken)
    assert (job["filed"], job["refused"], job["waiting"]) == (1, 3, 0)
    assert job["finished"] is not None
    told = {one["name"]: (one["status"], one["signatory"], one["findings"]) for one in job["items"]}
    assert told["ponant/EX-001.xlsx"][:2] == ("filed", "EX-001")
    assert [one["code"] for one in told["nobody.xlsx"][2]] == ["X01"]
    assert told["notes.xlsx"][2][0]["code"].startswith("U")
    missing = [one for one in told["EX-002.xlsx"][2] if one["severity"] == "error"]
    assert {one["code"] for one in missing} == {"E01"}
    assert all(one["sheet"] and one["cell"] for one in missing)


def test_what_is_filed_so_is_marked_and_belongs_to_the_company(stage: Stage) -> None:
    _sent(stage, _zip({"EX-001.xlsx": ONE}))
    work_off(_room(stage))

    revision = stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").json()
    file = stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1/upload")

    assert (revision["source"], revision["by"]) == ("bulk", stage.organisations["secretariat"])
    assert file.content == ONE
    assert stage.client("secretariat").get("/api/v1/submissions/2026.EX-001/revisions/1/upload").status_code == 403


def test_sent_again_it_files_nothing_twice(stage: Stage) -> None:
    content = _zip({"EX-001.xlsx": ONE})
    first = _sent(stage, content, **{"Idempotency-Key": "b1"})
    same = _sent(stage, content, **{"Idempotency-Key": "b1"})
    work_off(_room(stage))
    other = _sent(stage, content)
    work_off(_room(stage))

    assert same.headers["location"] == first.headers["location"]
    assert [one["status"] for one in _job(stage, other)["items"]] == ["unchanged"]
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").json()["current"] == 1


def test_revisions_in_one_zip_are_filed_in_their_order_and_a_twin_is_refused(light_stage: Stage) -> None:
    later, twin = (_workbook("EX-001", "company (invented)", country=country) for country in ("DE", "IT"))
    taken = _sent(light_stage, _zip({"EX-001-r2.xlsx": later, "EX-001.xlsx": ONE, "b/EX-001.xlsx": twin}))
    work_off(_room(light_stage))

    outcome = {one["name"]: (one["status"], one["revision"]) for one in _job(light_stage, taken)["items"]}
    assert outcome == {
        "EX-001.xlsx": ("filed", 1),
        "b/EX-001.xlsx": ("refused", None),
        "EX-001-r2.xlsx": ("filed", 2),
    }


def test_work_that_breaks_off_goes_on_and_files_each_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        f"EX-00{n}.xlsx": _workbook(f"EX-00{n}", f"{who} (invented)")
        for n, who in ((1, "company"), (2, "other company"))
    }
    taken = _sent(stage, _zip(files))
    filing = bulk_filing.submit

    def power_cut(*given: Any, **named: Any) -> Any:
        filing(*given, **named)
        raise OSError("power cut, after the first was filed")

    with monkeypatch.context() as broken:
        broken.setattr(bulk_filing, "submit", power_cut)
        with pytest.raises(OSError, match="power cut"):
            work_off(_room(stage))
    half = _job(stage, taken)
    work_off(_room(stage))

    assert (half["filed"], half["waiting"], half["finished"]) == (1, 1, None)
    assert (_job(stage, taken)["filed"], _job(stage, taken)["waiting"]) == (2, 0)
    for signatory, who in (("EX-001", "company"), ("EX-002", "other company")):
        assert stage.client(who).get(f"/api/v1/submissions/2026.{signatory}").json()["current"] == 1


def test_a_file_that_another_process_has_filed_meanwhile_is_not_filed_again(stage: Stage) -> None:
    taken = _sent(stage, _zip({"EX-001.xlsx": ONE}))
    room = _room(stage)
    reading = room.reader.read

    class Slow:
        """While this process reads, another one does all the work."""

        def read(self, source: Any) -> Any:
            work_off(room)
            return reading(source)

    done = work_off(replace(room, reader=Slow()))  # type: ignore[arg-type]

    assert done == 0
    assert [one["status"] for one in _job(stage, taken)["items"]] == ["filed"]
    assert stage.client("company").get("/api/v1/submissions/2026.EX-001").json()["current"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no zip", "U10"),
        (_zip({"bomb.xlsx": b"\0" * 12_000_000}), "U11"),
        (_zip({f"{n}.xlsx": b"\0" * 9_000_000 for n in range(12)}), "U1"),
        (_zip({f"{n}.xlsx": b"" for n in range(5_001)}, zipfile.ZIP_STORED), "U13"),
        (_zip({"../escape.xlsx": b"x"}), "U14"),
    ],
    ids=["no zip", "bomb", "many bombs", "too many", "escape"],
)
def test_what_would_hurt_is_turned_away_whole(light_stage: Stage, content: bytes, code: str) -> None:
    answer = _sent(light_stage, content)

    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_upload")
    assert answer.json()["findings"][0]["code"].startswith(code)


def test_a_zip_without_workbooks_says_so(light_stage: Stage) -> None:
    answer = _sent(light_stage, _zip({"a.txt": b"x"}))

    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_file")


CLOSES = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
REPLIES_UNTIL = CLOSES + timedelta(days=20)
SECOND = timedelta(seconds=1)


@dataclass
class FakedClock:
    """A clock that stands where the test puts it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(stage: Stage) -> FakedClock:
    """A second before the cycle closes; replies end twenty days later."""
    here, secretariat = "/api/v1/cycles/2026", stage.client("secretariat")
    dates = {"closes": CLOSES.isoformat()[:19], "replies_until": REPLIES_UNTIL.isoformat()[:19]}
    changed = secretariat.patch(here, json=dates, headers={"If-Match": secretariat.get(here).headers["etag"]})
    assert changed.status_code == 200, changed.text
    faked = FakedClock(CLOSES - SECOND)
    stage.app.state.house.clock = faked
    return faked


@pytest.mark.parametrize("worked_off", [CLOSES, REPLIES_UNTIL + SECOND], ids=["after closing", "after replies"])
def test_what_was_received_in_time_is_filed_in_time_whenever_it_is_worked_off(
    stage: Stage, clock: FakedClock, worked_off: datetime
) -> None:
    taken = _sent(stage, _zip({"EX-001.xlsx": ONE}))
    clock.now = worked_off
    work_off(_room(stage))

    (file,) = _job(stage, taken)["items"]
    revision = stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").json()
    assert (file["status"], file["revision"], revision["late"]) == ("filed", 1, False)
    assert datetime.fromisoformat(revision["received"]) == worked_off, "the moment of filing, in the order of the log"


def test_what_was_received_after_closing_is_late(stage: Stage, clock: FakedClock) -> None:
    clock.now = CLOSES
    _sent(stage, _zip({"EX-001.xlsx": ONE}))
    work_off(_room(stage))

    assert stage.client("company").get("/api/v1/submissions/2026.EX-001/revisions/1").json()["late"] is True


def test_a_freeze_after_reception_refuses_a_file_and_keeps_its_bytes(stage: Stage, clock: FakedClock) -> None:
    taken = _sent(stage, _zip({"EX-001.xlsx": ONE, "nobody.xlsx": FILES["nobody.xlsx"]}))
    clock.now = REPLIES_UNTIL + SECOND
    begin(stage.database, OPERATOR, "2026", "frozen", clock=clock)
    work_off(_room(stage))

    job = _job(stage, taken)
    told = {one["name"]: (one["status"], [point["code"] for point in one["findings"]]) for one in job["items"]}
    assert told == {"EX-001.xlsx": ("refused", ["cycle_frozen"]), "nobody.xlsx": ("refused", ["X01"])}
    files = {one["name"]: f"/api/v1/bulk/{job['id']}/files/{one['position']}" for one in job["items"]}
    kept = stage.client("secretariat").get(files["EX-001.xlsx"])
    assert (kept.status_code, kept.content) == (200, ONE)
    assert kept.headers["content-disposition"].startswith("attachment")
    gone = stage.client("secretariat").get(files["nobody.xlsx"])
    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
    assert stage.client("company").get(files["EX-001.xlsx"]).status_code == 403

    subject = f"urn:enregard:upload:{hashlib.sha256(ONE).hexdigest()}"
    why = {"ground": "personal_data", "reason": "Un nom dans une cellule."}
    erased = stage.client("secretariat").post("/api/v1/log/erasures", json={"subject": subject, **why})
    assert erased.status_code == 201, erased.text
    assert stage.client("secretariat").get(files["EX-001.xlsx"]).status_code == 404, "what was erased is kept nowhere"
