"""Feeds keep the MUSTs of Atom (RFC 4287) and JSON Feed 1.1, tell only what is public, are read conditionally."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from service.workflows import feeds
from tests.api.conftest import Stage
from tests.samples import annotation, answer_target

A = "{http://www.w3.org/2005/Atom}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEEDS = (
    "cycles/2026",
    "unions/union-invented",
    "companies/EX-002",
    "frameworks/paris-2025@1/clauses/1.1",
)


def _posted(stage: Stage, body: dict[str, Any], name: str = "union") -> dict[str, Any]:
    response = stage.client(name).post("/api/v1/annotations", json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


@pytest.fixture
def spoken(light_stage: Stage) -> dict[str, str]:
    """Public and hidden acts on SQLite; returns the ids of their annotations."""
    return _spoken(light_stage)


def _spoken(stage: Stage) -> dict[str, str]:
    stage.filed("company")
    stage.filed("other company", publication="full")
    return {
        "clause": _posted(stage, annotation())["id"],
        "public": _posted(stage, annotation(answer_target("SD-1", "EX-002"), ("A1",)))["id"],
        "hidden": _posted(stage, annotation(answer_target("SD-1", "EX-001"), ("A1",)))["id"],
        "other": _posted(stage, annotation(motives=("V1", "NB1")), "other union")["id"],
    }


def _atom(stage: Stage, path: str, language: str = "fr") -> etree._Element:
    response = stage.client().get(f"/api/v1/feeds/{path}.atom", params={"language": language})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def _json(stage: Stage, path: str, language: str = "fr") -> dict[str, Any]:
    response = stage.client().get(f"/api/v1/feeds/{path}.json", params={"language": language})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/feed+json")
    told: dict[str, Any] = response.json()
    return told


def _one(element: etree._Element, name: str) -> etree._Element:
    found = element.findall(A + name)
    assert len(found) == 1, f"exactly one {name}"
    return found[0]


@pytest.mark.parametrize("path", FEEDS)
def test_each_feed_is_an_atom_document_by_the_letter_of_rfc_4287(
    light_stage: Stage, spoken: dict[str, str], path: str
) -> None:
    feed = _atom(light_stage, path)
    entries = feed.findall(A + "entry")

    assert feed.tag == A + "feed"
    assert entries, "something happened"
    for element in (feed, *entries):  # 4.1.1, 4.1.2: one id, one title, one updated; an author
        assert ":" in (_one(element, "id").text or ""), "an id is an IRI (4.2.6)"
        assert _one(element, "title").text
        assert _DATE.fullmatch(_one(element, "updated").text or ""), "RFC 3339, upper-case T and Z (3.3)"
        assert element.find(f"{A}author/{A}name") is not None
    ids = [_one(entry, "id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    own = [link.get("href") for link in feed.findall(A + "link") if link.get("rel") == "self"]
    assert own == [f"http://127.0.0.1:8000/api/v1/feeds/{path}.atom?language=fr"]
    alternates = [link.get("type") for link in feed.findall(A + "link") if link.get("rel") == "alternate"]
    assert len(set(alternates)) == len(alternates), "no two alternates alike (4.1.1)"
    for entry in entries:
        assert len(entry.findall(A + "content")) == 1
        assert _one(entry, "content").get("type") == "text"
        assert not list(_one(entry, "content")), "text has no child elements (4.1.3.3)"
        assert (_one(entry, "updated").text or "") >= (_one(entry, "published").text or "")
    changes = [_one(entry, "updated").text or "" for entry in entries]
    assert changes == sorted(changes, reverse=True)


@pytest.mark.parametrize("path", FEEDS)
def test_each_feed_is_a_json_feed_with_the_same_entries(light_stage: Stage, spoken: dict[str, str], path: str) -> None:
    told = _json(light_stage, path, "en")
    entries = _atom(light_stage, path, "en").findall(A + "entry")

    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["title"]
    assert told["feed_url"] == f"http://127.0.0.1:8000/api/v1/feeds/{path}.json?language=en"
    assert [item["id"] for item in told["items"]] == [_one(entry, "id").text for entry in entries]
    for item in told["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert _DATE.fullmatch(item["date_published"])
        assert _DATE.fullmatch(item["date_modified"])
        assert item["authors"][0]["name"]


def test_each_feed_tells_what_is_its_own_and_nothing_hidden(stage: Stage) -> None:
    spoken = _spoken(stage)

    def ids(path: str) -> set[str]:
        return {item["id"] for item in _json(stage, path)["items"]}

    revision = "urn:enregard:submission:2026.EX-002:revision:1"
    assert ids("cycles/2026") == {spoken["clause"], spoken["public"], spoken["other"], revision}
    assert ids("unions/union-invented") == {spoken["clause"], spoken["public"]}
    assert ids("companies/EX-002") == {spoken["public"], revision}
    assert ids("companies/EX-001") == set()
    assert ids("frameworks/paris-2025@1/clauses/1.1") == {spoken["clause"], spoken["other"]}
    assert ids("frameworks/paris-2025/clauses/2.1") == set()


def test_titles_are_in_the_language_asked_for(light_stage: Stage, spoken: dict[str, str]) -> None:
    french = {item["id"]: item["title"] for item in _json(light_stage, "cycles/2026", "fr")["items"]}
    english = {item["id"]: item["title"] for item in _json(light_stage, "cycles/2026", "en")["items"]}

    assert french[spoken["public"]] == "union (invented) annote la réponse SD-1 de other company (invented) (A1)"
    assert english[spoken["public"]] == "union (invented) annotates the answer SD-1 of other company (invented) (A1)"
    assert english[spoken["other"]] == "other union (invented) annotates clause 1.1 (V1, NB1)"


def test_what_was_retracted_comes_first_again_without_its_words(light_stage: Stage, spoken: dict[str, str]) -> None:
    path = "/api/v1/annotations/" + spoken["clause"].rpartition(":")[2]
    client = light_stage.client("union")
    tag = client.get(path).headers["etag"]
    done = client.post(f"{path}/retraction", json={"reason": "Lu trop vite."}, headers={"If-Match": tag})
    assert done.status_code == 201, done.text
    first = _json(light_stage, "unions/union-invented")["items"][0]

    assert (first["id"], first["content_text"]) == (spoken["clause"], "Motif\u00a0: Lu trop vite.")
    assert first["title"] == "union (invented) a retiré son annotation sur la clause 1.1"


COUNTERSIGNS = {"fr": "other union (invented) la contresigne.", "en": "other union (invented) countersigns it."}
DIFFERS = {"fr": "other union (invented) s’en distingue.", "en": "other union (invented) states that it differs."}
MOVED = {
    "fr": "Écrite sur la révision 1\u202f; la réponse en est maintenant à la révision 2.",
    "en": "Written about revision 1; the answer is now at revision 2.",
}
CARRIED = {
    "fr": "Écrite sur la révision 1, maintenue par son auteur sur la révision 2.",
    "en": "Written about revision 1, upheld by its author on revision 2.",
}
REPLIED = {"fr": "other company (invented) a répondu.", "en": "other company (invented) replied."}
EDITED = {
    "fr": "other company (invented) a répondu à la version 1\u202f; maintenant en version 2.",
    "en": "other company (invented) replied to version 1; now at version 2.",
}
REPLY = {"body": [{"value": "Nous avons consulté.", "language": "fr"}]}


def _told(stage: Stage, path: str, id_: str, language: str) -> tuple[str, str]:
    """The summary and the moment of change of one annotation, which both forms tell alike, and its whole text."""
    entry = next(one for one in _atom(stage, path, language).findall(A + "entry") if _one(one, "id").text == id_)
    item = next(one for one in _json(stage, path, language)["items"] if one["id"] == id_)
    found = entry.find(A + "summary")
    summary = "" if found is None else found.text or ""
    assert (item.get("summary", ""), item["date_modified"]) == (summary, _one(entry, "updated").text)
    # Its words are French in both, and so is what follows them there.
    assert item["content_text"] == _one(entry, "content").text
    if language == "fr" and summary:
        assert item["content_text"].endswith(f"\n\n{summary}")
    return summary, item["date_modified"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_feeds_say_where_the_answer_moved_and_what_others_did(light_stage: Stage, language: str) -> None:
    stage, told, moments = light_stage, [], []
    id_ = _spoken(stage)["public"]
    path, union = "/api/v1/annotations/" + id_.rpartition(":")[2], stage.client("union")
    began = datetime.now(UTC)

    def later() -> None:
        """A feed tells whole seconds: the next act comes in the next minute."""
        stage.app.state.house.clock = lambda: began + timedelta(minutes=len(told))

    def tell() -> None:
        summary, moment = _told(stage, "companies/EX-002", id_, language)
        assert (summary, moment) == _told(stage, "unions/union-invented", id_, language)
        told.append(summary)
        moments.append(moment)

    def post(name: str, act: str, body: dict[str, Any] | None = None) -> None:
        later()
        done = stage.client(name).post(f"{path}/{act}", json=body)
        assert done.status_code == 201, done.text
        tell()

    tell()
    post("other union", "countersignatures")
    post("other company", "replies", REPLY)
    later()
    stage.filed("other company", publication="full")
    tell()
    post("union", "carry-forward", {"revision": 2})
    post("other company", "replies", REPLY)
    later()
    tag = union.get(path).headers["etag"]
    union.put(path, json=annotation(answer_target("SD-1", "EX-002"), ("A1",)), headers={"If-Match": tag})
    post("other union", "dissents", {"text": "Nous lisons autrement."})

    signed, both = COUNTERSIGNS[language], f"{COUNTERSIGNS[language]} {REPLIED[language]}"
    assert told[:4] == ["", signed, both, f"{MOVED[language]} {both}"]
    before = {
        "fr": "other company (invented) a répondu avant son maintien sur la révision 2.",
        "en": "other company (invented) replied before it was",
    }
    assert told[4].startswith(f"{CARRIED[language]} {signed} {before[language]}")
    assert told[5].endswith(REPLIED[language])
    earlier = {
        "fr": "other union (invented) a contresigné la version 1\u202f; maintenant en version 2.",
        "en": "other union (invented) countersigned version 1; now at version 2.",
    }
    parts = (CARRIED, earlier, DIFFERS, EDITED, EDITED)
    assert told[6] == " ".join(one[language] for one in parts)
    assert moments == sorted(set(moments)), "each act is a change that readers are told of"


def test_a_withheld_entry_says_so_and_what_others_did_without_a_word_of_it(light_stage: Stage) -> None:
    id_ = _spoken(light_stage)["public"]
    path = "/api/v1/annotations/" + id_.rpartition(":")[2]
    words = light_stage.client().get(path).json()["body"][0]["value"]
    light_stage.client("other union").post(f"{path}/dissents", json={"text": "PAROLE"})
    hide = {"ground": "legal", "reason": "Diffamation."}
    assert light_stage.client("secretariat").post(f"{path}/withholding", json=hide).status_code == 201

    for language, reason in (("fr", "Motif\u00a0: Diffamation."), ("en", "Reason: Diffamation.")):
        item = next(one for one in _json(light_stage, "cycles/2026", language)["items"] if one["id"] == id_)
        assert item["content_text"] == f"{reason}\n\n{DIFFERS[language]}"
        assert [word for word in (words, "PAROLE") if word in str(item)] == []


def test_words_that_are_shown_again_are_a_change_that_readers_are_told_of(stage: Stage) -> None:
    id_ = _spoken(stage)["public"]
    path, feed = "/api/v1/annotations/" + id_.rpartition(":")[2], "/api/v1/feeds/cycles/2026.atom"
    words = stage.client().get(path).json()["body"][0]["value"]
    began, told, since = datetime.now(UTC), [], "Sat, 01 Jan 2000 00:00:00 GMT"
    for minutes, lifted in enumerate((None, False, True, False, True), 1):
        stage.app.state.house.clock = lambda at=began + timedelta(minutes=minutes): at
        if lifted is not None:
            body = {"ground": "legal", "reason": "Diffamation.", "lifted": lifted}
            done = stage.client("secretariat").post(f"{path}/withholding", json=body)
            assert done.status_code == 201, done.text
        sent = stage.client().get(feed, headers={"If-Modified-Since": since})
        entry = next(one for one in etree.fromstring(sent.content) if one.findtext(A + "id") == id_)
        moments = (etree.fromstring(sent.content).findtext(A + "updated"), entry.findtext(A + "updated"))
        told.append((sent.status_code, words in (entry.findtext(A + "content") or ""), moments))
        since = sent.headers["last-modified"]

    assert [(status, shown) for status, shown, _ in told] == [
        (200, shown) for shown in (True, False, True, False, True)
    ]
    moments_told = [moments for *_, moments in told]
    assert moments_told == sorted(set(moments_told)), "no moment of change goes back"
    assert [moment for moment, _ in moments_told[1:]] == [moment for _, moment in moments_told[1:]]


def test_an_act_on_an_old_annotation_is_told_however_many_came_after(
    light_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LOOKED_AT", 1)
    spoken = _spoken(light_stage)
    path = "/api/v1/annotations/" + spoken["clause"].rpartition(":")[2]
    assert spoken["clause"] not in {item["id"] for item in _json(light_stage, "cycles/2026")["items"]}

    light_stage.client("other union").post(f"{path}/countersignatures")

    told = [item["id"] for item in _json(light_stage, "cycles/2026")["items"]]
    assert (told[0], spoken["other"] in told, spoken["public"] in told) == (spoken["clause"], True, False)


def test_an_unchanged_feed_is_not_sent_again(light_stage: Stage, spoken: dict[str, str]) -> None:
    client = light_stage.client()
    first = client.get("/api/v1/feeds/cycles/2026.atom")
    same = {"If-None-Match": first.headers["etag"]}
    since = {"If-Modified-Since": first.headers["last-modified"]}

    assert client.get("/api/v1/feeds/cycles/2026.atom", headers=same).status_code == 304
    assert client.get("/api/v1/feeds/cycles/2026.atom", headers=since).status_code == 304
    assert client.get("/api/v1/feeds/cycles/2026.json", headers=same).status_code == 200
    early = {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
    assert client.get("/api/v1/feeds/cycles/2026.atom", headers=early).status_code == 200
    assert client.get("/api/v1/feeds/cycles/2026.atom", headers={"If-Modified-Since": "noon"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["cycles/1999", "unions/nobody", "unions/company-invented", "companies/EX-999", "frameworks/x/clauses/1.1"]
)
def test_what_does_not_exist_has_no_feed(light_stage: Stage, path: str) -> None:
    assert light_stage.client().get(f"/api/v1/feeds/{path}.atom").status_code == 404
    assert light_stage.client().get("/api/v1/feeds/frameworks/paris-2025/clauses/99.json").status_code == 404
    assert light_stage.client().get("/api/v1/feeds/cycles/2026.rss").status_code == 422
