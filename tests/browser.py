"""A real browser for tests: the system's Chromium, without a sandbox, that asks nobody but the server under test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS = (1280, 390, 320)
HEIGHT = 900
PATIENCE = 120_000
"""Milliseconds a visitor waits for a page or an element: a busy machine is slow, not broken."""
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_AXE = Axe()
_RULES = """{
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"], elementRef: false, ancestry: false, selectors: false,
}"""


@contextmanager
def launched() -> Iterator[Browser]:
    """A running Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program is not None, "no Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module; each test opens a context of its own.

    No longer than a module, because the event loop that drives it runs as long, and other tests have loops of theirs.
    """
    with launched() as browser:
        yield browser


@dataclass
class Visitor:
    """Someone with a browser of one width and one language, and what the browser complained about."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def goes(self, path: str) -> Page:
        """Open an address of the server under test."""
        answer = self.page.goto(f"{self.url}{path}", wait_until="load")
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def faults(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 A and AA on the page as it stands, each with its first element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE.axe_script)
        found = self.page.evaluate(f"axe.run({_RULES}).then((found) => found.violations)")
        return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]


@contextmanager
def visiting(
    browser: Browser, url: str, *, width: int = 1280, language: str = "fr", scripts: bool = True
) -> Iterator[Visitor]:
    """A visitor with a fresh context; `scripts` false switches JavaScript off. Console and network are heard."""
    size = {"width": width, "height": HEIGHT}
    context = browser.new_context(viewport=size, locale=language, java_script_enabled=scripts)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    visitor = Visitor(context, page, url)
    page.on("console", lambda said: said.type == "error" and visitor.complaints.append(said.text))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(url) or visitor.elsewhere.append(asked.url))
    try:
        yield visitor
    finally:
        context.close()
