"""A union's whole way in a real browser: it reads, annotates words, an answer and a figure; another union signs; the
answer is revised and the annotation carried forward.

With scripts and without, in both languages, by keyboard; each page is looked at by axe at three widths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page

from indicators.loader import bundled
from service.store.engine import Database
from service.workflows.accounts import Place, create_account
from tests.browser import HEIGHT, WIDTHS, Visitor, chromium, visiting
from tests.example import copied
from tests.people import KEY, PASSWORD, joined, reception_of
from tests.running import served
from tests.samples import open_cycle, self_assessment, value_of

__all__ = ["chromium"]

CYCLE = "2027"
COMPANIES = {"fr": ("EX-901", "Aciéries du Levant (invented)"), "en": ("EX-902", "Filatures du Ponant (invented)")}
AUTHOR, OTHER = "UN-BRAISIERE", "UN-ALIZEE"
Look = Callable[[Visitor], None]


@dataclass
class Scene:
    """A running server: its address, and the tokens of the companies, by the language of the journey."""

    address: str
    tokens: dict[str, str]

    def files(self, language: str, numerator: int) -> None:
        """Let the company of a journey file its answers, with this number in SD-1."""
        signatory, name = COMPANIES[language]
        body = {**self_assessment(bundled(), name=name), "cycle": CYCLE}
        value_of(body, "SD-1")["numerator"] = numerator
        answer = httpx.post(
            f"{self.address}/api/v1/cycles/{CYCLE}/submissions",
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[language]}"},
        )
        assert answer.status_code == 201, (signatory, answer.text)


@pytest.fixture(scope="module")
def scene(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The example with its edition, a second cycle that runs now, two companies in it, two unions with people."""
    url = copied(example_url, tmp_path_factory.mktemp("union"))
    database = Database.open(url)
    open_cycle(database, CYCLE)
    tokens = {}
    for language, (signatory, name) in COMPANIES.items():
        issued = create_account(database, kind="company", name=name, place=Place(CYCLE, signatory))
        tokens[language] = issued.secret
    for union in (AUTHOR, OTHER):
        joined(reception_of(database), union, _email(union))
    database.close()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ENREGARD_SECRET_KEY", KEY)
        with served(url) as (address, _):
            yield Scene(address, tokens)


def _email(union: str) -> str:
    return f"{union.lower()}@example.org"


def _looked_at(visitor: Visitor) -> None:
    """The page as it stands has no fault at any width, and is never wider than the screen; with scripts only, because
    the page is the same without."""
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (visitor.page.url, width, visitor.faults(), max(wide, 0)) == (visitor.page.url, width, [], 0)
    visitor.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})


def _pressed(page: Page, name: str) -> None:
    """Press the button of the page's main part as someone does who has no mouse."""
    button = page.locator("main").get_by_role("button", name=name, exact=True).first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _followed(page: Page, name: str) -> None:
    link = page.locator("main").get_by_role("link", name=name, exact=True).first
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _signed_in(visitor: Visitor, language: str, union: str) -> Page:
    page = visitor.goes(f"/{language}/sign-in")
    page.locator("#f-email").fill(_email(union))
    page.locator("#f-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/union")
    return page


@pytest.mark.parametrize(("scripts", "language"), [(True, "fr"), (False, "en")])
def test_a_union_annotates_another_signs_and_what_was_revised_is_carried_forward(
    chromium: Browser, scene: Scene, scripts: bool, language: str
) -> None:
    words, (signatory, name) = _WORDS[language], COMPANIES[language]
    scene.files(language, 4)
    look = _looked_at if scripts else lambda _: None
    with visiting(chromium, scene.address, language=language, scripts=scripts) as visitor:
        page = _signed_in(visitor, language, AUTHOR)
        look(visitor)
        _followed(page, name)
        look(visitor)
        page.locator(f'main a[href$="/{signatory}/answers/SD-1"]').first.click()
        look(visitor)
        _followed(page, words["annotate_answer"])
        page.locator('[name=motives][value="A1"]').check()
        answered = _published(visitor, words, look)

        _quotes(visitor, words, language, look, scripts=scripts)
        visitor.goes(f"/{language}/union/targets")
        page.locator("#f-source").select_option(label=words["figure"])
        _pressed(page, words["annotate_figure"])
        page.locator('[name=motives][value="L1"]').check()
        look(visitor)
        _published(visitor, words, lambda _: None)

        _signs(chromium, scene, language, answered)
        scene.files(language, 3)
        visitor.goes(f"/{language}/union/annotations?only=moved")
        look(visitor)
        assert words["moved"] in page.locator(".card").first.inner_text().replace("\u202f", " ").replace("\xa0", " ")
        visitor.goes(answered)
        look(visitor)
        _pressed(page, words["uphold"])
        assert words["carried"] in page.locator(".card").inner_text().replace("\u202f", " ").replace("\xa0", " ")
        assert "Alizée" in page.locator(".card").inner_text()
        for path in ("drafts", "demands", "exchange"):
            visitor.goes(f"/{language}/union/{path}")
            look(visitor)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _quotes(visitor: Visitor, words: dict[str, str], language: str, look: Look, *, scripts: bool) -> None:
    """Annotate two words of clause 1.1: marked with a script, by their numbers without."""
    page, (first, last) = visitor.goes(f"/{language}/union/targets"), words["numbers"].split()
    look(visitor)
    _followed(page, words["annotate_clause"])
    if scripts:
        page.evaluate(
            "(numbers) => { const [a, b] = numbers.map((n) => document.querySelector(`[data-word='${n}']`));"
            " document.getSelection().setBaseAndExtent(a.lastChild, 0, b.lastChild, b.lastChild.length); }",
            [first, last],
        )
        page.wait_for_function("document.getElementById('f-from').value !== ''")
        assert [page.locator(f"#f-{end}").input_value() for end in ("from", "to")] == [first, last]
    else:
        page.locator("#f-from").select_option(first)
        page.locator("#f-to").select_option(last)
    page.locator('[name=motives][value="V1"]').check()
    for summary in page.locator("main details > summary").all():
        summary.click()
    look(visitor)
    _published(visitor, words, lambda _: None)
    assert page.locator(".card mark").inner_text() == words["exact"]


def _published(visitor: Visitor, words: dict[str, str], look: Look) -> str:
    """Write the text, see the card, publish it; returns the address of the annotation."""
    page = visitor.page
    page.locator(f"#f-text_{words['language']}").fill(words["text"])
    _pressed(page, words["card"])
    assert words["text"] in page.locator(".card").inner_text()
    look(visitor)
    _pressed(page, words["publish"])
    assert "/union/annotations/" in page.url
    return page.url.removeprefix(visitor.url)


def _signs(chromium: Browser, scene: Scene, language: str, annotation: str) -> None:
    """Let another union's person open the annotation among those of others, and countersign it."""
    with visiting(chromium, scene.address, language=language) as other:
        page = _signed_in(other, language, OTHER)
        other.goes(f"/{language}/union/annotations?by=others")
        page.locator(f'main a.btn[href="{annotation}"]').click()
        _pressed(page, _WORDS[language]["sign"])
        assert "Alizée" in page.locator(".card .by").last.inner_text()


_WORDS = {
    "fr": {
        "language": "fr",
        "annotate_answer": "Annoter cette réponse",
        "annotate_clause": "Annoter la clause 1.1",
        "annotate_figure": "Annoter ce chiffre",
        "figure": "SD-1 Consultation avant déploiement",
        "text": "Rien ne dit qui est consulté, ni quand.",
        "exact": "dialogue social",
        "numbers": "3 4",
        "card": "Voir la fiche",
        "publish": "Publier",
        "sign": "Signer aussi cette version",
        "moved": "Écrite sur la révision 1 ; la réponse en est maintenant à la révision 2.",
        "uphold": "Maintenir sur la révision 2",
        "carried": "maintenue par son auteur sur la révision 2",
    },
    "en": {
        "language": "en",
        "annotate_answer": "Annotate this answer",
        "annotate_clause": "Annotate clause 1.1",
        "annotate_figure": "Annotate this figure",
        "figure": "SD-1 Consultation before deployment",
        "text": "Nothing says who is consulted, or when.",
        "exact": "social dialogue",
        "numbers": "2 3",
        "card": "See the card",
        "publish": "Publish",
        "sign": "Sign this version too",
        "moved": "Written about revision 1; the answer is now at revision 2.",
        "uphold": "Uphold on revision 2",
        "carried": "upheld by its author on revision 2",
    },
}
