"""Nobody has the last word by filing late: what contested an answer follows it until the figures are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Stage
from tests.samples import annotation, answer_target, value_of

HERE = "/api/v1/cycles/2026"
SECOND = timedelta(seconds=1)


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
        assert {one.status_code for one in made} == {201}
        return [one.headers["location"] for one in made]

    def carried(self, at: str, revision: int = 2) -> Any:
        """Let the union carry an annotation forward."""
        return self.stage.client("union").post(f"{at}/carry-forward", json={"revision": revision})

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
    secretariat = stage.client("secretariat")
    tag = secretariat.get(HERE).headers["etag"]
    frozen = secretariat.post(f"{HERE}/transitions", json={"phase": "frozen"}, headers={"If-Match": tag})

    refused = ending.carried(at)

    assert frozen.json()["permits"] == ["save"]
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_frozen")


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
