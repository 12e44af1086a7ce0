"""The explorer: facets in the address, and the very same view by the same query as files."""

from __future__ import annotations

import csv
import gzip
import html
import io
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

HERE = "/en/explorer"


def _rows(page: Response) -> list[tuple[str, str]]:
    """Indicator and claimed value of every line of the table."""
    return re.findall(r'<tr><th scope="row"><a [^>]*>([A-Z]+-\d+)</a>.*?claimed">([^<]*)</b>', page.text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everyone_explores_what_is_published(reader: TestClient, language: str) -> None:
    page = reader.get(f"/{language}/explorer")

    assert page.status_code == 200
    assert len(_rows(page)) > 20
    assert len(gzip.compress(page.content)) <= 25_000


def test_empty_facets_leave_the_address(reader: TestClient) -> None:
    asked = reader.get(f"{HERE}?sector=C&country=&size=&objective=1&contested=claimed", follow_redirects=False)

    assert (asked.status_code, asked.headers["location"]) == (303, f"{HERE}?sector=C&objective=1&contested=claimed")


def test_a_facet_that_the_edition_does_not_have_is_told(reader: TestClient) -> None:
    refused = reader.get(f"{HERE}?country=XX")

    assert refused.status_code == 404
    assert "country" in refused.text


def test_downloads_are_the_very_view(reader: TestClient) -> None:
    page = reader.get(f"{HERE}?sector=C&objective=1")
    links = [html.unescape(one) for one in re.findall(r'href="(/api/v1/editions/[^"]+report[^"]*)"', page.text)]
    data = next(one for one in links if "/report.csv?" in one)
    file = list(csv.DictReader(io.StringIO(reader.get(data).text.lstrip("\ufeff"))))
    shown = set(re.findall(r'<tr><th scope="row"><a [^>]*>([A-Z]+-\d+)</a>', page.text))

    assert {one.split("?")[1] for one in links} == {"sector=C&objective=1&language=en"}
    assert {reader.get(one).status_code for one in links} == {200}
    assert shown
    assert shown <= {cell for row in file for cell in row.values()}
    assert "HC-1" not in {cell for row in file for cell in row.values()}


def test_one_value_alone_can_be_asked_for(reader: TestClient) -> None:
    both, claimed = (reader.get(f"{HERE}{query}").text for query in ("", "?contested=claimed"))

    heads = [re.findall(r'<th scope="col"[^>]*>([^<]*)<', text) for text in (both, claimed)]
    assert len(heads[0]) == len(heads[1]) + 1


def test_the_link_told_is_this_view_of_this_edition(reader: TestClient) -> None:
    page = reader.get(f"{HERE}?objective=1")
    told = re.search(r"<pre>https?://[^/]+(/[^<]+)</pre>", page.text)
    assert told is not None

    assert "edition=2026-1.0" in told[1]
    assert _rows(reader.get(html.unescape(told[1]))) == _rows(page)
