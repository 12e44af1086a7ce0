"""The secretariat runs a cycle: dates, phases by clock and by act, the roster, and how far everybody is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Stage
from tests.kept_edition import keep_edition
from tests.samples import annotation, answer_target

CYCLES = "/api/v1/cycles"
HERE = f"{CYCLES}/2026"
SECOND = timedelta(seconds=1)


@dataclass
class FakedClock:
    """A clock that stands where the test puts it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(stage: Stage) -> FakedClock:
    faked = FakedClock(datetime.now(UTC).replace(microsecond=0))
    stage.app.state.house.clock = faked
    return faked


def _cycle(stage: Stage, path: str = HERE) -> Any:
    return stage.client("secretariat").get(path)


def _changed(stage: Stage, path: str = HERE, **dates: Any) -> Any:
    tag = _cycle(stage, path).headers["etag"]
    return stage.client("secretariat").patch(path, json=dates, headers={"If-Match": tag})


def _begun(stage: Stage, phase: str, **more: Any) -> Any:
    headers = {"If-Match": _cycle(stage).headers["etag"]}
    return stage.client("secretariat").post(f"{HERE}/transitions", json={"phase": phase, **more}, headers=headers)


def _moment(found: str) -> datetime:
    return datetime.fromisoformat(found.replace("Z", "+00:00"))


def test_dates_are_set_in_a_zone_and_kept_in_utc(stage: Stage) -> None:
    body = {
        "id": "2027",
        "framework": "paris-2025@1",
        "opens": "2027-01-15T00:00:00",
        "closes": "2027-07-01T00:00:00",
        "zone": "Europe/Paris",
    }

    made = stage.client("secretariat").post(CYCLES, json=body, headers={"Idempotency-Key": "c1"})
    again = stage.client("secretariat").post(CYCLES, json=body, headers={"Idempotency-Key": "c1"})
    other = stage.client("secretariat").post(CYCLES, json=body)

    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"{CYCLES}/2027"
    told = made.json()
    assert (told["opens"], told["closes"]) == ("2027-01-14T23:00:00Z", "2027-06-30T22:00:00Z")
    assert (told["zone"], told["phase"], told["framework"]) == ("Europe/Paris", "draft", "paris-2025@1")
    assert again.json() == told
    assert (other.status_code, other.json()["code"]) == (409, "cycle_exists")


@pytest.mark.parametrize(
    ("closes", "code", "said"),
    [
        ("2027-03-28T02:30:00", "no_such_time", "2027-03-28 02:30:00"),
        ("2027-10-31T02:30:00", "two_such_times", "2027-10-31 02:30:00"),
        ("2027-01-01T00:00:00", "cycle_dates", "2027-01-15 00:00 +01:00 (Europe/Paris)"),
    ],
)
def test_a_time_that_the_zone_skips_or_repeats_is_named(light_stage: Stage, closes: str, code: str, said: str) -> None:
    body = {"id": "2027", "framework": "paris-2025", "opens": "2027-01-15T00:00:00", "closes": closes}
    answer = light_stage.client("secretariat").post(CYCLES, json={**body, "zone": "Europe/Paris"})
    with_offset = light_stage.client("secretariat").post(
        CYCLES, json={**body, "zone": "Europe/Paris", "closes": "2027-10-31T02:30:00+01:00"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert said in answer.json()["detail"]
    assert with_offset.json()["closes"] == "2027-10-31T01:30:00Z"


def test_to_the_second_a_submission_is_on_time_late_or_too_late(stage: Stage, clock: FakedClock) -> None:
    ends = _moment(_cycle(stage).json()["closes"]) + timedelta(days=30)
    assert _changed(stage, replies_until=ends.isoformat()).status_code == 200
    closes = _moment(_cycle(stage).json()["closes"])
    late, codes = [], []

    for clock.now in (closes - SECOND, closes, ends - SECOND):
        late.append(stage.filed()["late"])
    for clock.now in (ends, ends + SECOND):
        answer = stage.client("company").post(f"{HERE}/submissions", json=stage.body())
        codes.append((answer.status_code, answer.json()["code"]))

    assert late == [False, True, True]
    assert codes == [(409, "cycle_closed")] * 2
    saved = stage.client("company").put(f"{HERE}/draft/objective-1", json={"answers": []}, headers={"If-Match": '"v0"'})
    assert saved.status_code == 200, "a draft is kept, whatever the phase"


def test_before_it_opens_nothing_is_taken_and_the_first_second_counts(stage: Stage, clock: FakedClock) -> None:
    opens = _moment(_cycle(stage).json()["opens"])

    clock.now = opens - SECOND
    refused = stage.client("company").post(f"{HERE}/submissions", json=stage.body())
    clock.now = opens
    taken = stage.client("company").post(f"{HERE}/submissions", json=stage.body())

    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_not_open")
    assert "(UTC)" in refused.json()["detail"]
    assert taken.status_code == 201


def test_freezing_waits_for_the_promised_replies_then_holds_everybody_until_publication(
    stage: Stage, clock: FakedClock
) -> None:
    stage.filed()
    closes = _moment(_cycle(stage).json()["closes"])
    ends = closes + timedelta(days=30)
    _changed(stage, replies_until=ends.isoformat())

    clock.now = ends - SECOND
    early = _begun(stage, "frozen")
    clock.now = ends
    frozen = _begun(stage, "frozen", reason="Tout est là.")
    clock.now = ends + timedelta(days=1)
    held = stage.client("company").post(f"{HERE}/submissions", json=stage.body())
    dates = _changed(stage, closes=(ends + timedelta(days=9)).isoformat())
    nothing = _begun(stage, "published")
    keep_edition(stage.database)
    published = _begun(stage, "published")
    after = stage.client("company").post(f"{HERE}/submissions", json=stage.body())

    assert (early.status_code, early.json()["code"]) == (409, "replies_still_open")
    assert (frozen.status_code, frozen.json()["phase"], frozen.json()["permits"]) == (201, "frozen", ["save"])
    assert (held.status_code, held.json()["code"]) == (409, "cycle_frozen")
    assert (dates.status_code, dates.json()["code"]) == (409, "cycle_frozen")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "cycle_without_edition")
    assert (published.status_code, published.json()["phase"]) == (201, "published")
    assert (after.status_code, after.json()["late"], after.json()["revision"]) == (201, True, 2)


def test_every_phase_is_on_record_once_with_whose_act_it_was(stage: Stage, clock: FakedClock) -> None:
    cycle = _cycle(stage).json()
    closes = _moment(cycle["closes"])
    secretariat = stage.organisations["secretariat"]

    clock.now = closes + timedelta(days=1)
    _begun(stage, "frozen", reason="Tout est là.")
    keep_edition(stage.database)
    _begun(stage, "published")
    _begun(stage, "frozen", reason="Édition corrigée.")

    told = stage.client().get(f"{HERE}/transitions").json()["items"]
    assert [(one["phase"], one["cause"], one["by"], one["reason"]) for one in told] == [
        ("open", "created", None, None),
        ("contradictory", "clock", None, None),
        ("frozen", "act", secretariat, "Tout est là."),
        ("published", "act", secretariat, None),
        ("frozen", "act", secretariat, "Édition corrigée."),
    ]
    assert _moment(told[1]["at"]) == closes
    assert [one["number"] for one in told] == [1, 2, 3, 4, 5]


def test_what_the_clock_began_is_told_before_anybody_records_it(stage: Stage, clock: FakedClock) -> None:
    closes = _moment(_cycle(stage).json()["closes"])
    clock.now = closes + SECOND

    asked = [stage.client().get(f"{HERE}/transitions").json()["items"] for _ in range(2)]

    assert asked[0] == asked[1]
    assert [(one["phase"], one["cause"]) for one in asked[0]] == [("open", "created"), ("contradictory", "clock")]


def test_transitions_are_in_the_public_log(stage: Stage, clock: FakedClock) -> None:
    clock.now = _moment(_cycle(stage).json()["closes"])
    _begun(stage, "frozen")

    with stage.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT subject FROM ledger_leaf WHERE kind = 'transition'").scalars()
        pending = connection.exec_driver_sql("SELECT count(*) FROM cycle_transition").scalar()
        assert {str(one) for one in rows} == {
            f"urn:enregard:cycle:2026:transition:{number}" for number in range(1, int(pending or 0) + 1)
        }


def test_nobody_moves_a_moment_that_has_passed(stage: Stage, clock: FakedClock) -> None:
    answers = [
        _changed(stage, opens=(clock.now + timedelta(days=1)).isoformat()),
        _changed(stage, closes=(clock.now - timedelta(days=1)).isoformat()),
        _changed(stage, closes=clock.now.isoformat()),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "date_passed")] * 3


def test_of_two_who_change_dates_the_second_is_told(stage: Stage) -> None:
    client, tag = stage.client("secretariat"), _cycle(stage).headers["etag"]
    later = (_moment(_cycle(stage).json()["closes"]) + timedelta(days=1)).isoformat()

    answers = [client.patch(HERE, json={"closes": later}, headers={"If-Match": tag}) for _ in range(2)]
    bare = client.patch(HERE, json={"closes": later})

    assert [one.status_code for one in answers] == [200, 412]
    assert answers[1].json()["code"] == "stale"
    assert (bare.status_code, bare.json()["code"]) == (428, "precondition_needed")


def _put(stage: Stage, tag: str | None = None, **facts: Any) -> Any:
    headers = {"If-Match": tag} if tag else {}
    body = {"name": "Filatures du Morvan (invented)", **facts}
    return stage.client("secretariat").put(f"{HERE}/signatories/EX-009", json=body, headers=headers)


def test_who_leaves_stays_on_the_roster_with_the_day_and_may_come_back(stage: Stage) -> None:
    invited = _put(stage, status="invited", country="FR", sector="C", headcount=120)
    joined = _put(stage, invited.headers["etag"], status="joined", on="2026-03-02")
    left = _put(stage, joined.headers["etag"], status="left", on="2026-05-04", reason="Fusion.")
    record = stage.client("secretariat").get(f"{HERE}/signatories/EX-009").json()
    back = _put(stage, left.headers["etag"], status="joined")

    assert (invited.status_code, joined.status_code, left.status_code) == (201, 200, 200)
    assert (record["status"], record["left_on"]) == ("left", "2026-05-04")
    assert [(one["status"], one["on"], one["reason"]) for one in record["events"][1:]] == [
        ("joined", "2026-03-02", None),
        ("left", "2026-05-04", "Fusion."),
    ]
    assert (back.json()["status"], back.json()["left_on"]) == ("joined", None)
    listed = stage.client("secretariat").get(f"{HERE}/signatories").json()["items"]
    assert [one["id"] for one in listed] == ["EX-001", "EX-002", "EX-009"]


def test_a_company_that_left_can_no_longer_submit(stage: Stage) -> None:
    here = f"{HERE}/signatories/EX-001"
    client = stage.client("secretariat")
    tag = client.get(here).headers["etag"]
    client.put(here, json={"name": "company (invented)", "status": "left"}, headers={"If-Match": tag})

    answer = stage.client("company").post(f"{HERE}/submissions", json=stage.body())

    assert (answer.status_code, answer.json()["code"]) == (403, "signatory_left")


def test_the_roster_is_changed_by_who_has_read_it(light_stage: Stage) -> None:
    tag = _put(light_stage).headers["etag"]
    _put(light_stage, tag, headcount=12)

    assert [_put(light_stage, tag).status_code, _put(light_stage).status_code] == [412, 428]
    strange = _put(light_stage, '"v2"', country="ZZ")
    assert (strange.status_code, strange.json()["code"]) == (422, "unknown_country")


def _funnel(stage: Stage) -> dict[str, int]:
    found: dict[str, int] = stage.client("secretariat").get(f"{HERE}/funnel").json()
    return {name: count for name, count in found.items() if count}


def test_the_funnel_counts_where_each_signatory_stands(stage: Stage, clock: FakedClock) -> None:
    seen = [_funnel(stage)]
    steps: list[Callable[[], Any]] = [
        lambda: stage.client("company").get(f"{HERE}/template.xlsx"),
        lambda: stage.client("company").put(
            f"{HERE}/draft/objective-1", json={"answers": []}, headers={"If-Match": '"v0"'}
        ),
        lambda: stage.filed(),
        lambda: _put(stage, status="left"),
    ]
    for step in steps:
        step()
        seen.append(_funnel(stage))
    clock.now = _moment(_cycle(stage).json()["closes"])
    stage.filed("other company")

    assert seen == [
        {"invited": 2, "joined": 2, "silent": 2},
        {"invited": 2, "joined": 2, "opened": 1, "silent": 2},
        {"invited": 2, "joined": 2, "opened": 1, "in_progress": 1, "silent": 2},
        {"invited": 2, "joined": 2, "opened": 1, "submitted": 1, "silent": 1},
        {"invited": 2, "joined": 2, "opened": 1, "submitted": 1, "silent": 1, "left": 1},
    ]
    assert _funnel(stage) == {"invited": 2, "joined": 2, "opened": 2, "submitted": 2, "late": 1, "left": 1}


def test_annotations_rest_while_a_cycle_is_frozen(stage: Stage, clock: FakedClock) -> None:
    stage.filed()
    clock.now = _moment(_cycle(stage).json()["closes"])
    _begun(stage, "frozen")

    on_answer = stage.client("union").post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A1",)))
    on_pledge = stage.client("union").post("/api/v1/annotations", json=annotation())

    assert (on_answer.status_code, on_answer.json()["code"]) == (409, "cycle_frozen")
    assert on_pledge.status_code == 201
