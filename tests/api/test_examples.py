"""The published description shows, for each door, what is sent and what comes back, and it is still so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from service.api.examples import FILE
from service.app import create_app
from service.settings import Settings
from tests.api.conftest import Stage
from tests.api.recording import SECRETS, shortened
from tests.api.walkthrough import walk_through

DESCRIPTION: dict[str, Any] = create_app(Settings()).openapi()
FILES = {
    (f"{of}_{what}", "200")
    for of, whats in {"report": ("file", "exchange"), "editions": ("file", "exchange", "kept", "complete")}.items()
    for what in whats
}
"""Downloads: what is in them depends on the file asked for."""
KEPT: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


def _bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every JSON body of the API that is described: operation, which of its bodies, and the content."""
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values() if path.startswith("/api/") else ():
            bodies = {"request": operation.get("requestBody", {})}
            bodies |= {status: one for status, one in operation["responses"].items() if status.startswith("2")}
            for which, body in bodies.items():
                for media_type, content in body.get("content", {}).items():
                    if "json" in media_type and content.get("schema", {}).get("format") != "binary":
                        yield operation["operationId"], which, content


def _shown(content: dict[str, Any]) -> list[Any]:
    return (
        [content["example"]] if "example" in content else [one["value"] for one in content.get("examples", {}).values()]
    )


def test_every_json_body_is_shown() -> None:
    bare = {(operation, which) for operation, which, content in _bodies() if not _shown(content)}

    assert bare - FILES == set()


def test_every_example_is_what_its_schema_says() -> None:
    faults = {}
    for operation, which, content in _bodies():
        schema = {**content["schema"], "components": DESCRIPTION["components"]}
        for shown in _shown(content):
            fault = best_match(Draft202012Validator(schema).iter_errors(shown))
            if fault is not None:
                faults[operation, which] = (list(fault.path), fault.message[:200])

    assert faults == {}


def test_operations_are_known_by_short_names_that_are_their_own() -> None:
    names = [one["operationId"] for methods in DESCRIPTION["paths"].values() for one in methods.values()]

    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)


def test_no_example_keeps_a_secret() -> None:
    def secrets(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, one in value.items():
                if key in SECRETS and isinstance(one, str) and not one.startswith("whsec_AAAA"):
                    yield one
                yield from secrets(one)
        elif isinstance(value, list):
            for one in value:
                yield from secrets(one)

    assert set(secrets(KEPT)) <= set(SECRETS.values())
    assert "enr_" not in FILE.read_text(encoding="utf-8").replace("enr_invente", "")
    assert "whsec_" + "A" * 43 in FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shapes() -> dict[str, dict[str, Any]]:
    return {name: {which: _shape(body) for which, body in one.items()} for name, one in KEPT.items()}


def _shape(value: Any) -> Any:
    """The keys of JSON without its values: whatever an example promises to be there."""
    if isinstance(value, dict):
        return {key: _shape(one) for key, one in value.items()}
    return [_shape(one) for one in value[:1]] if isinstance(value, list) else None


def test_what_is_shown_is_what_the_service_answers_today(light_stage: Stage, shapes: dict[str, Any]) -> None:
    walk = walk_through(light_stage)

    today = {name.replace(".", "_"): _shape(shortened(body)) for name, body in walk.came.items()}
    shown = {name: one["responses"] for name, one in shapes.items() if "responses" in one}
    assert today == shown, "make them anew: python -m tests.api"
