"""A union's whole way in a real browser: it reads, annotates words, an answer and a figure; another union signs; the
answer is revised and the annotation carried forward.

In both languages, with scripts and without, by mouse and by keyboard alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Browser, Page

from indicators.loader import bundled
from service.store.engine import Database
from service.workflows.accounts import Place, create_account
from tests.browser import Visitor, chromium, visiting
from tests.example import copied
from tests.hands import VARIANTS, Hand, Keyboard, Mouse
from tests.pages.offices import office_at, opened
from tests.people import PASSWORD, joined, reception_of
from tests.samples import open_cycle, self_assessment, value_of

__all__ = ["chromium"]

CYCLE = "2027"
COMPANIES = {
    "EX-901": "Aciéries du Levant (invented)",
    "EX-902": "Filatures du Ponant (invented)",
    "EX-903": "Verreries du Midi (invented)",
    "EX-904": "Papeteries du Nord (invented)",
}
AUTHOR, OTHER = "UN-BRAISIERE", "UN-ALIZEE"


@dataclass
class Scene:
    """A running server: its address, and the tokens of the companies."""

    address: str
    tokens: dict[str, str]

    def files(self, signatory: str, numerator: int) -> None:
        """Let a company file its answers, with this number in SD-1."""
        body = {**self_assessment(bundled(), name=COMPANIES[signatory]), "cycle": CYCLE}
        value_of(body, "SD-1")["numerator"] = numerator
        answer = httpx.post(
            f"{self.address}/api/v1/cycles/{CYCLE}/submissions",
            json=body,
            headers={"Authorization": f"Bearer {self.tokens[signatory]}"},
            timeout=120,
        )
        assert answer.status_code == 201, (signatory, answer.text)


@pytest.fixture(scope="module")
def scene(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The example with its edition, a second cycle that runs now, two companies in it, two unions with people."""
    url = copied(example_url, tmp_path_factory.mktemp("union"))
    database = Database.open(url)
    open_cycle(database, CYCLE)
    tokens = {}
    for signatory, name in COMPANIES.items():
        issued = create_account(database, kind="company", name=name, place=Place(CYCLE, signatory))
        tokens[signatory] = issued.secret
    for union in (AUTHOR, OTHER):
        joined(reception_of(database), union, _email(union))
    database.close()
    here = office_at(url, datetime.now(UTC))
    with opened(here) as address:
        yield Scene(address, tokens)
    here.house.reader.close()


def _email(union: str) -> str:
    return f"{union.lower()}@example.org"


def _pressed(page: Page, hand: Hand, name: str) -> None:
    hand.follow(page.locator("main").get_by_role("button", name=name, exact=True).first)


def _followed(page: Page, hand: Hand, name: str) -> None:
    hand.follow(page.locator("main").get_by_role("link", name=name, exact=True).first)


def _led(page: Page, hand: Hand, path: str) -> None:
    """Go to a page by the navigation."""
    hand.follow(page.locator(f'header nav a[href="{path}"]'))


def _signed_in(visitor: Visitor, hand: Hand, language: str, union: str) -> Page:
    page = visitor.goes(f"/{language}/sign-in")
    hand.write(page.locator("#f-email"), _email(union))
    hand.write(page.locator("#f-password"), PASSWORD)
    hand.follow(page.locator("main button"))
    assert page.url.endswith(f"/{language}/union")
    return page


def _plain(page: Page, at: str = ".card") -> str:
    return page.locator(at).first.inner_text().replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "scripts", "with_hand", "signatory"),
    [(*variant, signatory) for variant, signatory in zip(VARIANTS, COMPANIES, strict=True)],
)
def test_a_union_annotates_another_signs_and_what_was_revised_is_carried_forward(
    chromium: Browser,
    scene: Scene,
    language: str,
    scripts: bool,
    with_hand: type[Mouse] | type[Keyboard],
    signatory: str,
) -> None:
    words, here = _WORDS[language], f"/{language}/union"
    scene.files(signatory, 4)
    with visiting(chromium, scene.address, language=language, scripts=scripts) as visitor:
        hand = with_hand(visitor.page)
        page = _signed_in(visitor, hand, language, AUTHOR)
        _followed(page, hand, COMPANIES[signatory])
        hand.follow(page.locator(f'main a[href$="/{signatory}/answers/SD-1"]').first)
        _followed(page, hand, words["annotate_answer"])
        hand.tick(page.locator('[name=motives][value="A1"]'))
        answered = _published(visitor, hand, words)

        _quotes(visitor, hand, words, here, marking=scripts and with_hand is Mouse)
        _led(page, hand, f"{here}/targets")
        figure = page.locator("#f-source option").filter(has_text="SD-1 ").get_attribute("value")
        assert figure is not None
        hand.choose(page.locator("#f-source"), figure)
        _pressed(page, hand, words["annotate_figure"])
        hand.tick(page.locator('[name=motives][value="L1"]'))
        _published(visitor, hand, words)

        with visiting(chromium, scene.address, language=language, scripts=scripts) as other:
            _signs(other, with_hand(other.page), language, answered)
        scene.files(signatory, 3)
        _led(page, hand, f"{here}/annotations")
        hand.follow(page.locator('main a[href$="only=moved"]').first)
        assert words["moved"] in _plain(page)
        hand.follow(page.locator(f'main a.btn[href="{answered}"]'))
        _pressed(page, hand, words["uphold"])
        assert words["carried"] in _plain(page)
        assert "Alizée" in _plain(page)
        assert (visitor.complaints, visitor.elsewhere) == ([], [])


def _quotes(visitor: Visitor, hand: Hand, words: dict[str, str], here: str, *, marking: bool) -> None:
    """Annotate two words of clause 1.1: marked with a script and a mouse, else by their numbers."""
    page, (first, last) = visitor.page, words["numbers"].split()
    _led(page, hand, f"{here}/targets")
    _followed(page, hand, words["annotate_clause"])
    if marking:
        page.evaluate(
            "(numbers) => { const [a, b] = numbers.map((n) => document.querySelector(`[data-word='${n}']`));"
            " document.getSelection().setBaseAndExtent(a.lastChild, 0, b.lastChild, b.lastChild.length); }",
            [first, last],
        )
        page.wait_for_function("document.getElementById('f-from').value !== ''")
        assert [page.locator(f"#f-{end}").input_value() for end in ("from", "to")] == [first, last]
    else:
        hand.choose(page.locator("#f-from"), first)
        hand.choose(page.locator("#f-to"), last)
    hand.tick(page.locator('[name=motives][value="V1"]'))
    for summary in page.locator("main details > summary").all():
        hand.unfold(summary)
    _published(visitor, hand, words)
    assert page.locator(".card mark").inner_text() == words["exact"]


def _published(visitor: Visitor, hand: Hand, words: dict[str, str]) -> str:
    """Write the text, see the card, publish it; returns the address of the annotation."""
    page = visitor.page
    hand.write(page.locator(f"#f-text_{words['language']}"), words["text"])
    _pressed(page, hand, words["card"])
    assert words["text"] in page.locator(".card").inner_text()
    _pressed(page, hand, words["publish"])
    assert "/union/annotations/" in page.url
    return page.url.removeprefix(visitor.url)


def _signs(other: Visitor, hand: Hand, language: str, annotation: str) -> None:
    """Let another union's person open the annotation among those of others, and countersign it."""
    page = _signed_in(other, hand, language, OTHER)
    _led(page, hand, f"/{language}/union/annotations")
    hand.follow(page.locator('main a[href*="by=others"]').first)
    hand.follow(page.locator(f'main a.btn[href="{annotation}"]'))
    _pressed(page, hand, _WORDS[language]["sign"])
    assert "Alizée" in page.locator(".card .by").last.inner_text()
    assert (other.complaints, other.elsewhere) == ([], [])


_WORDS = {
    "fr": {
        "language": "fr",
        "annotate_answer": "Annoter cette réponse",
        "annotate_clause": "Annoter la clause 1.1",
        "annotate_figure": "Annoter ce chiffre",
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
