"""How a visitor acts on a page: with a mouse, or by keyboard alone. A journey is written once and done with either.

By keyboard nothing is reached but by Tab and Shift+Tab from where the focus is, and nothing done but by Enter, Space,
arrows and typing. At every stop the focus must be somewhere, on the screen, and visible.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playwright.sync_api import FilePayload, Locator, Page
from playwright.sync_api import TimeoutError as TooLateError

MOST_STOPS = 700
_ONCE_MORE = 20_000
"""Milliseconds after which somebody presses a key again."""

_AT = """(target) => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const group = at.type === "radio" && target.type === "radio" && at.name === target.name && at.form === target.form;
  const lost = at === document.body || at === document.documentElement;
  const unseen = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2;
  const away = box.bottom <= 0 || box.top >= innerHeight || box.width === 0;
  return {
    here: at === target, group, lost, skip: at.className === "skip",
    back: !lost && Boolean(target.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
    inside: Boolean(target.closest("main")),
    fault: lost ? "" : unseen ? "its focus is not visible" : away ? "it is focused off the screen" : "",
    said: at.outerHTML.slice(0, 160),
  };
}"""


class Hand(Protocol):
    """What a journey does on a page."""

    def follow(self, target: Locator) -> None:
        """Follow a link or press a button that leads to another page, and wait for it."""

    def jump(self, target: Locator) -> None:
        """Follow a link within the page."""

    def write(self, target: Locator, text: str) -> None:
        """Write into a field, in place of what is there."""

    def date(self, target: Locator, moment: str) -> None:
        """Set a field of date and time, as `2026-07-01T10:30`."""

    def choose(self, target: Locator, value: str) -> None:
        """Choose an option of a list by its value."""

    def tick(self, target: Locator) -> None:
        """Tick a box or choose a radio button."""

    def unfold(self, target: Locator) -> None:
        """Open what a summary folds away."""

    def hand_in(self, target: Locator, file: FilePayload) -> None:
        """Choose a file of the disk."""

    def download(self, target: Locator) -> Path:
        """Follow a link to a file; returns where it was kept."""


@dataclass
class Mouse:
    """Somebody with a mouse."""

    page: Page

    def follow(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()

    def jump(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def date(self, target: Locator, moment: str) -> None:
        target.fill(moment)

    def choose(self, target: Locator, value: str) -> None:
        target.select_option(value)

    def tick(self, target: Locator) -> None:
        target.check()

    def unfold(self, target: Locator) -> None:
        target.click()

    def hand_in(self, target: Locator, file: FilePayload) -> None:
        target.set_input_files(file)

    def download(self, target: Locator) -> Path:
        with self.page.expect_download() as waiting:
            target.click()
        return Path(waiting.value.path())


@dataclass
class Keyboard:
    """Somebody who has nothing but a keyboard."""

    page: Page

    def reach(self, target: Locator) -> None:
        """Walk the focus to an element. Raises AssertionError where it is lost, unseen, trapped or never comes."""
        element = target.element_handle()
        press, jumped, last = self.page.keyboard.press, False, ""
        for stop in range(MOST_STOPS):
            at = self.page.evaluate(_AT, element)
            if at["here"] or at["group"]:
                return
            assert not at["fault"], f"{at['said']}: {at['fault']}"
            assert not (at["lost"] and stop and not jumped), f"the focus is lost after {last}"
            if at["skip"] and at["inside"] and not jumped:
                press("Enter")
                jumped = True
            else:
                jumped = False
            press("Shift+Tab" if at["back"] else "Tab")
            last = at["said"]
        raise AssertionError(f"not reached in {MOST_STOPS} stops, last at {last}")

    def follow(self, target: Locator) -> None:
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Space" if target.evaluate("one => one.tagName") == "BUTTON" else "Enter")

    def jump(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def date(self, target: Locator, moment: str) -> None:
        """Chromium without a screen writes such fields as month, day, year, hour, minute, half of the day."""
        day, time = moment.split("T")
        year, month, number = day.split("-")
        hour, minute = (int(one) for one in time.split(":"))
        self.reach(target)
        self.page.keyboard.type(f"{month}{number}{year}")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type(f"{(hour - 1) % 12 + 1:02}{minute:02}{'PM' if hour > 11 else 'AM'}")
        assert target.input_value() == moment

    def choose(self, target: Locator, value: str) -> None:
        self.reach(target)
        steps = target.evaluate(
            "(one, value) => [...one.options].findIndex((option) => option.value === value) - one.selectedIndex", value
        )
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert target.input_value() == value

    def tick(self, target: Locator) -> None:
        self.reach(target)
        for _ in range(20):
            if target.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def unfold(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def hand_in(self, target: Locator, file: FilePayload) -> None:
        self.reach(target)
        for patience in (_ONCE_MORE, None):  # on a busy machine a first key press may come before the page listens
            with suppress(TooLateError), self.page.expect_file_chooser(timeout=patience) as waiting:
                self.page.keyboard.press("Space")
                waiting.value.set_files(file)
                return
        raise AssertionError("no file is asked for")

    def download(self, target: Locator) -> Path:
        self.reach(target)
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        return Path(waiting.value.path())


VARIANTS: tuple[tuple[str, bool, type[Mouse] | type[Keyboard]], ...] = (
    ("fr", True, Keyboard),
    ("fr", False, Mouse),
    ("en", True, Mouse),
    ("en", False, Keyboard),
)
"""The four ways of every journey: language, with scripts or without, the hand. Each language, and each of with and
without scripts, is gone through by keyboard alone."""
