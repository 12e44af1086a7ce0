"""What the published description shows of each route: a body as it is sent, an answer as it comes back.

They stand in `examples.json`, by operation. Nothing in it was written by hand: it is what the service itself
answered to somebody who opened every door once (`python -m tests.api`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("examples.json")


def exemplify(paths: dict[str, Any]) -> None:
    """Put the examples into the operations of a description; one that a route declares itself stays."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    for operation in (one for methods in paths.values() for one in methods.values()):
        example = told.get(operation["operationId"], {})
        if "request" in example:
            _put(operation.get("requestBody", {}), example["request"])
        for status, shown in example.get("responses", {}).items():
            _put(operation["responses"].get(status, {}), shown)


def _put(body: dict[str, Any], example: Any) -> None:
    for media_type, content in body.get("content", {}).items():
        if media_type.partition(";")[0].endswith("json") and "examples" not in content:
            content["example"] = example
