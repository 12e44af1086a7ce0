"""The house stays easy to see: no forbidden names, no leftovers, no place or machine named in the project."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for folder in ("indicators", "schemas", "service") for path in (ROOT / folder).rglob("*.py"))


def test_no_module_is_named_after_nothing() -> None:
    vague = re.compile(r"^(utils?|helpers?|managers?|misc|common|core)$")
    assert [path for path in CODE if vague.match(path.stem)] == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_lives_in_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.relative_to(ROOT)} has no docstring"


def test_one_module_touches_the_environment_and_settings_read_it() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(r"os\.environ|os\.getenv|getenv\(", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["service/environment.py"]


def test_sql_lives_in_the_store_alone() -> None:
    outside = [
        str(path.relative_to(ROOT))
        for path in CODE
        if not {"store", "migrations"} & set(path.parts)
        and re.search(
            r"from (sqlmodel|sqlalchemy)\S* import .*\b(select|insert|update|delete|text)\b", path.read_text("utf-8")
        )
    ]
    assert outside == []
