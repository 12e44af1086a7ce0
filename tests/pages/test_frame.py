"""What every page has in common: both languages, careful headers, files kept for ever, errors in plain words."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from indicators.figures import Cut
from indicators.loader import bundled
from service.access import PAGE_RIGHTS
from service.errors import catalogue, detail
from service.pages.rooms import ROUTERS
from service.pages.route import PageRoute
from service.render.html.environment import environment
from tests.api.test_rights import routes_of
from tests.pages.plan import EVERY

KEPT = "public, max-age=31536000, immutable"


def test_every_page_is_guarded_by_a_row_of_its_own() -> None:
    pages = [route.name for room in ROUTERS for route in routes_of(room.routes) if isinstance(route, PageRoute)]

    assert sorted(pages) == sorted(PAGE_RIGHTS)


def test_the_door_leads_to_the_language_a_visitor_prefers(reader: TestClient) -> None:
    led = {
        accepted: reader.get("/", headers={"Accept-Language": accepted}, follow_redirects=False).headers["location"]
        for accepted in ("en-GB,en;q=0.9,fr;q=0.2", "fr-FR", "de")
    }

    assert led == {"en-GB,en;q=0.9,fr;q=0.2": "/en", "fr-FR": "/fr", "de": "/fr"}


@pytest.mark.parametrize("path", [path for path in EVERY if "/embed/" not in path])
def test_a_page_is_in_its_language_and_leads_to_the_same_page_in_the_other(reader: TestClient, path: str) -> None:
    page = reader.get(path)
    own, other = (path[1:3], "en" if path.startswith("/fr") else "fr")

    assert page.status_code == 200
    assert f'<html lang="{own}">' in page.text
    assert page.headers["content-language"] == own
    assert dict(
        re.findall(r'<link rel="alternate" hreflang="(\w\w)" href="http://127.0.0.1:8000([^"]+)"', page.text)
    ) == {
        own: path,
        other: f"/{other}{path[3:]}",
    }
    switch = re.search(r'<a class="lang" href="([^"]+)"', page.text)
    assert switch is not None
    assert reader.get(switch[1]).headers["content-language"] == other


@pytest.mark.parametrize("path", EVERY)
def test_a_page_holds_no_script_no_inline_style_and_nothing_from_elsewhere(reader: TestClient, path: str) -> None:
    page = reader.get(path)
    policy = page.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert re.findall(r"<script|<[a-z][^>]*\s(?:style|on[a-z]+)=", page.text) == []
    loaded = re.findall(
        r"""<(?!a |link rel="(?:canonical|alternate)")[a-z][^>]*\s(?:src|href)=["']([^"'#]+)""", page.text
    )
    assert [one for one in loaded if not one.startswith("/static/")] == []
    assert page.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", EVERY)
def test_links_that_leave_carry_no_handle_on_this_page(reader: TestClient, path: str) -> None:
    away = re.findall(r'<a [^>]*href="https?://(?!127\.0\.0\.1)[^>]*>', reader.get(path).text)

    assert [link for link in away if "noopener" not in link] == []


def test_what_pages_load_is_kept_for_ever_under_a_name_of_its_content(reader: TestClient) -> None:
    page = reader.get("/fr").text
    files = set(re.findall(r'"(/static/[^"]+)"', page))
    style = next(name for name in files if name.endswith(".css"))
    fonts = set(re.findall(r"url\((/static/[^)]+)\)", reader.get(style).text))
    answers = {name: reader.get(name) for name in files | fonts}

    assert len(fonts) == 3
    assert {name: one.headers["cache-control"] for name, one in answers.items()} == dict.fromkeys(answers, KEPT)
    assert sum(len(answers[name].content) for name in fonts) < 80_000
    assert reader.get(re.sub(r"\.[0-9a-f]{12}\.", ".000000000000.", style)).status_code == 404


@pytest.mark.parametrize("address", ["/fr/rien", "/fr/pledge/rien", "/rien"])
def test_an_error_is_a_page_with_the_words_of_the_problem(reader: TestClient, address: str) -> None:
    page = reader.get(address, headers={"Accept": "text/html"})

    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert detail("not_found", "fr", {}) in page.text
    assert "<code>not_found</code>" in page.text


@pytest.mark.parametrize(("language", "told"), [("fr", "Connectez-vous"), ("en", "Sign in to see it")])
def test_people_are_told_to_sign_in_and_programs_which_header_to_send(
    reader: TestClient, language: str, told: str
) -> None:
    page = reader.get(f"/{language}/union")
    problem = reader.get("/api/v1/me", params={"language": language})

    assert (page.status_code, problem.status_code) == (401, 401)
    assert told in page.text
    assert f'href="/{language}/sign-in"' in page.text
    assert "Authorization" not in page.text
    assert "Authorization: Bearer" in problem.json()["detail"]


def test_words_written_for_pages_name_no_header_and_no_address_of_the_api() -> None:
    for_programs = re.compile(r"header|en-tête|/api/|\b(GET|POST|PUT)\b|ETag|If-Match|Idempotency|findings")
    pages = {code: words["page"] for code, words in catalogue()["problems"].items() if "page" in words}

    assert {"sign_in_needed", "stale", "precondition_needed", "method_not_allowed", "unexpected"} <= set(pages)
    assert [code for code, words in pages.items() if for_programs.search(words["fr"] + words["en"])] == []


def test_programs_keep_their_problem_details(reader: TestClient) -> None:
    answer = reader.get("/api/v1/rien", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_page_without_a_row_opens_to_nobody(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGE_RIGHTS, "pages.pledge")

    page = reader.get("/en/pledge")

    assert (page.status_code, "<code>forbidden</code>" in page.text) == (403, True)


@pytest.mark.parametrize(
    ("cut", "french", "english"),
    [
        (Cut("country", "DE"), "Allemagne", "Germany"),
        (Cut("size", "50-249"), "de 50 à 249", "50 to 249"),
        (Cut("sector", "unknown"), "Inconnu", "Unknown"),
    ],
)
def test_a_cut_is_named_in_words_and_not_by_its_code(cut: Cut, french: str, english: str) -> None:
    macro = '{% from "macros/parts.html" import within with context %}{{ within(cut) }}'
    said = [environment(one).from_string(macro).render(cut=cut).strip() for one in ("fr", "en")]

    assert [re.sub(r"\s", " ", one) for one in said] == [french, english]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", ["indicators", "embed"])
def test_a_figure_says_how_many_annotations_stand_on_each_clause_it_measures(
    reader: TestClient, place: str, language: str
) -> None:
    noted = {one.id: _cards_on(reader, language, one.id) for one in bundled().clauses}
    told = 0
    for indicator in bundled().indicators:
        page = reader.get(f"/{language}/{place}/{indicator.id}").text
        said = {
            clause.replace("-", "."): int(count)
            for clause, count in re.findall(rf'<a href="/{language}/pledge#c([^"]+)"[^>]*>[^<]+</a> \((\d+)\)', page)
        }

        assert said == {clause: noted[clause] for clause in indicator.clauses if noted[clause]}
        told += len(said)
    assert told > 0


def test_no_link_of_an_embedded_figure_opens_another_page_inside_the_other_site(reader: TestClient) -> None:
    for indicator in bundled().indicators:
        page = reader.get(f"/en/embed/{indicator.id}").text

        assert re.findall(r'<a (?![^>]*target="_blank")[^>]*href="(?!#)[^>]*>', page) == []


def _cards_on(reader: TestClient, language: str, clause: str) -> int:
    return reader.get(f"/{language}/pledge?clause={clause}").text.count('<section class="card')
