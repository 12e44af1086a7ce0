"""One company's whole way in a real browser: a faulty workbook, the mended one, a revision online, a reply to a union.

In both languages, with scripts and without, by mouse and by keyboard alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.browser import Visitor, chromium, visiting
from tests.company_scene import EMAILS, NAMES, Scene, company_scene, faulty_workbook, good_workbook
from tests.hands import VARIANTS, Hand, Keyboard, Mouse
from tests.pages.offices import office_at, opened
from tests.people import PASSWORD

__all__ = ["chromium"]


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    """A running server, and what was filed on it."""
    file = tmp_path_factory.mktemp("company") / "enregard.db"
    shutil.copy(sqlite_template, file)
    scene = company_scene(f"sqlite:///{file}")
    here = office_at(scene.url, datetime.now(UTC))
    with opened(here) as address:
        yield address, scene
    here.house.reader.close()


def _signed_in(visitor: Visitor, hand: Hand, language: str, email: str) -> None:
    page = visitor.goes(f"/{language}/sign-in")
    hand.write(page.locator("#f-email"), email)
    hand.write(page.locator("#f-password"), PASSWORD)
    hand.follow(page.locator("main button"))
    assert page.url.endswith(f"/{language}/company")


def _pressed(page: Page, hand: Hand, name: str) -> None:
    hand.follow(page.locator("main").get_by_role("button", name=name, exact=True))


def _handed_in(page: Page, hand: Hand, content: bytes, button: str) -> None:
    """Choose a workbook from the disk and send it."""
    file: FilePayload = {"name": "réponses.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    hand.hand_in(page.locator("[name=workbook]"), file)
    _pressed(page, hand, button)


@pytest.mark.parametrize(
    ("language", "scripts", "with_hand", "signatory"),
    [(*variant, signatory) for variant, signatory in zip(VARIANTS, NAMES, strict=True)],
)
def test_a_company_mends_its_workbook_submits_revises_and_replies(
    chromium: Browser,
    stage: tuple[str, Scene],
    language: str,
    scripts: bool,
    with_hand: type[Mouse] | type[Keyboard],
    signatory: str,
) -> None:
    (address, scene), words = stage, _WORDS[language]
    at = f"/{language}/company/2026"
    with visiting(chromium, address, language=language, scripts=scripts) as visitor:
        page, hand = visitor.page, with_hand(visitor.page)
        _signed_in(visitor, hand, language, EMAILS[signatory])

        hand.follow(page.locator(f'header nav a[href="{at}/workbook"]'))
        _handed_in(page, hand, faulty_workbook(language, signatory), words["check"])
        assert words["two_errors"] in page.locator("h1").inner_text()
        assert page.locator("td.hit").first.inner_text().startswith("oui, en partie")
        assert "SD-1" in page.locator("tr:has(td.hit)").first.inner_text()

        hand.follow(page.get_by_role("link", name=words["mended"]))
        _handed_in(page, hand, good_workbook(language, signatory), words["check"])
        _pressed(page, hand, words["first"])
        assert page.url.endswith(f"{at}/filed")

        _revises(visitor, hand, at, words)
        _replies(visitor, hand, at, scene.annotates("SD-1", 2, signatory), words)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _revises(visitor: Visitor, hand: Hand, at: str, words: dict[str, str]) -> None:
    page = visitor.goes(f"{at}/form/objective-1")
    number = page.locator('[name="SD-1.numerator"]')
    assert number.input_value() == "4", "what was submitted need not be typed again"
    hand.write(number, "neuf")
    _pressed(page, hand, words["save"])
    assert page.locator('[name="SD-1.numerator"]').get_attribute("aria-invalid") == "true"

    hand.follow(page.locator(f'header nav a[href="{at}/check"]'))
    hand.follow(page.locator('a[href$="#f-SD-1.numerator"]').first)
    assert page.evaluate("document.activeElement.name") == "SD-1.numerator", "the link leads into the field"
    hand.write(page.locator('[name="SD-1.numerator"]'), "3")
    _pressed(page, hand, words["save"])
    hand.follow(page.locator(f'header nav a[href="{at}/check"]'))
    _pressed(page, hand, words["second"])
    assert page.url.endswith(f"{at}/filed")

    hand.follow(page.locator(f'header nav a[href="{at}/revisions"]'))
    _pressed(page, hand, words["compare"])
    assert page.locator("tbody tr").inner_text().split("\t")[1:] == ["4", "3"]


def _replies(visitor: Visitor, hand: Hand, at: str, annotation: str, words: dict[str, str]) -> None:
    page = visitor.page
    hand.follow(page.locator(f'header nav a[href="{at}/annotations"]'))
    hand.follow(page.locator(f'table a[href$="{annotation}"]'))
    hand.write(page.locator("#f-text"), "Le CSE a été consulté le 3 mars.")
    _pressed(page, hand, words["reply"])
    assert page.locator(".reply.got").inner_text().endswith("Le CSE a été consulté le 3 mars.")


_WORDS = {
    "fr": {
        "check": "Vérifier ce classeur",
        "two_errors": "2 erreurs empêchent de soumettre",
        "mended": "Déposer le classeur corrigé",
        "first": "Soumettre comme révision 1",
        "second": "Soumettre comme révision 2",
        "save": "Enregistrer",
        "compare": "Comparer",
        "reply": "Publier la réponse",
    },
    "en": {
        "check": "Check this workbook",
        "two_errors": "2 errors stand against submitting",
        "mended": "Hand in the mended workbook",
        "first": "Submit as revision 1",
        "second": "Submit as revision 2",
        "save": "Save",
        "compare": "Compare",
        "reply": "Publish the reply",
    },
}
