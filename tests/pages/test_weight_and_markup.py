"""Each public page is valid HTML and light: measured as it is sent, compressed."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from itertools import pairwise

import html5lib
import pytest
from fastapi.testclient import TestClient

from tests.pages.plan import EVERY

HTML_BUDGET, CSS_BUDGET, FONT_BUDGET = 25_000, 12_000, 80_000


@pytest.mark.parametrize("path", EVERY)
def test_a_page_is_valid_and_within_its_weight(reader: TestClient, path: str) -> None:
    page = reader.get(path).text
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(page)
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    pointed = set(re.findall(r'\s(?:aria-labelledby|aria-describedby|for)="([^"]+)"', page))
    links = set(re.findall(r'\shref="#([^"]+)"', page))

    assert [(code, place) for place, code, _ in parser.errors] == []
    assert [id_ for id_, count in ids.items() if count > 1 or not id_] == []
    assert {one for group in pointed for one in group.split()} - set(ids) == set()
    assert links - set(ids) == set()
    assert len(tree.findall(".//h1")) == 1
    assert len(gzip.compress(page.encode(), 6)) <= HTML_BUDGET


def test_headings_go_down_one_step_at_a_time(reader: TestClient) -> None:
    leaps = {}
    for path in EVERY:
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", reader.get(path).text)]
        leaps[path] = [(a, b) for a, b in pairwise(levels) if b > a + 1]

    assert {path: found for path, found in leaps.items() if found} == {}


def test_styles_and_fonts_are_within_their_weight(reader: TestClient) -> None:
    page = reader.get("/fr").text
    styles = [reader.get(name) for name in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)]
    fonts = {name for style in styles for name in re.findall(r"url\((/static/[^)]+\.woff2)\)", style.text)}

    assert sum(len(gzip.compress(style.content, 6)) for style in styles) <= CSS_BUDGET
    assert sum(len(gzip.compress(reader.get(name).content, 6)) for name in fonts) <= FONT_BUDGET


@pytest.mark.parametrize("path", EVERY)
def test_every_link_to_this_service_leads_somewhere(reader: TestClient, path: str) -> None:
    links = set(re.findall(r'<a [^>]*href="(/(?!api/|static/)[^"#?]*)', reader.get(path).text))
    answers = {link: reader.get(link).status_code for link in sorted(links) if link not in SEEN}
    SEEN.update(answers)

    assert {link: SEEN[link] for link in links if SEEN[link] != 200} == {}


SEEN: dict[str, int] = {}
"""Addresses already asked, by the answer: most pages lead to the same ones."""
