"""Last cycle's answers are offered again where the question kept its meaning, in the draft and in the workbook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.workflows.accounts import Place, join_cycle
from service.workflows.check_workbook import check_cells
from service.workflows.cycles import Frameworks, create_cycle
from tests.api.conftest import Stage
from tests.versions import write_versions
from tests.workbooks import read

NEXT = "/api/v1/cycles/2027"


@pytest.fixture
def two_cycles(stage: Stage, tmp_path: Path) -> Stage:
    """What the company answered in 2026, and an open cycle under an invented second version of the framework."""
    house = stage.app.state.house
    house.frameworks = Frameworks(write_versions(tmp_path / "frameworks"))
    stage.filed()
    now = datetime.now(UTC)
    dates = {"opens": now - timedelta(days=1), "closes": now + timedelta(days=400)}
    create_cycle(stage.database, house.frameworks, id_="2027", framework="paris-2025@2", **dates)
    join_cycle(stage.database, stage.organisations["company"], Place("2027", "EX-001"))
    return stage


def _draft(stage: Stage) -> dict[str, Any]:
    parts = stage.client("company").get(f"{NEXT}/draft").json()["parts"]
    return {part["part"]: part for part in parts}


def test_the_draft_offers_what_still_holds_and_counts_none_of_it(two_cycles: Stage) -> None:
    part = _draft(two_cycles)["objective-1"]

    offered = {one["indicator"]: one["values"] for one in part["content"]["answers"]}
    assert part["origin"] == "previous_cycle"
    assert offered["SD-1"] == {"numerator": 4, "denominator": 8}
    assert offered["SD-7"] == {"numerator": 4}, "its denominator asks something else now"
    assert not {"SD-2", "SD-3", "SD-5", "SD-8"} & set(offered)
    assert (part["done"], two_cycles.client("company").get(f"{NEXT}/draft").json()["progress"]["answered"]) == (0, 0)


def test_what_is_offered_counts_once_it_is_saved(two_cycles: Stage) -> None:
    part = _draft(two_cycles)["objective-1"]

    client = two_cycles.client("company")
    saved = client.put(f"{NEXT}/draft/objective-1", json=part["content"], headers={"If-Match": part["etag"]})

    assert (saved.json()["origin"], saved.json()["done"]) == ("saved", 1)


def test_the_workbook_is_filled_in_with_the_same(two_cycles: Stage) -> None:
    framework = two_cycles.app.state.house.frameworks.find("paris-2025@2")

    def answered(who: str, **asked: str) -> dict[str, dict[str, Any]]:
        content = two_cycles.client(who).get(f"{NEXT}/template.xlsx", params=asked).content
        submission = check_cells(read(content), framework, cycle="2027").submission
        assert submission is not None
        return {one.indicator: dict(one.values) for one in submission.answers if one.values}

    prefilled = answered("company")
    assert prefilled["SD-1"] == {"numerator": 4, "denominator": 8}
    assert prefilled["SD-7"] == {"numerator": 4}
    assert not {"SD-2", "SD-5", "SD-8"} & set(prefilled)
    assert answered("company", prefilled="false") == answered("nobody") == {}


def test_the_change_of_version_is_told(two_cycles: Stage) -> None:
    client = two_cycles.client()

    told = client.get("/api/v1/frameworks/paris-2025@2/changes", params={"since": "paris-2025@1"}).json()
    unknown = client.get("/api/v1/frameworks/paris-2025@2/changes", params={"since": "paris-2025@9"})

    changed = {one["after"]: (one["what"], one["meaning"]) for one in told["indicators"] if one["what"] != "unchanged"}
    assert changed["SD-1"] == ("reworded", "kept")
    assert changed["SD-2"] == ("reworded", "changed")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_framework")


def test_each_cycle_keeps_the_version_it_was_made_under(two_cycles: Stage) -> None:
    client = two_cycles.client()

    assert client.get("/api/v1/cycles/2026").json()["framework"] == "paris-2025@1"
    assert client.get(NEXT).json()["framework"] == "paris-2025@2"
    assert client.get(NEXT).json()["framework_hash"] != client.get("/api/v1/cycles/2026").json()["framework_hash"]


def test_a_withdrawn_submission_is_not_offered_again(two_cycles: Stage) -> None:
    body = {"revision": 1, "reason": "Erreur."}
    two_cycles.client("company").post("/api/v1/submissions/2026.EX-001/withdrawal", json=body)

    assert {part["origin"] for part in _draft(two_cycles).values()} == {"empty"}
