"""One company's whole way in a real browser: a faulty workbook, the mended one, a revision online, a reply to a union.

With scripts and without, in both languages, by keyboard; each page is looked at by axe at three widths.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.browser import HEIGHT, WIDTHS, Visitor, chromium, visiting
from tests.company_scene import EMAILS, OTHER, SIGNATORY, Scene, company_scene, faulty_workbook, good_workbook
from tests.people import KEY, PASSWORD
from tests.running import served

__all__ = ["chromium"]


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    """A running server, and what was filed on it."""
    file = tmp_path_factory.mktemp("company") / "enregard.db"
    shutil.copy(sqlite_template, file)
    scene = company_scene(f"sqlite:///{file}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ENREGARD_SECRET_KEY", KEY)
        with served(scene.url) as (address, _):
            yield address, scene


def _handed_in(page: Page, content: bytes, button: str) -> None:
    """Choose a workbook from the disk and send it."""
    file: FilePayload = {"name": "réponses.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("[name=workbook]", file)
    _pressed(page, button)


def _looked_at(visitor: Visitor) -> None:
    """The page as it stands has no fault at any width, and is never wider than the screen."""
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (visitor.page.url, width, visitor.faults(), max(wide, 0)) == (visitor.page.url, width, [], 0)
    visitor.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})


def _pressed(page: Page, name: str) -> None:
    """Press the button of the page's main part as someone does who has no mouse."""
    button = page.locator("main").get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _signed_in(visitor: Visitor, language: str, email: str) -> Page:
    page = visitor.goes(f"/{language}/sign-in")
    page.locator("#f-email").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/company")
    return page


@pytest.mark.parametrize(("scripts", "language", "signatory"), [(True, "fr", SIGNATORY), (False, "en", OTHER)])
def test_a_company_mends_its_workbook_submits_revises_and_replies(
    chromium: Browser,
    stage: tuple[str, Scene],
    scripts: bool,
    language: str,
    signatory: str,
) -> None:
    (address, scene), words = stage, _WORDS[language]
    at = f"/{language}/company/2026"
    with visiting(chromium, address, language=language, scripts=scripts) as visitor:
        page = _signed_in(visitor, language, EMAILS[signatory])
        _seen(visitor, scripts)

        visitor.goes(f"{at}/workbook")
        _seen(visitor, scripts)
        _handed_in(page, faulty_workbook(language, signatory), words["check"])
        assert words["two_errors"] in page.locator("h1").inner_text()
        assert page.locator("td.hit").first.inner_text().startswith("oui, en partie")
        assert "SD-1" in page.locator("tr:has(td.hit)").first.inner_text()
        _seen(visitor, scripts)

        page.get_by_role("link", name=words["mended"]).click()
        _handed_in(page, good_workbook(language, signatory), words["check"])
        _seen(visitor, scripts)
        _pressed(page, words["first"])
        page.wait_for_url(f"**{at}/filed")
        _seen(visitor, scripts)

        _revises(visitor, at, words, scripts=scripts)
        _replies(visitor, at, scene.annotates("SD-1", 2, signatory), words, scripts=scripts)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _revises(visitor: Visitor, at: str, words: dict[str, str], *, scripts: bool) -> None:
    page = visitor.goes(f"{at}/form/objective-1")
    number = page.locator('[name="SD-1.numerator"]')
    assert number.input_value() == "4", "what was submitted need not be typed again"
    number.fill("neuf")
    _pressed(page, words["save"])
    assert page.locator('[name="SD-1.numerator"]').get_attribute("aria-invalid") == "true"
    _seen(visitor, scripts)

    visitor.goes(f"{at}/check")
    _seen(visitor, scripts)
    page.locator('a[href$="#f-SD-1.numerator"]').click()
    page.locator('[name="SD-1.numerator"]').fill("3")
    _pressed(page, words["save"])
    visitor.goes(f"{at}/check")
    _pressed(page, words["second"])
    page.wait_for_url(f"**{at}/filed")

    visitor.goes(f"{at}/revisions")
    _seen(visitor, scripts)
    _pressed(page, words["compare"])
    assert page.locator("tbody tr").inner_text().split("\t")[1:] == ["4", "3"]
    _seen(visitor, scripts)


def _replies(visitor: Visitor, at: str, annotation: str, words: dict[str, str], *, scripts: bool) -> None:
    page = visitor.goes(f"{at}/annotations")
    _seen(visitor, scripts)
    page.locator(f'table a[href$="{annotation}"]').click()
    _seen(visitor, scripts)
    page.locator("#f-text").focus()
    page.keyboard.type("Le CSE a été consulté le 3 mars.")
    _pressed(page, words["reply"])
    assert page.locator(".reply.got").inner_text().endswith("Le CSE a été consulté le 3 mars.")
    _seen(visitor, scripts)


def _seen(visitor: Visitor, scripts: bool) -> None:
    if scripts:
        _looked_at(visitor)


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
