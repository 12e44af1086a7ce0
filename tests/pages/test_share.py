"""The picture of each public page for other sites: its own, of one size, in the page's language, with both sides."""

from __future__ import annotations

import html
import re
import struct

import pytest
from fastapi.testclient import TestClient

from service.render.charts.share import Face, share

SHARED = ("", "/pledge", "/report", "/report/1", "/indicators/SD-2", "/companies/EX-001", "/unions/UN-BRAISIERE")
PAGES = (*SHARED, "/editions/2026-1.0")
HEADS = {
    "fr": ("Déclaré par", "Opposé par les syndicats", "Fédération Braisière (fictive)"),
    "en": ("Declared by", "Opposed by unions", "Fédération Braisière (fictive)"),
}
SAID = {"fr": ("Ce que dit l’engagement", "Ce qui est visé"), "en": ("What the pledge says", "What it is about")}


def told(page: str) -> dict[str, str]:
    """Return what a page says of itself to other sites."""
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_has_a_picture_of_its_own_that_says_both_sides_in_its_language(
    reader: TestClient, language: str
) -> None:
    pictures = set()
    for path in PAGES:
        said = told(reader.get(f"/{language}{path}").text)
        address = said["og:image"].removeprefix("http://127.0.0.1:8000")
        picture = reader.get(address)
        claim, _, counter = said["og:image:alt"].partition(" | ")
        pictures.add(picture.content)

        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png"), path
        assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert address.startswith(f"/{language}/share/")
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:locale"][:2] == language
        assert claim.startswith((HEADS[language][0], *SAID[language])), claim
        assert counter.startswith(HEADS[language][1:]), counter
        assert len(counter) > 60

    assert len(pictures) == len(PAGES) - 1  # the report's is the home page's


def test_a_picture_is_kept_and_found_again_by_its_tag(reader: TestClient) -> None:
    first = reader.get("/fr/share/indicator/SD-2.png")
    again = reader.get("/fr/share/indicator/SD-2.png", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, no-cache"
    assert "content-encoding" not in first.headers
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", ["rien/all", "indicator/ZZ-9", "company/EX-999", "union/UN-X", "objective/99"])
def test_what_is_not_there_has_no_picture(reader: TestClient, address: str) -> None:
    assert reader.get(f"/fr/share/{address}.png").status_code == 404


def test_words_too_long_for_the_picture_end_in_an_ellipsis_and_who_says_them_stays() -> None:
    face = Face(
        ("Gauche", "Droite"), "Titre", "53 %", "phrase " * 40, "ligne", "mot " * 400, "Syndicat Exemple", "et 3"
    )
    drawn = share(face)

    assert drawn.count("…") == 2
    assert "Syndicat Exemple" in drawn
    assert ">et 3<" in drawn
    assert max(float(y) for y in re.findall(r'<text [^>]*\by="([\d.]+)"', drawn)) < 630
    assert "<script" not in drawn
    assert share(face) == drawn


def test_words_are_text_in_the_picture_never_markup() -> None:
    drawn = share(Face(("a", "b"), "<b>&", "1", "s", "l", "<script>x</script>"))

    assert "&lt;b&gt;&amp;" in drawn
    assert "<script" not in drawn
