"""In a real browser: the secretariat runs a cycle from draft to published edition, an analyst filters and downloads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tests.browser import WIDTHS, Visitor, chromium, visiting
from tests.pages.offices import Office, office
from tests.running import PATIENCE, free_port

__all__ = ["chromium"]

WORDS = {
    "fr": ("Créer le cycle", "Ajouter", "Geler le cycle", "Publier l’édition 1.0", "Afficher"),
    "en": ("Make the cycle", "Add", "Freeze the cycle", "Publish edition 1.0", "Show"),
}
DATES = {"opens": "2026-07-01T10:30", "closes": "2026-07-01T11:00", "replies_until": "2026-07-01T11:30"}


@pytest.fixture
def desk(example_url: str, tmp_path: Path) -> Iterator[tuple[Office, str]]:
    """A served office over the example cycle, whose clock the test sets, and its address."""
    here, port = office(example_url, tmp_path), free_port()
    server = uvicorn.Server(uvicorn.Config(here.app, port=port, lifespan="off", log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + PATIENCE
    while not server.started:
        assert monotonic() < deadline, "the server did not start"
        sleep(0.02)
    yield here, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE)


def _looked_at(visitor: Visitor) -> None:
    """Nothing against WCAG, nothing wider than the screen, at every width."""
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        faults = visitor.faults()
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (faults, wide) == ([], 0), f"{visitor.page.url} at {width}"


def _filled(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#f-{name}").first.fill(value)


def _runs_a_cycle(desk: Office, visitor: Visitor, language: str, *, looks: bool) -> None:
    make, add, freeze, publish, _ = WORDS[language]
    page = visitor.goes(f"/{language}/secretariat/new-cycle")
    _filled(page, id="2027", **DATES)
    page.get_by_role("button", name=make).click()
    assert page.url.endswith(f"/{language}/secretariat/cycles/2027")
    page = visitor.goes(f"/{language}/secretariat/cycles/2027/roster")
    _filled(page, name="Verrerie Exemple (invented)", id="EX-900")
    page.get_by_role("button", name=add, exact=True).click()
    assert page.url.endswith("/roster/EX-900")

    desk.clock.now = datetime(2026, 7, 1, 9, 40, tzinfo=UTC)
    page = visitor.goes(f"/{language}/secretariat/cycles/2027/publication")
    page.get_by_role("button", name=freeze).click()
    assert page.get_by_role("button", name=freeze).count() == 0
    page.get_by_role("button", name=publish).click()
    assert page.get_by_role("link", name="2027-1.0").is_visible()
    assert visitor.goes(f"/{language}/editions/2027-1.0")
    if looks:
        for path in ("", "/cycles/2027", "/cycles/2027/publication", "/cycles/2026/roster", "/organisations"):
            visitor.goes(f"/{language}/secretariat{path}")
            _looked_at(visitor)


def _filters_and_downloads(visitor: Visitor, language: str, *, looks: bool) -> None:
    page = visitor.goes(f"/{language}/explorer?edition=2026-1.0")
    page.locator("#f-sector").select_option("C")
    page.locator("#f-objective").select_option("1")
    page.get_by_role("button", name=WORDS[language][-1], exact=True).click()
    assert page.url.endswith("/explorer?edition=2026-1.0&sector=C&objective=1")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert "SD-1" in text
    assert "HC-1" not in text
    if looks:
        _looked_at(visitor)


@pytest.mark.parametrize(("language", "scripts"), [("fr", True), ("en", False)])
def test_a_cycle_is_run_and_explored(
    chromium: Browser, desk: tuple[Office, str], language: str, *, scripts: bool
) -> None:
    here, url = desk
    for organisation, width in (("SECRETARIAT", 1280), ("ANALYST", 390)):
        name, secret = here.session(organisation)
        with visiting(chromium, url, width=width, language=language, scripts=scripts) as visitor:
            visitor.context.add_cookies([{"name": name, "value": secret, "url": url}])
            if organisation == "SECRETARIAT":
                _runs_a_cycle(here, visitor, language, looks=scripts)
            else:
                _filters_and_downloads(visitor, language, looks=scripts)
            assert visitor.complaints == []
            assert visitor.elsewhere == []
