"""Every page in every important state, in both languages and at three widths, in a real browser and as it was sent."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import html5lib
import pytest
from playwright.sync_api import Browser

from service.pages.rooms import ROUTERS
from service.pages.route import PageRoute
from tests.api.walk import routes_of
from tests.browser import HEIGHT, WIDTHS, Visitor, chromium
from tests.pages.gallery import Gallery, gallery
from tests.pages.offices import opened
from tests.pages.plan import LANGUAGES
from tests.pages.states import ROOMS
from tests.pages.walk import Sight, walk

__all__ = ["chromium"]

HTML, STYLES, SCRIPTS = 25_000, 12_000, 20_000
NO_PAGE = {
    "pages.door": "leads to a language",
    "pages.permalink": "leads to the edition's page",
    "pages.share": "a picture",
    "company.template": "a workbook",
    "company.marked": "a workbook",
    "company.received": "a workbook",
    "receipts.one": "a file",
    "receipts.imported": "a file",
}
"""Addresses that answer with something else than a page, and with what."""


@pytest.fixture(scope="module")
def here(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Everybody's desk."""
    made = gallery(example_url, tmp_path_factory.mktemp("gallery"))
    yield made
    made.office.house.reader.close()


@pytest.fixture(scope="module")
def url(here: Gallery) -> Iterator[str]:
    """Where the desks are served."""
    with opened(here.office) as address:
        yield address


def test_every_page_has_a_row_among_the_states() -> None:
    pages = {
        route.name: route.path_regex
        for room in ROUTERS
        for route in routes_of(room.routes)
        if isinstance(route, PageRoute) and "GET" in (route.methods or ())
    }
    shown = {
        name
        for states in ROOMS.values()
        for one in states
        for name, pattern in pages.items()
        if one.form is None and one.status == 200 and pattern.match("/fr" + _plain(one.path))
    }

    assert set(pages) - shown == set(NO_PAGE)


def _plain(path: str) -> str:
    path = path.partition("?")[0]
    return {"{invitation}": "/invitation/i/s", "{reset}": "/password/r/s"}.get(path, path)


def test_no_two_states_share_a_name() -> None:
    names = Counter(one.name for states in ROOMS.values() for one in states)

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_state_stands_up_to_axe_validity_weight_and_policy(
    chromium: Browser, here: Gallery, url: str, room: str, language: str
) -> None:
    faults: dict[str, list[str]] = {}
    for place, sight in enumerate(walk(chromium, here, url, ROOMS[room], language=language)):
        found = [
            *_markup(sight.html),
            *_headers(sight, language),
            *_looks(sight.visitor, searched(place, language)),
        ]
        found += [f"asked elsewhere: {one}" for one in _taken(sight.visitor.elsewhere)]
        found += [f"the browser complains: {one}" for one in _taken(sight.visitor.complaints) if "status of" not in one]
        if found:
            faults[sight.state.name] = found

    assert faults == {}


def searched(place: int, language: str) -> list[int]:
    """The widths at which axe searches the state at `place` in a language: both languages at the narrowest, where words
    that are longer do most; of the others one each, the next state the other way round. So no width of a state is left
    out, each language is seen at each width, and a state costs four searches, not six."""
    *wide, narrowest = WIDTHS
    return [*(one for number, one in enumerate(wide) if (number + place + LANGUAGES.index(language)) % 2), narrowest]


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_axe_searches_each_state_at_each_width_and_in_both_languages_at_the_narrowest(place: int) -> None:
    french, english = (searched(place, language) for language in LANGUAGES)

    assert sorted(french + english) == sorted([*WIDTHS, min(WIDTHS)])
    assert min(WIDTHS) in french
    assert min(WIDTHS) in english
    assert set(searched(place, "en")) | set(searched(place + 1, "en")) == set(WIDTHS)


def _taken(heard: list[str]) -> list[str]:
    said, heard[:] = heard[:], []
    return said


def _looks(visitor: Visitor, searched: Sequence[int]) -> Iterator[str]:
    """What axe finds at the widths that are `searched`, and how much wider than the screen the page is at each."""
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        if width in searched:
            yield from (f"at {width}: {one}" for one in visitor.faults())
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"at {width}: {wide} px too wide"
    visitor.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})


def _markup(page: str) -> Iterator[str]:
    """What is wrong with the HTML as it was sent: parsed strictly, ids, references, headings, inline code, weight."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(page)
    yield from (f"invalid: {code} at {place}" for place, code, _ in parser.errors)
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    yield from (f"id {one!r} {count} times" for one, count in ids.items() if count > 1 or not one)
    pointed = " ".join(re.findall(r'\s(?:aria-labelledby|aria-describedby|for)="([^"]+)"', page)).split()
    pointed += re.findall(r'\shref="#([^"]+)"', page)
    yield from (f"nothing has the id {one!r}" for one in set(pointed) - set(ids))
    if len(tree.findall(".//h1")) != 1:
        yield "not one h1"
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    yield from (f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1)
    yield from re.findall(r"<script(?! src)[^>]*>|<[a-z][^>]*\s(?:style|on[a-z]+)=", page)
    weight = len(gzip.compress(page.encode(), 6))
    if weight > HTML:
        yield f"{weight} bytes, compressed"


def _headers(sight: Sight, language: str) -> Iterator[str]:
    """What is wrong with the headers and the language of the answer."""
    headers = sight.answer.headers
    policy = headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield f"policy: {policy}"
    if "script-src" in policy and not (sight.state.who or "script-src 'self'" in policy):
        yield f"policy of scripts: {policy}"
    if headers.get("content-language") != language or f'<html lang="{language}">' not in sight.html:
        yield f"language {headers.get('content-language')}"
    if not sight.state.who and "<script" in sight.html:
        yield "a script on a public page"


_LOADED = {"css": r'<link rel="stylesheet" href="([^"]+)"', "js": r'<script src="([^"]+)"'}


def test_styles_and_scripts_of_every_room_are_within_their_weight(chromium: Browser, here: Gallery, url: str) -> None:
    heavy = {}
    first = [next(iter(states)) for states in ROOMS.values()]
    composer = next(one for one in ROOMS["union"] if one.name == "union-compose-clause")
    for sight in walk(chromium, here, url, [*first, composer], language="fr"):
        most = {"css": STYLES, "js": SCRIPTS if sight.state.who else 0}
        for kind, pattern in _LOADED.items():
            files = {name: sight.visitor.page.request.get(f"{url}{name}") for name in re.findall(pattern, sight.html)}
            weight = sum(len(gzip.compress(one.body(), 6)) for one in files.values())
            if weight > most[kind]:
                heavy[f"{sight.state.name} {kind}"] = weight

    assert heavy == {}
