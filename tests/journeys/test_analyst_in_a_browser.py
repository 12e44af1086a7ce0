"""In a real browser, an analyst signs in, filters and downloads: in both languages, with scripts and without, by mouse
and by keyboard alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, visiting
from tests.hands import VARIANTS, Keyboard, Mouse
from tests.pages.offices import office, opened
from tests.people import PASSWORD

__all__ = ["chromium"]

SHOW = {"fr": "Afficher", "en": "Show"}


@pytest.fixture(scope="module")
def address(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served office over the example cycle, in which an analyst has an account."""
    here = office(example_url, tmp_path_factory.mktemp("analyst"))
    here.session("ANALYST")
    with opened(here) as url:
        yield url
    here.house.reader.close()


@pytest.mark.parametrize(("language", "scripts", "with_hand"), VARIANTS)
def test_an_analyst_filters_and_downloads_the_very_view(
    chromium: Browser, address: str, language: str, scripts: bool, with_hand: type[Mouse] | type[Keyboard]
) -> None:
    with visiting(chromium, address, width=390, language=language, scripts=scripts) as visitor:
        page, hand = visitor.goes(f"/{language}/sign-in"), with_hand(visitor.page)
        hand.write(page.locator("#f-email"), "analyst@example.org")
        hand.write(page.locator("#f-password"), PASSWORD)
        hand.follow(page.locator("main button"))
        assert page.url.endswith(f"/{language}/explorer")

        hand.choose(page.locator("#f-sector"), "C")
        hand.choose(page.locator("#f-objective"), "1")
        hand.follow(page.get_by_role("button", name=SHOW[language], exact=True))
        assert "sector=C&objective=1" in page.url
        shown = set(page.locator("tbody th a").all_inner_texts())
        assert shown >= {"SD-1", "SD-2"}

        file = hand.download(page.get_by_role("link", name="CSV", exact=True))
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
        cells = {cell for row in rows for cell in row.values()}
        assert cells >= shown
        assert "HC-1" not in cells

        hand.follow(page.locator('tbody th a[href*="/indicators/SD-1"]').first)
        assert page.locator("h1").inner_text().startswith("SD-1 ")
        assert (visitor.complaints, visitor.elsewhere) == ([], [])
