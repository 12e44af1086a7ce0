"""A union works by pages: it reads what waits, writes, publishes, and answers for what it has published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from service.intake.confinement import ConfinedReader
from service.store.engine import Database
from tests.api.conftest import Stage, staged
from tests.samples import annotation, answer_target, value_of

CLAUSE = "urn:enregard:paris-2025@1:clause:1.1"
SAID = "Rien ne dit *qui* est consulté, ni quand."


@dataclass
class Desk:
    """A stage, and the browsers of two unions on it."""

    stage: Stage
    union: TestClient
    other: TestClient

    def draft(self, source: str = CLAUSE, **fields: Any) -> Response:
        """Fill in the composer and ask for the card."""
        filled = {"source": source, "quoted": "fr", "motives": "V1", "text_fr": SAID, "act": "preview", **fields}
        return self.union.post("/fr/union/compose", data=filled)

    def published(self, source: str = CLAUSE, **fields: Any) -> str:
        """Publish an annotation by pages; returns its id."""
        card = self.draft(source, **fields)
        assert card.url.path.endswith("/preview"), card.text
        page = self.union.post(card.url.path.replace("/preview", "/publication"))
        assert page.status_code == 200, page.text
        return page.url.path.rpartition("/")[2]

    def revised(self) -> None:
        """Let the company file a second revision in which one number differs."""
        changed = self.stage.body()
        value_of(changed, "SD-1")["numerator"] = 3
        self.stage.client("company").post("/api/v1/cycles/2026/submissions", json=changed)


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedReader]:
    with ConfinedReader(1) as reader:
        yield reader


@pytest.fixture
def desk(sqlite_url: str, confined: ConfinedReader) -> Iterator[Desk]:
    database = Database.open(sqlite_url)
    stage = staged(database, sqlite_url, confined)
    yield Desk(stage, stage.browser("union"), stage.browser("other union"))
    database.close()


def faults(page: Response) -> list[str]:
    """Return the fields whose fault is told on a page."""
    return re.findall(r'<li><a href="#f-([^"]+)">', page.text)


def plain(page: Response) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_workspace_is_there_in_both_languages(desk: Desk, language: str) -> None:
    desk.stage.filed()
    id_ = desk.published(answer_target("SD-1"), motives="A1")
    desk.draft()
    answer = "/union/cycles/2026/companies/EX-001"
    (draft,) = re.findall(r'href="/fr(/union/drafts/[0-9a-f]{32})"', desk.union.get("/fr/union/drafts").text)
    paths = [
        *("/union", "/union/targets", "/union/annotations", "/union/annotations?by=others", "/union/drafts"),
        *(answer, f"{answer}/answers/SD-1", f"/union/compose?source={CLAUSE}", "/union/demands", "/union/exchange"),
        *(draft, f"{draft}/preview", f"/union/annotations/{id_}", f"/union/annotations/{id_}/version"),
    ]
    for path in paths:
        page = desk.union.get(f"/{language}{path}")
        assert page.status_code == 200, f"{path}: {plain(page)[:500]}"
        assert f'<html lang="{language}">' in page.text
        assert "style=" not in page.text, path
        assert len(page.content) < 200_000
