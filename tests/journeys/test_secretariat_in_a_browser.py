"""In a real browser, the secretariat runs a cycle from draft to published edition: in both languages, with scripts and
without, by mouse and by keyboard alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import Visitor, chromium, visiting
from tests.hands import VARIANTS, Hand, Keyboard, Mouse
from tests.pages.offices import MORNING, Office, office, opened

__all__ = ["chromium"]

WORDS = {
    "fr": ("Créer un cycle", "Créer le cycle", "Signataires", "Ajouter", "Publication", "Geler le cycle"),
    "en": ("Make a cycle", "Make the cycle", "Signatories", "Add", "Publication", "Freeze the cycle"),
}
PUBLISH = {"fr": "Publier l’édition 1.0", "en": "Publish edition 1.0"}
DATES = {"opens": "2026-07-01T10:30", "closes": "2026-07-01T11:00", "replies_until": "2026-07-01T11:30"}
CYCLES = ("2027", "2028", "2029", "2030")


@pytest.fixture(scope="module")
def desk(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str, tuple[str, str]]]:
    """A served office over the example cycle, whose clock the test sets; its address; somebody's cookie."""
    here = office(example_url, tmp_path_factory.mktemp("secretariat"))
    with opened(here) as url:
        yield here, url, here.session("SECRETARIAT")
    here.house.reader.close()


@pytest.mark.parametrize(
    ("language", "scripts", "with_hand", "cycle"),
    [(*variant, cycle) for variant, cycle in zip(VARIANTS, CYCLES, strict=True)],
)
def test_a_cycle_is_run_from_draft_to_published_edition(
    chromium: Browser,
    desk: tuple[Office, str, tuple[str, str]],
    language: str,
    scripts: bool,
    with_hand: type[Mouse] | type[Keyboard],
    cycle: str,
) -> None:
    here, url, (name, secret) = desk
    here.clock.now = MORNING
    with visiting(chromium, url, language=language, scripts=scripts) as visitor:
        visitor.context.add_cookies([{"name": name, "value": secret, "url": url}])
        hand = with_hand(visitor.page)
        _prepares(visitor, hand, language, cycle)
        here.clock.now = datetime(2026, 7, 1, 9, 40, tzinfo=UTC)
        _publishes(visitor, hand, language, cycle)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _prepares(visitor: Visitor, hand: Hand, language: str, cycle: str) -> None:
    new, make, roster, add, _, _ = WORDS[language]
    page = visitor.goes(f"/{language}/secretariat")
    hand.follow(_named(page, "link", new))
    hand.write(page.locator("#f-id"), cycle)
    for field, moment in DATES.items():
        hand.date(page.locator(f"#f-{field}"), moment)
    hand.follow(_named(page, "button", make))
    assert page.url.endswith(f"/{language}/secretariat/cycles/{cycle}")
    hand.follow(_named(page, "link", roster))
    hand.write(page.locator("#f-name").first, "Verrerie Exemple (invented)")
    hand.write(page.locator("#f-id"), "EX-900")
    hand.follow(_named(page, "button", add))
    assert page.url.endswith("/roster/EX-900")


def _publishes(visitor: Visitor, hand: Hand, language: str, cycle: str) -> None:
    _, _, _, _, publication, freeze = WORDS[language]
    page = visitor.page
    hand.follow(_named(page, "link", publication))
    hand.follow(_named(page, "button", freeze))
    assert page.get_by_role("button", name=freeze).count() == 0
    hand.follow(_named(page, "button", PUBLISH[language]))
    hand.follow(_named(page, "link", f"{cycle}-1.0"))
    assert page.url.endswith(f"/{language}/editions/{cycle}-1.0")
    assert cycle in page.locator("h1").inner_text()


def _named(page: Page, role: Literal["link", "button"], name: str) -> Locator:
    return page.locator("main").get_by_role(role, name=name, exact=True).first
