"""Every public page in a real browser: nothing against WCAG, nothing from elsewhere, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import HEIGHT, WIDTHS, chromium, visiting
from tests.pages.plan import LANGUAGES, PUBLIC
from tests.running import served

__all__ = ["chromium"]


@pytest.fixture(scope="module")
def address(example_url: str) -> Iterator[str]:
    """A running server over the example cycle."""
    with served(example_url) as (url, _):
        yield url


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_fault_of_accessibility_at_any_width(
    chromium: Browser, address: str, language: str, path: str
) -> None:
    found, wider = {}, {}
    with visiting(chromium, address, language=language) as visitor:
        page = visitor.goes(f"/{language}{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found[width] = visitor.faults()
            wider[width] = page.evaluate(
                "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
            )

    assert found == {width: [] for width in WIDTHS}
    assert wider == dict.fromkeys(WIDTHS, 0)
    assert visitor.complaints == []
    assert visitor.elsewhere == []


def test_the_keyboard_reaches_the_content_and_every_link_in_view_shows_where_it_is(
    chromium: Browser, address: str
) -> None:
    with visiting(chromium, address) as visitor:
        page = visitor.goes("/fr/report/1")
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.className")
        page.keyboard.press("Enter")
        reached = []
        for _ in range(30):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "(e => [e.tagName, getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)])"
                    "(document.activeElement)"
                )
            )

    assert first == "skip"
    assert {name for name, _, _ in reached} >= {"A", "SUMMARY"}
    assert [one for one in reached if one[1] == "none" or one[2] < 2] == []


def test_pages_need_no_script(chromium: Browser, address: str) -> None:
    with visiting(chromium, address, scripts=False) as visitor:
        page = visitor.goes("/fr/pledge")
        page.locator("mark a").first.click()

        assert page.url.split("#")[1].startswith("a-")
        assert page.locator(":target.card").is_visible()


def test_a_page_prints_both_columns(chromium: Browser, address: str) -> None:
    with visiting(chromium, address) as visitor:
        page = visitor.goes("/fr/report/1")
        page.emulate_media(media="print")
        left = page.locator(".row .l").nth(2).bounding_box()
        right = page.locator(".row .r").nth(2).bounding_box()
        printed = page.pdf(format="A4", tagged=True)

    assert left is not None
    assert right is not None
    assert right["x"] >= left["x"] + left["width"] - 2
    assert abs(left["y"] - right["y"]) < 2
    assert printed.startswith(b"%PDF-")
