"""In a real browser, a reader without an account reads, prints and verifies: in both languages, with scripts and
without, by mouse and by keyboard alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Visitor, chromium, visiting
from tests.hands import VARIANTS, Hand, Keyboard, Mouse
from tests.pages.offices import office, opened
from tests.running import enregard

__all__ = ["chromium"]

WORDS = {
    "fr": {
        "read": "Lire le rapport",
        "definition": "Définition, ventilations, limites",
        "table": "Lire en tableau",
        "package": "Paquet de données",
    },
    "en": {
        "read": "Read the report",
        "definition": "Definition, breakdowns, limits",
        "table": "Read as a table",
        "package": "Data package",
    },
}


@pytest.fixture(scope="module")
def address(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served office over the example cycle."""
    here = office(example_url, tmp_path_factory.mktemp("public"))
    with opened(here) as url:
        yield url
    here.house.reader.close()


@pytest.mark.parametrize(("language", "scripts", "with_hand"), VARIANTS)
def test_a_reader_reads_prints_and_verifies(
    chromium: Browser, address: str, language: str, scripts: bool, with_hand: type[Mouse] | type[Keyboard]
) -> None:
    with visiting(chromium, address, language=language, scripts=scripts) as visitor:
        hand = with_hand(visitor.page)
        visitor.goes(f"/{language}")
        _reads(visitor, hand, language)
        _prints(visitor)
        _verifies(visitor, hand, language)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _reads(visitor: Visitor, hand: Hand, language: str) -> None:
    """From the home page to a contested clause, a company that publishes, and an objective of the report."""
    page, words = visitor.page, WORDS[language]
    hand.follow(page.locator(f'header nav a[href="/{language}/pledge"]'))
    hand.jump(page.locator("mark a").first)
    assert page.locator(":target.card").is_visible(), "the marked words lead to what is opposed to them"
    hand.follow(page.locator(f'header nav a[href="/{language}/companies"]'))
    hand.follow(page.locator('main a[href$="/companies/EX-001"]'))
    assert "Ponant-Gris" in page.locator("h1").inner_text()
    hand.follow(page.locator("a.brand"))
    hand.follow(page.get_by_role("link", name=words["read"], exact=True))
    hand.follow(page.locator(f'nav.objs a[href="/{language}/report/1"]'))
    hand.unfold(page.get_by_text(words["table"], exact=True).first)
    assert page.locator("details[open] table").first.is_visible()


def _prints(visitor: Visitor) -> None:
    """On paper both columns stand side by side, and what only a screen needs is gone."""
    page = visitor.page
    page.emulate_media(media="print")
    left, right = (page.locator(f"article.row .{side}").first.bounding_box() for side in "lr")
    assert left is not None
    assert right is not None
    assert right["x"] >= left["x"] + left["width"] - 2
    assert not page.locator("header nav").first.is_visible()
    assert page.pdf(format="A4", tagged=True).startswith(b"%PDF-")
    page.emulate_media(media="screen")


def _verifies(visitor: Visitor, hand: Hand, language: str) -> None:
    """From the report to its edition, whose data package anyone verifies without this service."""
    page = visitor.page
    hand.follow(page.locator('.mast dl a[href$="/editions/2026-1.0"]'))
    file = hand.download(page.get_by_role("link", name=WORDS[language]["package"], exact=True))
    assert _verified(file).startswith("0 ")


def _verified(file: Path) -> str:
    """What the verifier says of a package; each variant fetches the same one, which is verified once."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest not in VERIFIED:
        done = enregard("verify", str(file), "--language", "en", database_url="sqlite://")
        VERIFIED[digest] = f"{done.returncode} {done.stdout}"
    return VERIFIED[digest]


VERIFIED: dict[str, str] = {}
