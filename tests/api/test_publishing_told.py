"""Whoever publishes an edition is told of each of its files, and so is whoever looks meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from indicators.loader import bundled
from service.intake.confinement import ConfinedReader
from service.store import editions
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of
from service.workflows.edition_files import most_files
from service.workflows.publish_edition import Order, publish
from service.workflows.under_way import Progress
from tests.api.conftest import staged
from tests.api.publishing import closed_stage
from tests.render.test_pdf_drawing import without_pango


@dataclass
class Heard:
    """What was told, what others saw at those moments and afterwards, and which files the edition has."""

    told: list[Progress] = field(default_factory=list)
    seen: list[Progress | None] = field(default_factory=list)
    afterwards: Progress | None = None
    kept: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def heard(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, reader: ConfinedReader) -> Iterator[Heard]:
    """An edition published on a machine that cannot draw a PDF."""
    directory = tmp_path_factory.mktemp("told")
    file = directory / "enregard.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{file}")
    stage = closed_stage(staged(database, f"sqlite:///{file}", reader))
    house, heard = stage.app.state.house, Heard()

    def tell(progress: Progress) -> None:
        heard.told.append(progress)
        heard.seen.append(house.under_way.of("2026"))

    with pytest.MonkeyPatch.context() as monkeypatch:
        without_pango(directory, monkeypatch)
        actor = actor_of(database, stage.tokens["secretariat"])
        publish(house.press, actor, "2026", Order(), present=lambda *_: Answered(201, ""), tell=tell)
    heard.afterwards = house.under_way.of("2026")
    with database.reading() as connection:
        kept = editions.files(connection, "2026-1.0", ("public", "accredited", "internal"))
    heard.kept = [one.name for one in kept]
    yield heard
    database.close()


def test_each_file_is_told_once_with_its_number_and_how_many_there_will_be(heard: Heard) -> None:
    most = most_files(bundled())

    assert most == 99
    assert [one.done for one in heard.told] == list(range(1, len(heard.kept) + 1))
    assert {one.total for one in heard.told} == {most}
    assert sorted(one.name for one in heard.told) == heard.kept
    assert heard.told[0] == Progress("report.fr.xlsx", 1, 99)


def test_who_looks_meanwhile_sees_the_same_and_afterwards_nothing(heard: Heard) -> None:
    assert heard.seen == heard.told
    assert heard.afterwards is None


def test_without_pango_an_edition_is_published_with_every_file_but_its_pdfs(heard: Heard) -> None:
    assert len(heard.kept) == most_files(bundled()) - 2
    assert not any(name.endswith(".pdf") for name in heard.kept)
    assert {"report.fr.xlsx", "package.zip", "complete.zip", "figures/SD-1.en.svg"} <= set(heard.kept)
