"""What is written about an edition, or a figure of it, stands beside the cycle, in its later editions, and below it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

from service.pages.front import Foyer
from tests.api.conftest import Stage
from tests.api.publishing import closed_stage, published
from tests.api.test_contests_by_cycle import accredit
from tests.kept_edition import keep_edition
from tests.samples import annotation, open_cycle

HERE = "/api/v1/annotations"
EDITION = "urn:enregard:edition:2026-1.0"
FIGURE = f"{EDITION}:figure:SD-1"
FIGURE_SHOWN = [
    f"/{language}/{page}" for language in ("fr", "en") for page in ("indicators/SD-1", "embed/SD-1", "report/1")
]
SINCE_IT = {
    "fr": (
        "1 annotation a été écrite sur ce chiffre depuis la publication de son édition",
        "Aucune contre-annotation publiée sur ce chiffre",
    ),
    "en": (
        "1 annotation was written about this figure since its edition was published",
        "No counter-annotation published on this figure",
    ),
}


def posted(stage: Stage, target: str, motive: str, who: str = "union", words: str = "Trop peu.") -> str:
    """File an annotation and return its id."""
    body = [{"type": "TextualBody", "value": words, "language": "fr"}]
    made = stage.client(who).post(HERE, json=annotation(target, (motive,), body=body))
    assert made.status_code == 201, made.text
    id_: str = made.json()["id"]
    return id_


def test_it_is_listed_counted_and_told_with_its_cycle_and_with_no_other(stage: Stage) -> None:
    open_cycle(stage.database, "2027")
    keep_edition(stage.database)
    stage.filed(publication="full")
    ids = [posted(stage, FIGURE, "G1"), posted(stage, EDITION, "V1"), posted(stage, FIGURE, "G2", "other union")]
    union = stage.client("union")

    listed = {cycle: union.get(HERE, params={"cycle": cycle}).json()["items"] for cycle in ("2026", "2027")}
    collection = union.get(f"{HERE}/collection", params={"cycle": "2026"}).json()
    report = union.get("/api/v1/cycles/2026/report", params={"indicator": "SD-1"}).json()
    feed = union.get("/api/v1/feeds/cycles/2026.json")

    assert [one["id"] for one in listed["2026"]] == [one["id"] for one in collection["first"]["items"]] == ids
    assert listed["2027"] == []
    assert report["figures"][0]["annotations_by_motive"] == {"G1": 1, "G2": 1}
    assert {one["id"] for one in report["annotations"]} >= {ids[0], ids[2]}
    assert all(id_ in feed.text for id_ in ids), feed.status_code


def test_a_union_accredited_for_another_cycle_alone_is_not_verified_on_an_edition(stage: Stage) -> None:
    """What it says, signs and differs from there weighs as on the edition's cycle itself, when said and when read."""
    open_cycle(stage.database, "2027")
    keep_edition(stage.database)
    keep_edition(stage.database, cycle="2027")
    stage.employ("newcomer", "union", verified=False)
    accredit(stage, "granted", "2027")
    newcomer = stage.client("newcomer")
    said = {
        target: newcomer.post(HERE, json=annotation(target, ("G1",)))
        for target in (EDITION, FIGURE, EDITION.replace("2026", "2027"), FIGURE.replace("2026", "2027"))
    }
    others = [posted(stage, target, "G1") for target in said]

    def positions() -> list[tuple[int, str | None]]:
        done = [
            newcomer.post(f"{HERE}/{id_.rpartition(':')[2]}/{act}", json=body)
            for id_ in others
            for act, body in (("countersignatures", None), ("dissents", {"text": "Nous lisons autrement."}))
        ]
        return [(one.status_code, one.json().get("code")) for one in done]

    def verified() -> list[bool]:
        read = [newcomer.get(one.headers["location"]).json() for one in said.values()]
        return [one["creator"].get("verified", True) for one in read]

    assert {one.status_code for one in said.values()} == {201}
    assert [one.json()["creator"].get("verified", True) for one in said.values()] == [False, False, True, True]
    assert verified() == [False, False, True, True]
    refused = (403, "not_accredited")
    assert positions() == [*[refused] * 4, *[(201, None), (409, "position_taken")] * 2]

    accredit(stage, "ended", "2027")
    accredit(stage, "granted", "2026")
    signed = [newcomer.get(f"{HERE}/{id_.rpartition(':')[2]}").json()["countersignatures"] for id_ in others[2:]]
    assert verified() == [True, True, False, False]
    assert [one.get("verified", True) for (one,) in signed] == [False, False]


def test_a_later_edition_holds_it_and_the_one_it_is_about_stays_as_it_was(light_stage: Stage) -> None:
    stage = closed_stage(light_stage)
    published(stage)
    first = stage.client().get("/api/v1/editions/2026-1.0/files/package.zip").content
    own = {"fr": "/fr/editions/2026-1.0", "en": "/en/editions/2026-1.0"}
    stage.app.state.foyer = Foyer(stage.app.state.house)
    before = {language: stage.client().get(page).text for language, page in own.items()}
    id_ = posted(stage, FIGURE, "G1", words="La moyenne de deux sites.")
    posted(stage, EDITION, "V1", words="Publiée sans les sites fermés.")
    after = {language: unescape(stage.client().get(page).text) for language, page in own.items()}
    told = {path: unescape(stage.client().get(path).text) for path in FIGURE_SHOWN}
    published(stage, correction=False)

    def held(edition: str) -> list[str]:
        package = stage.client().get(f"/api/v1/editions/{edition}/files/package.zip").content
        page = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("annotations.json"))
        return [one["id"] for one in page["items"]]

    newest = stage.client().get("/api/v1/editions").json()["items"][-1]["id"]
    pages = {one: stage.client().get(f"/en/indicators/SD-1?edition={one}").text for one in ("2026-1.0", newest)}
    assert stage.client().get("/api/v1/editions/2026-1.0/files/package.zip").content == first
    assert (id_ in held("2026-1.0"), id_ in held(newest)) == (False, True)
    assert all("La moyenne de deux sites." in page for page in pages.values())
    assert ["Written since" in page for page in pages.values()] == [True, False]
    assert "written about edition 2026-1.0" in pages[newest]
    for language, head in {"fr": "Écrit depuis", "en": "Written since"}.items():
        assert head not in before[language]
        assert f'<h2 id="since">{head}</h2>' in after[language], "a kept page is written anew"
        places = [after[language].index(words) for words in ("SHA-256", "Publiée sans", "La moyenne de deux sites.")]
        assert places == sorted(places), "below the frozen edition, the newest first"
    assert "vise le chiffre SD-1, écrite sur l’édition 2026-1.0" in after["fr"]
    for path, page in told.items():
        row = page.partition('id="i-sd-1"')[2].partition("</article>")[0] if "/report/" in path else page
        said, none = SINCE_IT["fr" if path.startswith("/fr") else "en"]
        assert re.search(rf'<a href="[^"]*#since"[^>]*>{said}</a>', row), (
            f"{path}: nobody may read that nothing is said"
        )
        assert none not in row.replace("\u00a0", " "), path
