"""Nobody has the last word by filing late: what contested an answer follows it until the figures are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indicators.annotation_life import LifeAct
from service.actors import OPERATOR
from service.workflows.accounts import actor_of
from service.workflows.annotation_acts import seen
from service.workflows.annotation_offers import offers
from service.workflows.signatories import change_status
from tests.api.conftest import Stage
from tests.kept_edition import keep_edition
from tests.samples import annotation, answer_target, value_of

HERE = "/api/v1/cycles/2026"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Ending:
    """A cycle whose time for replies ends at `ends`, and a clock that stands where the test puts it."""

    stage: Stage
    ends: datetime
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def opposed(self, *indicators: str) -> list[str]:
        """Let the union contest answers; returns where each annotation is."""
        made = [
            self.stage.client("union").post("/api/v1/annotations", json=annotation(answer_target(one), ("A1",)))
            for one in indicators
        ]
        assert {one.status_code for one in made} == {201}, made[0].text
        return [one.headers["location"] for one in made]

    def carried(self, at: str, revision: int = 2) -> Any:
        """Let the union carry an annotation forward."""
        return self.stage.client("union").post(f"{at}/carry-forward", json={"revision": revision})

    def begun(self, phase: str) -> None:
        """Let the secretariat freeze the cycle, or publish it with an edition."""
        secretariat = self.stage.client("secretariat")
        if phase == "published" and not secretariat.get("/api/v1/editions").json()["items"]:
            keep_edition(self.stage.database)
        tag = secretariat.get(HERE).headers["etag"]
        done = secretariat.post(f"{HERE}/transitions", json={"phase": phase}, headers={"If-Match": tag})
        assert done.status_code == 201, done.text

    def replied(self, at: str, who: str = "company") -> tuple[int, Any]:
        """Let somebody reply; returns the status, and whether the reply is late, or the code of the refusal."""
        body = {"body": [{"value": "Nous répondons.", "language": "fr"}]}
        done = self.stage.client(who).post(f"{at}/replies", json=body)
        told = done.json()
        return done.status_code, told["replies"][-1].get("late", False) if done.status_code == 201 else told["code"]

    def withheld(self, at: str, *, lifted: bool = False) -> None:
        """Let the secretariat withhold the text of an annotation, or show it again."""
        given = {"ground": "legal", "reason": "Diffamation.", "lifted": lifted}
        done = self.stage.client("secretariat").post(f"{at}/withholding", json=given)
        assert done.status_code == 201, done.text

    def until(self, at: str) -> str | None:
        """Until when everybody is told that a reply is in time."""
        told: str | None = self.stage.client("union").get(at).json()["state"]["replyUntil"]
        return told

    def queued(self) -> list[tuple[datetime | None, bool]]:
        """What the company's queue says: until when each reply is in time, and whether that is over."""
        items = self.stage.client("company").get("/api/v1/annotations/queue?cycle=2026").json()["items"]
        until = (one["reply_until"] for one in items)
        moments = [datetime.fromisoformat(one) if one else None for one in until]
        return list(zip(moments, [one["overdue"] for one in items], strict=True))

    def behind(self) -> dict[str, tuple[bool, int, bool]]:
        """What the checklist says of annotations left behind: whether it holds, how many, whether it forbids."""
        asked = self.stage.client("secretariat").get(f"{HERE}/editions/checklist?language=en").json()
        return {
            one["code"]: (one["met"], one["count"], one["blocking"])
            for one in asked["conditions"]
            if one["code"] in ("K13", "K14")
        }


@pytest.fixture
def ending(stage: Stage) -> Ending:
    secretariat = stage.client("secretariat")
    cycle = secretariat.get(HERE)
    closes = datetime.fromisoformat(cycle.json()["closes"])
    ends = closes + timedelta(days=30)
    found = Ending(stage, ends, datetime.now(UTC).replace(microsecond=0))
    stage.app.state.house.clock = found
    changed = secretariat.patch(
        HERE, json={"replies_until": ends.isoformat()}, headers={"If-Match": cycle.headers["etag"]}
    )
    assert changed.status_code == 200
    return found


def test_what_contests_an_answer_follows_it_when_it_is_filed_again_a_second_before_the_end(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    (at,) = ending.opposed("SD-1")
    ending.now = ending.ends - SECOND
    stage.filed()
    ending.now = ending.ends
    phase = stage.client().get(HERE).json()

    before = stage.client("union").get(at).json()["state"]["contests"]
    new = stage.client("union").post("/api/v1/annotations", json=annotation(answer_target("SD-2", revision=2), ("A1",)))
    carried = ending.carried(at)

    assert (phase["phase"], phase["permits"]) == ("closed", ["carry", "save"])
    assert before is False
    assert (new.status_code, new.json()["code"]) == (409, "cycle_closed")
    assert (carried.status_code, carried.json()["state"]["contests"]) == (201, True)


def test_once_a_cycle_is_frozen_nothing_moves_under_its_figures(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    (at,) = ending.opposed("SD-1")
    stage.filed()
    ending.now = ending.ends
    ending.begun("frozen")

    refused = ending.carried(at)

    assert stage.client().get(HERE).json()["permits"] == ["save"]
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_frozen")


ON_EDITION = ("urn:enregard:edition:2026-1.0:figure:SD-1", "urn:enregard:edition:2026-1.0")


def test_nothing_moves_beside_them_by_way_of_an_edition_either(ending: Ending) -> None:
    """Frozen for edition 1.1, what is said of edition 1.0 and of a figure of it rests too: new, in drafts, in files."""
    stage, union, other = ending.stage, ending.stage.client("union"), ending.stage.client("other union")
    stage.filed()
    ending.now = ending.ends
    ending.begun("frozen")
    ending.begun("published")
    bodies = [annotation(target, ("G1",)) for target in ON_EDITION]
    at = union.post("/api/v1/annotations", json=bodies[0]).headers["location"]
    draft = union.post("/api/v1/annotation-drafts", json=bodies[1]).json()["id"]

    def acts() -> list[tuple[int, str | None]]:
        read = union.get(at)
        tag = {"If-Match": read.headers["etag"]}
        done = [
            *(union.post("/api/v1/annotations", json=one) for one in bodies),
            union.post(f"/api/v1/annotation-drafts/{draft}/publication"),
            union.put(at, json=annotation(ON_EDITION[0], ("G2",)), headers=tag),
            other.post(f"{at}/countersignatures"),
            *(union.post("/api/v1/annotations/collection", json={"items": [one]}) for one in bodies),
        ]
        return [(one.status_code, one.json().get("code")) for one in done]

    def offered() -> set[LifeAct]:
        with stage.database.reading() as connection:
            return set(offers(connection, reader, seen(connection, reader, at.rpartition("/")[2]), ending.now))

    reader = actor_of(stage.database, stage.tokens["other union"])
    free = offered()
    ending.begun("frozen")
    frozen = offered(), acts()
    ending.begun("published")
    published = offered(), acts()

    assert (free, frozen[0], published[0]) == ({"countersign", "dissent"}, set(), {"countersign", "dissent"})
    assert frozen[1] == [(409, "cycle_frozen")] * 7
    assert [status for status, _ in published[1]] == [201, 201, 201, 200, 201, 201, 201]


def test_the_checklist_counts_what_was_left_behind_apart_where_the_answer_is_the_same(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    first, second, third = ending.opposed("SD-1", "SD-2", "SH-1")
    changed = stage.body()
    value_of(changed, "SH-1")["numerator"] = 3
    assert stage.client("company").post(f"{HERE}/submissions", json=changed).status_code == 201
    ending.now = ending.ends
    said = [ending.behind()]

    for at in (first, third):
        assert ending.carried(at).status_code == 201
        said.append(ending.behind())
    stage.client("union").post(f"{second}/retraction", json={"reason": "Erreur."})
    said.append(ending.behind())

    assert said == [
        {"K13": (False, 2, False), "K14": (False, 1, False)},
        {"K13": (False, 1, False), "K14": (False, 1, False)},
        {"K13": (False, 1, False), "K14": (True, 0, False)},
        {"K13": (True, 0, False), "K14": (True, 0, False)},
    ]


def test_what_was_put_an_hour_before_the_end_is_replied_to_in_two_weeks_of_the_closed_cycle(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    (early,) = ending.opposed("SD-2")
    put = ending.now = ending.ends - HOUR
    first, second = ending.opposed("SD-1", "SH-1")
    ending.now = ending.ends
    waiting = [one for one in ending.queued() if not one[1]]

    too_late = ending.replied(early)
    ending.now = put + 14 * DAY - SECOND
    in_time = [ending.replied(first), ending.replied(first, "union")]
    ending.now = put + 14 * DAY
    refused = [ending.replied(second), ending.replied(first, "union")]

    assert waiting == [(put + 14 * DAY, False)] * 2
    assert too_late == (409, "cycle_closed"), "its time ended with that of the cycle"
    assert in_time == [(201, False), (201, False)]
    assert refused == [(409, "cycle_closed")] * 2


def test_what_is_carried_forward_in_a_closed_cycle_is_replied_to_in_it(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    (at,) = ending.opposed("SD-1")
    stage.filed()
    ending.now = ending.ends + DAY

    before = ending.replied(at)
    assert ending.carried(at).status_code == 201
    ending.now += 13 * DAY

    assert (before, ending.replied(at)) == ((409, "cycle_closed"), (201, False))


def test_a_reply_that_nobody_let_the_company_give_is_not_called_late(ending: Ending) -> None:
    stage = ending.stage
    stage.filed()
    ending.now = ending.ends - HOUR
    first, second = ending.opposed("SD-1", "SD-2")
    ending.now = ending.ends
    ending.begun("frozen")
    ending.now = ending.ends + 20 * DAY
    frozen = ending.queued(), ending.replied(first), ending.until(first)
    ending.begun("published")
    published = ending.now

    ending.now += DAY
    told, in_time = ending.queued(), ending.replied(first)
    ending.now = published + 14 * DAY
    late = ending.replied(second)

    assert frozen == ([(None, False)] * 2, (409, "cycle_frozen"), None)
    assert told == [(published + 14 * DAY, False)] * 2
    assert (in_time, late) == ((201, False), (201, True))
    with stage.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT late FROM reply ORDER BY sequence").scalars()
        assert [bool(one) for one in kept] == [False, True]


def test_what_came_after_what_does_not_depend_on_clocks(ending: Ending) -> None:
    """A reply and a carry-forward of one moment, then a clock that is set back: each goes after the act before it."""
    stage = ending.stage
    stage.filed()
    (at,) = ending.opposed("SD-1")
    stage.filed()

    def answered() -> bool:
        told: bool = stage.client("union").get(at).json()["state"]["replied"]
        assert (ending.queued() == []) is told, "the condition on rows says the same"
        return told

    assert ending.replied(at)[0] == 201
    said = [answered()]
    assert ending.carried(at).status_code == 201
    said.append(answered())
    ending.now -= HOUR
    assert ending.replied(at)[0] == 201
    said.append(answered())
    stage.filed()
    ending.now -= HOUR
    assert ending.carried(at, 3).status_code == 201
    said.append(answered())

    assert said == [True, False, True, False]
    shown = stage.client("union").get(at).json()
    moments = [one["created"] for one in shown["replies"]] + [shown["carriedForward"]["created"]]
    assert moments == sorted(set(moments))


def test_a_text_that_was_withheld_takes_nothing_of_the_time(ending: Ending) -> None:
    """Nobody may reply to words that nobody may read: shown again, they leave the two weeks of any other."""
    stage = ending.stage
    stage.filed()
    put = ending.now
    in_time, late, aside = ending.opposed("SD-1", "SD-2", "SH-1")
    ending.now = put + DAY
    ending.withheld(in_time)
    ending.withheld(late)
    ending.now = ending.ends - HOUR
    hidden = ending.replied(in_time), ending.until(in_time), len(ending.queued())
    ending.withheld(in_time, lifted=True)
    ending.withheld(late, lifted=True)
    shown = ending.now

    told, others = ending.queued(), ending.until(aside)
    ending.now += DAY
    replied = ending.replied(in_time)
    ending.now = shown + 14 * DAY
    refused = ending.replied(late)

    assert hidden == ((409, "annotation_withheld"), None, 1)
    assert told == [(shown + 14 * DAY, False), (shown + 14 * DAY, False), (ending.ends, False)]
    assert others is not None
    assert datetime.fromisoformat(others) == ending.ends
    assert (replied, refused) == ((201, False), (409, "cycle_closed"))


def test_what_was_withheld_until_its_time_would_have_ended_in_a_closed_cycle_is_replied_to_in_it(
    ending: Ending,
) -> None:
    stage = ending.stage
    stage.filed()
    ending.now = ending.ends - HOUR
    first, second = ending.opposed("SD-1", "SD-2")
    ending.now = ending.ends + DAY
    ending.withheld(first)
    ending.now = ending.ends + 15 * DAY
    over = ending.queued(), ending.replied(second)
    ending.withheld(second)
    ending.withheld(second, lifted=True)

    ending.withheld(first, lifted=True)
    until = ending.now + 14 * DAY
    told = ending.queued()
    ending.now += 13 * DAY
    replied = ending.replied(first), ending.replied(second)

    assert over == ([(ending.ends - HOUR + 14 * DAY, True)], (409, "cycle_closed"))
    assert told == [(until, False), (ending.ends - HOUR + 14 * DAY, True)], "time that was over is not given anew"
    assert replied == ((201, False), (409, "cycle_closed"))


def test_a_company_that_left_the_roster_may_still_reply(ending: Ending) -> None:
    """It is still contested about what it declared."""
    stage = ending.stage
    stage.filed()
    (at,) = ending.opposed("SD-1")
    change_status(stage.database, OPERATOR, "2026", "EX-001", "left")

    queued, again = ending.queued(), stage.client("company").post(f"{HERE}/submissions", json=stage.body())

    assert queued == [(ending.ends, False)]
    assert again.status_code >= 400
    assert ending.replied(at) == (201, False)
