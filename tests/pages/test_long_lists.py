"""With a thousand companies, and as many unions, editions and annotations as make a list long, every list comes a page
at a time: no page over its weight, nobody left out, and what was asked for kept from page to page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from bench.published_cycle import ON_EACH_CLAUSE, publish
from bench.stored_cycle import FRAMEWORK
from indicators.annotations import Annotation, Speaker, Target
from service.actors import Actor
from service.app import create_app
from service.settings import Settings
from service.store.annotation_filing import add_annotation
from service.store.annotations import IRI, UNION_IRI
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.tables import Edition, Organisation
from tests.kept_edition import row
from tests.pages.test_weight_and_markup import HTML_BUDGET

COMPANIES, UNIONS, EDITIONS, ON_FIGURE, ON_CLAUSE = 1_000, 250, 130, 45, 25
SINCE, SINCE_ON_FIGURE = 5, 21
LANGUAGES = ("fr", "en")
LISTS = (
    "companies",
    "unions",
    "editions",
    "editions/2026-1.0",
    "indicators/SD-1",
    "unions/UN-1",
    "log",
    "pledge",
    "pledge?clause=1.1",
)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A visitor of a service whose lists are all long."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    publish(path, COMPANIES, also=_annotate)
    database = Database.open(f"sqlite:///{path}")
    database.write(_more)
    database.close()
    app = create_app(Settings(database_url=f"sqlite:///{path}", requests_per_minute=0))
    with TestClient(app) as client:
        yield client


def _annotate(connection: Connection) -> None:
    """Annotations on one figure, on one clause and on each of the others."""
    figure = Target(kind="figure", cycle="2026", indicator="SD-1")
    clauses = [Target(kind="clause", framework=FRAMEWORK.ref, clause=one.id) for one in FRAMEWORK.clauses]
    first = next(one for one in clauses if one.clause == "1.1")
    _write(connection, 90_000_000, [*[figure] * ON_FIGURE, *[first] * (ON_CLAUSE - 1), *clauses], MORNING)


def _write(connection: Connection, named: int, targets: list[Target], created: datetime) -> None:
    """Annotations of one union on targets, each in words of its own."""
    for number, target in enumerate(targets):
        letters = " ".join(f"mot{(number * 7919 + place * 104_729) % 99_991}" for place in range(90))
        one = Annotation(
            id=f"{IRI}{named + number}-0000-4000-8000-000000000000",
            union=Speaker(UNION_IRI + "UN-1", "UN-1 (fictif)", verified=True),
            motivation="questioning",
            motives=("A1",),
            target=target,
            texts={"fr": f"Numéro {number:02}. {letters}"},
            created=created,
        )
        add_annotation(connection, one, Actor(role="union", organisation="UN-1"))


def _more(connection: Connection) -> None:
    names = [(f"U-{number:03}", f"Syndicat {number:03} (fictif)") for number in range(UNIONS)]
    facts = {"kind": "union", "created": MORNING}
    insert_rows(connection, Organisation, [{"id": id_, "name": name, **facts} for id_, name in names])
    earlier = [row(minor=number, published=MORNING - timedelta(days=number)) for number in range(1, EDITIONS)]
    insert_rows(connection, Edition, earlier)
    figure = Target(kind="figure", edition="2026-1.0", indicator="SD-1")
    edition = Target(kind="edition", edition="2026-1.0")
    _write(connection, 80_000_000, [*[figure] * SINCE_ON_FIGURE, *[edition] * SINCE], MORNING + timedelta(days=1))


def pages(visitor: TestClient, path: str) -> Iterator[str]:
    """Every page of a list, as its links lead from one to the next."""
    following: str | None = path
    while following:
        page = visitor.get(following)
        assert page.status_code == 200, following
        yield page.text
        found = re.search(r'rel="next" href="([^"]+[?;]page=\d+|/\w+/log[^"]*)"', page.text)
        following = unescape(found[1]) if found else None


def companies_in(page: str) -> list[str]:
    """The names in the list, in their order."""
    return re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?([^<]+)', page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", LISTS)
def test_no_page_of_a_long_list_is_over_its_weight(visitor: TestClient, language: str, path: str) -> None:
    first = islice(pages(visitor, f"/{language}/{path}"), 4)
    weights = [len(gzip.compress(page.encode(), 6)) for page in first]

    assert max(weights) <= HTML_BUDGET
    assert len(weights) > 1 or path in ("log", "pledge", "editions/2026-1.0")


def test_going_on_from_page_to_page_meets_every_company_once(visitor: TestClient) -> None:
    listed = [companies_in(page) for page in pages(visitor, "/fr/companies")]

    assert [len(names) for names in listed] == [100] * 10
    assert {name for names in listed for name in names} == {f"Société {one} (fictive)" for one in range(COMPANIES)}


def test_a_page_says_where_in_the_list_it_stands_and_how_many_are_in_each_group(visitor: TestClient) -> None:
    french, english = (visitor.get(f"/{language}/companies?page=2").text for language in LANGUAGES)

    assert "101 à 200 sur 1 000 entreprises" in re.sub(r"\s", " ", french)
    assert "101 to 200 of 1,000 companies" in english
    assert '<option value="full">Publish their answers in full (100)</option>' in english
    assert '<option value="consolidated">Answered, within consolidated figures only (900)</option>' in english


def test_a_name_that_is_sought_is_kept_from_page_to_page_with_its_group(visitor: TestClient) -> None:
    found = list(pages(visitor, "/en/companies?name=SOCIETE+1&state=consolidated"))
    first, second, *_ = pages(visitor, "/en/companies?name=SOCIETE&state=consolidated")
    wanted = [f"Société {one} (fictive)" for one in range(COMPANIES) if str(one).startswith("1") and one % 10]

    assert [companies_in(page) for page in found] == [wanted]
    assert len(companies_in(first)) == len(companies_in(second)) == 100
    assert 'value="SOCIETE"' in second
    assert '<option value="consolidated" selected>' in second
    assert 'rel="prev" href="/en/companies?name=SOCIETE&amp;state=consolidated"' in second
    assert 'href="/fr/companies?name=SOCIETE&amp;state=consolidated&amp;page=2" lang="fr"' in second


def test_the_edition_asked_for_is_kept_in_every_link_of_the_list(visitor: TestClient) -> None:
    page = visitor.get("/en/companies?edition=2026-1.0").text

    assert 'href="/en/companies/EX-00000?edition=2026-1.0"' in page
    assert 'rel="next" href="/en/companies?edition=2026-1.0&amp;page=2"' in page
    assert '<input type="hidden" name="edition" value="2026-1.0">' in page


@pytest.mark.parametrize(("language", "said"), [("fr", "cela dans son nom"), ("en", "No signatory has that in its")])
def test_a_name_that_nobody_has_is_said_so(visitor: TestClient, language: str, said: str) -> None:
    assert said in unescape(visitor.get(f"/{language}/companies?name=personne").text).replace("’", "'")


def test_a_search_is_not_kept_among_the_pages(visitor: TestClient) -> None:
    kept = visitor.app.state.foyer.pages  # type: ignore[attr-defined]
    kept.forget()
    visitor.get("/en/companies?name=12")
    after_search = kept.bytes
    visitor.get("/en/companies?page=3")

    assert after_search == 0
    assert kept.bytes > 0


@pytest.mark.parametrize(
    "path",
    ["companies?page=11", "companies?name=none&page=2", "unions?page=4", "editions?page=3", "unions/UN-1?page=99"],
)
def test_there_is_no_page_after_the_last(visitor: TestClient, path: str) -> None:
    assert visitor.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("path", ["companies?page=0", "companies?page=x", "companies?state=gone"])
def test_what_is_no_page_and_no_group_is_not_there(visitor: TestClient, path: str) -> None:
    assert visitor.get(f"/en/{path}").status_code == 404


def test_every_annotation_of_a_figure_is_on_one_of_the_pages_of_its_indicator(visitor: TestClient) -> None:
    every = (page.partition('id="since"')[0] for page in pages(visitor, "/fr/indicators/SD-1"))
    listed = [re.findall(r"Numéro (\d\d)\.", page) for page in every]

    assert sorted(one for numbers in listed for one in numbers) == [f"{one:02}" for one in range(ON_FIGURE)]
    assert max(len(numbers) for numbers in listed) <= 20


@pytest.mark.parametrize(
    ("path", "count", "kept"), [("editions/2026-1.0", 26, ""), ("indicators/SD-1", 21, "edition=2026-1.0&amp;")]
)
def test_everything_written_since_about_an_edition_is_on_one_of_the_pages_below_it(
    visitor: TestClient, path: str, count: int, kept: str
) -> None:
    both = [visitor.get(f"/fr/{path}?written={page}").text.partition('id="since"')[2] for page in (1, 2)]
    first, second = (re.findall(r"Numéro (\d\d)\.", page) for page in both)

    assert (len(first), len(second)) == (20, count - 20)
    assert len({*first, *second}) == count
    assert 'class="key"' not in both[0], "letters are of the cards beside the frozen figure"
    assert f"Annotations 21 à {count} sur {count}, les plus récentes d’abord." in re.sub(r"\s", " ", unescape(both[1]))
    assert f'<a rel="next" href="/fr/{path}?{kept}written=2#since">' in both[0]
    assert visitor.get(f"/fr/{path}?written=3").status_code == 404


@pytest.mark.parametrize("path", ["indicators/SD-1", "report/1", "companies/EX-00000"])
def test_a_chart_with_links_in_it_is_no_picture(visitor: TestClient, path: str) -> None:
    charts = re.findall(r"<svg[^>]*>.*?</svg>", visitor.get(f"/fr/{path}").text, re.DOTALL)
    linked = [chart for chart in charts if "<a " in chart]

    assert [chart[:200] for chart in linked if 'role="img"' in chart] == []
    assert linked or path.startswith("companies")


def _numbers(page: str) -> list[str]:
    """The annotations shown; what the head says of the page's picture aside."""
    return re.findall(r"Numéro (\d+)\.", page.partition("<main")[2])


def test_the_whole_text_shows_the_newest_of_each_clause_and_leads_to_all_of_them(visitor: TestClient) -> None:
    text = visitor.get("/en/pledge").text
    shown = _numbers(text)
    led = re.findall(r'href="(/en/pledge\?clause=1\.1)">Read (\d+) more annotations on this clause', text)
    on_clause = [one for page in pages(visitor, led[0][0]) for one in _numbers(page)]

    assert len(re.findall(r'<section class="card', text)) <= 60
    assert {ON_FIGURE + ON_CLAUSE - 1 + place for place in range(len(FRAMEWORK.clauses))} <= set(map(int, shown))
    assert int(led[0][1]) == ON_CLAUSE + ON_EACH_CLAUSE - 2, "two are shown"
    assert len(on_clause) == len(set(on_clause)) == ON_CLAUSE


@pytest.mark.parametrize("path", ["pledge?clause=99.9", "pledge?clause=1.1&page=9", "pledge?page=2"])
def test_there_is_no_such_clause_or_page_of_the_text(visitor: TestClient, path: str) -> None:
    assert visitor.get(f"/en/{path}").status_code == 404


def test_every_union_and_every_edition_is_on_one_of_the_pages(visitor: TestClient) -> None:
    unions = [one for page in pages(visitor, "/fr/unions") for one in re.findall(r"Syndicat \d+", page)]
    editions = [one for page in pages(visitor, "/fr/editions") for one in re.findall(r">(1\.\d+)</a>", page)]

    assert unions == [f"Syndicat {one:03}" for one in range(UNIONS)]
    assert editions == [f"1.{one}" for one in range(EDITIONS)]
