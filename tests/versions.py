"""An invented second version of the bundled framework, to show what happens to cycles when questions change."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from indicators.loader import FRAMEWORKS

KEPT = {"framework": "paris-2025@1", "indicator": "SD-1", "meaning": "kept"}


def write_versions(directory: Path) -> Path:
    """Write version 1 as it is and an invented version 2 into two folders of `directory`; returns it.

    In version 2: SD-1 is reworded and says that it keeps its meaning; SD-2 is reworded and says nothing; SD-3 is called
    SD-7 and keeps its meaning but asks its denominator of another population; HC-5 says that its meaning changed; SD-5
    is gone; SD-8 is new; clause 1.2 is reworded.
    """
    for version in (1, 2):
        home = directory / f"paris-2025@{version}"
        home.mkdir(parents=True)
        for file in sorted((FRAMEWORKS / "paris-2025").glob("*.yaml")):
            data: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
            if version == 2:
                _changed(data)
            (home / file.name).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return directory


def _changed(data: dict[str, Any]) -> None:
    if "framework" in data:
        data["framework"]["version"] = 2
        clause = next(one for one in data["clauses"] if one["id"] == "1.2")
        clause["text"] = {"fr": "Texte inventé.", "en": "Invented text."}
    if "indicators" in data:
        data["indicators"] = list(_indicators(data["indicators"]))


def _indicators(given: list[dict[str, Any]]) -> Any:
    for one in given:
        if one["id"] == "SD-1":
            yield {**one, "title": _words("Consultés avant"), "continues": KEPT}
        elif one["id"] == "SD-2":
            yield {**one, "definition": _words("Une définition inventée")}
        elif one["id"] == "SD-3":
            moved = copy.deepcopy(one)
            next(f for f in moved["fields"] if f["key"] == "denominator")["unit"] = _words("autre chose")
            yield {**moved, "id": "SD-7", "continues": {**KEPT, "indicator": "SD-3"}}
        elif one["id"] == "HC-5":
            yield {**one, "continues": {**KEPT, "indicator": "HC-5", "meaning": "changed"}}
        elif one["id"] == "SD-5":
            yield {**one, "id": "SD-8"}
        else:
            yield one


def _words(text: str) -> dict[str, str]:
    return {"fr": f"{text} (inventé)", "en": f"{text} (invented)"}
