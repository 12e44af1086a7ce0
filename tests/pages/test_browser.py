"""Public pages in a real browser: used by keyboard, without a script, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, visiting
from tests.running import served

__all__ = ["chromium"]


@pytest.fixture(scope="module")
def address(example_url: str) -> Iterator[str]:
    """A running server over the example cycle."""
    with served(example_url) as (url, _):
        yield url


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
