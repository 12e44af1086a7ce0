"""A union works by pages: it reads what waits, writes, publishes, and answers for what it has published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from service.intake.confinement import ConfinedReader
from service.store.engine import Database
from tests.api.conftest import Stage, staged
from tests.samples import annotation, answer_target, value_of

CLAUSE = "urn:enregard:paris-2025@1:clause:1.1"
SAID = "Rien ne dit *qui* est consulté, ni quand."


@dataclass
class Desk:
    """A stage, and the browsers of two unions on it."""

    stage: Stage
    union: TestClient
    other: TestClient

    def draft(self, source: str = CLAUSE, **fields: Any) -> Response:
        """Fill in the composer and ask for the card."""
        filled = {"source": source, "quoted": "fr", "motives": "V1", "text_fr": SAID, "act": "preview", **fields}
        card: Response = self.union.post("/fr/union/compose", data=filled)
        return card

    def published(self, source: str = CLAUSE, **fields: Any) -> str:
        """Publish an annotation by pages; returns its id."""
        card = self.draft(source, **fields)
        assert card.url.path.endswith("/preview"), card.text
        page: Response = self.union.post(card.url.path.replace("/preview", "/publication"))
        assert page.status_code == 200, page.text
        return str(page.url.path).rpartition("/")[2]

    def revised(self) -> None:
        """Let the company file a second revision in which one number differs."""
        changed = self.stage.body()
        value_of(changed, "SD-1")["numerator"] = 3
        self.stage.client("company").post("/api/v1/cycles/2026/submissions", json=changed)


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedReader]:
    with ConfinedReader(1) as reader:
        yield reader


@pytest.fixture
def desk(sqlite_url: str, confined: ConfinedReader) -> Iterator[Desk]:
    database = Database.open(sqlite_url)
    stage = staged(database, sqlite_url, confined)
    yield Desk(stage, stage.browser("union"), stage.browser("other union"))
    database.close()


def faults(page: Response) -> list[str]:
    """Return the fields whose fault is told on a page."""
    return re.findall(r'<li><a href="#f-([^"]+)">', page.text)


def plain(page: Response) -> str:
    """Return what a page says, without its tags, and every space as a plain one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_workspace_is_there_in_both_languages(desk: Desk, language: str) -> None:
    desk.stage.filed()
    id_ = desk.published(answer_target("SD-1"), motives="A1")
    desk.draft()
    answer = "/union/cycles/2026/companies/EX-001"
    (draft,) = re.findall(r'href="/fr(/union/drafts/[0-9a-f]{32})"', desk.union.get("/fr/union/drafts").text)
    paths = [
        *("/union", "/union/targets", "/union/annotations", "/union/annotations?by=others", "/union/drafts"),
        *(answer, f"{answer}/answers/SD-1", f"/union/compose?source={CLAUSE}", "/union/demands", "/union/exchange"),
        *(draft, f"{draft}/preview", f"/union/annotations/{id_}", f"/union/annotations/{id_}/version"),
    ]
    for path in paths:
        page = desk.union.get(f"/{language}{path}")
        assert page.status_code == 200, f"{path}: {plain(page)[:500]}"
        assert f'<html lang="{language}">' in page.text
        assert "style=" not in page.text, path
        assert len(page.content) < 200_000


def test_the_queue_tells_what_is_new_then_what_was_revised_and_forgets_what_was_read(desk: Desk) -> None:
    desk.stage.filed()
    desk.stage.filed("other company")
    first = desk.union.get("/fr/union")
    assert "2 entreprises à lire, sur 2 qui ont déposé" in plain(first)
    narrowed = desk.union.get("/fr/union?cycle=2026&company=other&indicator=SD-2")
    assert re.findall(r'companies/([^"/]+)">', narrowed.text) == ["EX-002"]
    assert re.findall(r'/answers/([^"]+)"', narrowed.text) == ["SD-2"]
    assert "Rien n’attend d’être lu ici." in desk.union.get("/fr/union?company=personne").text

    mark = {"cycle": "2026", "signatory": "EX-001", "revision": "1", "here": "cycle=2026"}
    after = desk.union.post("/fr/union/readings", data=mark)
    assert re.findall(r'<h3><a href="[^"]+/companies/([^"/]+)">', after.text) == ["EX-002"]
    assert len(re.findall(r'<h3><a href="[^"]+/companies/', desk.other.get("/fr/union").text)) == 2, "each for itself"

    desk.revised()
    revised = desk.union.get("/en/union?company=EX-001")
    assert "Revised: read at revision 1, now at revision 2" in plain(revised)
    assert re.findall(r'/answers/([^"]+)"', revised.text) == ["SD-1"]


def test_one_answer_is_read_with_its_doubts_its_evidence_and_its_history(desk: Desk) -> None:
    body = desk.stage.body()
    answer = next(one for one in body["answers"] if one["indicator"] == "SD-1")
    answer |= {
        "comment": "Deux avis.\n\nUn accord.",
        "evidence": [{"kind": "minutes", "title": "PV", "link": "https://exemple.fr/pv"}],
    }
    assert desk.stage.client("company").post("/api/v1/cycles/2026/submissions", json=body).status_code == 201
    desk.revised()
    at = "/fr/union/cycles/2026/companies/EX-001/answers/SD-1"

    now, before = desk.union.get(at), desk.union.get(f"{at}?revision=1")
    (link,) = re.findall(r'<a href="https://exemple.fr/pv"([^>]*)>', before.text)
    assert "noopener noreferrer" in link
    assert "<p>Deux avis.</p><p>Un accord.</p>" in before.text
    assert "La réponse en est maintenant à la révision 2." in plain(before)
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td></tr>', now.text)
    assert ("Systèmes sur lesquels les représentants ont été consultés avant le déploiement", "4", "3") in rows
    assert ("Commentaire", "Deux avis.\n\nUn accord.", "–") in rows
    assert "revision%3A2" in now.text
    assert desk.union.get(f"{at}?revision=3").status_code == 404
    assert TestClient(desk.stage.app).get(at).status_code == 401


def test_words_are_chosen_by_number_or_typed_and_hold_on_to_the_clause(desk: Desk) -> None:
    by_number = desk.published(**{"from": "3", "to": "4"})
    typed = desk.published(exact="négociation collective")
    clause = desk.stage.framework.clause("1.1").text.fr
    for id_, exact in ((by_number, "dialogue social"), (typed, "négociation collective")):
        quote = desk.stage.client("union").get(f"/api/v1/annotations/{id_}").json()["target"]["selector"]
        assert quote["exact"] == exact
        assert quote["prefix"] + exact + quote["suffix"] in clause

    lookalike = desk.draft(exact="Dialogue  Social")
    told = desk.union.post(lookalike.url.path.replace("/preview", "/publication"))
    assert (told.status_code, faults(told)) == (422, ["exact"])
    assert "« dialogue social »" in re.sub(r"[\u00a0\u202f]", " ", plain(told)), "it says what stands there"
    assert 'value="Dialogue  Social"' in told.text, "what was typed is still there"


def test_what_is_missing_is_told_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    card = desk.draft(motives=[], text_fr="", text_en="", **{"e0-kind": "link", "e0-title": "Tract"})
    told = desk.union.post(card.url.path.replace("/preview", "/publication"))
    assert (told.status_code, sorted(faults(told))) == (422, ["motives", "text_fr"])
    draft = card.url.path.replace("/preview", "")
    mended = {"source": CLAUSE, "quoted": "fr", "motives": "V1", "text_en": "Who?", "act": "preview", "match": '"1"'}
    again = desk.union.post(draft, data={**mended, "e0-kind": "link", "e0-title": "Tract"})
    told = desk.union.post(again.url.path.replace("/preview", "/publication"))
    assert (told.status_code, faults(told)) == (422, ["e0-kind"])
    assert 'value="Tract"' in told.text

    stale = desk.union.post(draft, data={**mended, "text_en": "What I wrote"})
    assert (stale.status_code, faults(stale)) == (422, ["source"])
    assert "What I wrote" in stale.text
    assert desk.other.get(draft).status_code == 404
    bad = desk.draft(**{"e0-kind": "link", "e0-link": "javascript:alert(1)"})
    assert (bad.status_code, faults(bad)) == (422, ["e0-link"])


def test_a_testimony_that_could_point_at_somebody_is_published_only_once_that_was_read(desk: Desk) -> None:
    desk.stage.filed()
    told = {"e0-kind": "testimony", "e0-quote": "On nous informe après.", "e0-role": "DRH", "e0-consent": "yes"}
    card = desk.draft(answer_target("SD-1"), motives="A1", **told)
    at = card.url.path.replace("/preview", "/publication")
    warned = desk.union.post(at)
    assert warned.status_code == 409
    assert "T04" in warned.text
    assert "Ce témoignage pourrait-il désigner quelqu’un" in warned.text
    filed = desk.union.post(at, data={"accepted": "yes"})
    assert filed.status_code == 200
    assert "/union/annotations/" in filed.url.path
    assert "On nous informe après." in filed.text


def test_a_testimony_in_a_new_version_is_published_only_once_the_warning_was_read(desk: Desk) -> None:
    desk.stage.filed()
    at = f"/fr/union/annotations/{desk.published(answer_target('SD-1'), motives='A1')}/version"
    match = unescape(re.findall(r'name="match" value="([^"]*)"', desk.union.get(at).text)[0])
    told = {"e0-kind": "testimony", "e0-quote": "On nous informe après.", "e0-role": "DRH", "e0-consent": "yes"}
    written = {"motives": "A1", "text_fr": "Autrement dit.", "match": match, "act": "publish", **told}

    warned = desk.union.post(at, data=written)
    filed = desk.union.post(at, data={**written, "accepted": "yes"})

    assert warned.status_code == 409
    assert "Ce témoignage pourrait-il désigner quelqu’un" in warned.text
    assert re.search(r'<textarea[^>]*name="text_fr"[^>]*>\s*Autrement dit\.', warned.text)
    assert 'value="DRH"' in warned.text
    assert 'name="accepted"' in warned.text
    assert filed.url.path == at.removesuffix("/version")
    assert "Version 2" in plain(filed)


def test_findings_of_the_reader_are_confirmed_corrected_and_dismissed(desk: Desk) -> None:
    form = desk.union.get(f"/fr/union/compose?source={CLAUSE}")
    named = dict(re.findall(r'id="f-(v\d+)"[^>]*><legend>(\w+) ', form.text))
    first = next(field for field, criterion in named.items() if criterion == "R1")
    flag = next(field for field, criterion in named.items() if criterion == "NB1")
    wrong = desk.draft(**{first: "dismiss"})
    told = desk.union.post(wrong.url.path.replace("/preview", "/publication"))
    assert (told.status_code, faults(told)) == (422, [first])
    id_ = desk.published(
        **{first: "correct", f"{first}-score": "0", f"{first}-reason": "Rien n'oblige.", flag: "confirm"}
    )
    judged: list[dict[str, Any]] = desk.stage.client("union").get(f"/api/v1/annotations/{id_}").json()["judgements"]
    assert [(one["criterion"], one["verdict"], one.get("score")) for one in judged] == [
        ("R1", "correct", 0),
        ("NB1", "confirm", None),
    ]
    again = desk.union.get(f"/fr/union/annotations/{id_}/version")
    assert 'value="Rien n&#39;oblige."' in again.text


def test_a_companys_own_commitment_is_quoted_and_its_findings_judged_from_its_page(desk: Desk) -> None:
    desk.stage.filed()
    listed = desk.union.get("/fr/union/cycles/2026/companies/EX-001")
    (source,) = re.findall(r'href="/fr/union/compose\?source=([^"]+)"', listed.text)
    form = desk.union.get(f"/fr/union/compose?source={source}")
    assert "Engagement n° 1 de l’entreprise" in plain(form)
    named = {criterion: field for field, criterion in re.findall(r'id="f-(v\d+)"[^>]*><legend>(\w+) ', form.text)}
    judged = {named["R1"]: "correct", f"{named['R1']}-score": "1", f"{named['R1']}-reason": "Sans suite."}
    id_ = desk.published(answer_target("commitment-1"), motives="NB2", **{"from": "1", "to": "2"}, **judged)

    made = desk.stage.client("union").get(f"/api/v1/annotations/{id_}").json()
    assert made["target"]["selector"]["exact"] == "Nous formerons"
    assert [(one["criterion"], one["verdict"], one["score"]) for one in made["judgements"]] == [("R1", "correct", 1)]
    shown = plain(desk.union.get("/fr/union/cycles/2026/companies/EX-001"))
    assert "Lecture de union (invented) : Incitatif" in shown
    assert "engagement n° 1" in shown
    for page in ("/fr/union/annotations", f"/fr/union/annotations/{id_}", f"/fr/union/annotations/{id_}/version"):
        assert desk.union.get(page).status_code == 200


def test_a_new_version_follows_the_old_one_which_stays_readable(desk: Desk) -> None:
    id_ = desk.published(**{"from": "3", "to": "4"})
    at = f"/fr/union/annotations/{id_}/version"
    (match,) = re.findall(r'name="match" value="([^"]+)"', desk.union.get(at).text)
    fields = {"source": CLAUSE, "motives": "V1", "text_fr": "Mieux dit.", "match": unescape(match)}
    card = desk.union.post(at, data={**fields, "act": "preview"})
    assert card.status_code == 200
    assert "<p>Mieux dit.</p>" in card.text
    filed = desk.union.post(at, data={**fields, "act": "publish"})
    assert filed.url.path == f"/fr/union/annotations/{id_}"
    assert re.findall(r"<h3>Version\s([0-9]) ", filed.text) == ["2", "1"]
    assert "Rien ne dit <em>qui</em>" in filed.text
    stale = desk.union.post(at, data={**fields, "act": "publish"})
    assert (stale.status_code, faults(stale)) == (422, ["source"])
    assert desk.other.get(at).status_code == 403


def test_another_union_signs_or_differs_and_the_author_carries_forward_replies_and_retracts(desk: Desk) -> None:
    desk.stage.filed()
    id_ = desk.published(answer_target("SD-1"), motives="A1")
    at = f"/fr/union/annotations/{id_}"
    assert re.findall(r'id="h-(\w+)">', desk.other.get(at).text) == ["countersign", "dissent", "versions"]
    signed = desk.other.post(f"{at}/countersignatures")
    assert "other union (invented)" in signed.text
    twice = desk.other.post(f"{at}/dissents", data={"text": "Nous lisons autrement."})
    assert twice.status_code == 422
    assert desk.other.post(f"{at}/retraction", data={"reason": "Non."}).status_code == 422

    assert "h-reply" not in desk.union.get(at).text, "the author waits for the company"
    replied = {"body": [{"value": "Nous répondons.", "language": "fr"}]}
    desk.stage.client("company").post(f"/api/v1/annotations/{id_}/replies", json=replied)
    thread = desk.union.get(at)
    (once,) = re.findall(r'name="once" value="([^"]+)"', thread.text)
    for _ in range(2):
        page = desk.union.post(f"{at}/replies", data={"once": once, "text_fr": "Nous maintenons."})
    assert page.text.count("<p>Nous maintenons.</p>") == 1, "sent twice, said once"
    assert desk.union.get("/fr/union/annotations?only=replied").text.count(f'{at}"') == 1

    desk.revised()
    assert "1 annotation sur une réponse révisée depuis" in plain(desk.union.get("/fr/union"))
    moved = desk.union.get("/en/union/annotations?only=moved")
    assert "Written about revision 1; the answer is now at revision 2." in moved.text
    carried = desk.union.post(f"{at}/carry-forward", data={"revision": "2", "text_fr": "Rien n'a changé."})
    assert "maintenue par son auteur sur la révision 2" in plain(carried)
    wrong = desk.union.post(f"{at}/carry-forward", data={"revision": "9"})
    assert wrong.status_code == 422
    empty = desk.union.post(f"{at}/retraction", data={"reason": ""})
    assert empty.status_code == 422
    gone = desk.union.post(f"{at}/retraction", data={"reason": "Erreur de site."})
    assert "Erreur de site." in gone.text
    assert "h-retract" not in gone.text


def test_what_is_on_an_answer_filed_again_unchanged_is_upheld_all_at_once(desk: Desk) -> None:
    desk.stage.filed()
    same = [desk.published(answer_target(one), motives="A1") for one in ("SD-2", "SH-1")]
    changed = desk.published(answer_target("SD-1"), motives="A1")
    assert 'id="h-same"' not in desk.union.get("/fr/union/annotations?only=moved").text
    desk.revised()

    queue = plain(desk.union.get("/fr/union"))
    assert "3 annotations sur des réponses révisées depuis" in queue
    assert "2 sur des réponses inchangées" in queue
    reading = desk.union.get("/fr/union/cycles/2026/companies/EX-001/answers/SD-1").text
    assert f'href="/fr/union/annotations/{changed}#h-carry"' in reading
    listed = desk.union.get("/fr/union/annotations?only=moved")
    assert "2 annotations portent sur des réponses redéposées sans changement" in plain(listed)
    done = desk.union.post("/fr/union/carry-forward")
    assert (done.status_code, done.url.query) == (200, b"only=moved")
    assert re.findall(r'href="/fr/union/annotations/([0-9a-f]{32})"', done.text) == [changed], "it is to be read first"
    again = desk.union.post("/fr/union/carry-forward")
    assert again.status_code == 200

    states = [desk.stage.client("union").get(f"/api/v1/annotations/{id_}").json() for id_ in (*same, changed)]
    assert [one.get("carriedForward", {}).get("revision") for one in states] == [2, 2, None]
    assert [one["state"]["contests"] for one in states] == [True, True, False]
    assert "h-carry" not in desk.union.get("/fr/union/cycles/2026/companies/EX-001/answers/SD-2").text


def test_in_a_closed_cycle_the_queue_says_what_may_still_be_done_and_a_frozen_one_refuses_it(desk: Desk) -> None:
    desk.stage.filed()
    id_ = desk.published(answer_target("SD-1"), motives="A1")
    desk.stage.filed()
    at = f"/en/union/annotations/{id_}"
    passed = "UPDATE cycle SET opens = created, closes = created, replies_until = created"

    with desk.stage.database.engine.begin() as connection:
        connection.exec_driver_sql(passed)
    closed = desk.union.get("/en/union"), desk.union.get(at)
    with desk.stage.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cycle SET frozen = created")
    frozen = desk.union.get(at), desk.union.post("/en/union/carry-forward")

    assert "can be carried forward until the cycle is frozen" in plain(closed[0])
    assert re.findall(r'id="h-(\w+)">', closed[1].text) == ["carry", "retract", "versions"]
    assert re.findall(r'id="h-(\w+)">', frozen[0].text) == ["retract", "versions"]
    assert frozen[1].status_code == 409
    assert "has been frozen since" in plain(frozen[1])


def test_many_annotations_come_in_from_a_file_and_faults_name_their_cells(desk: Desk) -> None:
    desk.published()
    book = desk.union.get("/api/v1/annotations/workbook", params={"union": desk.stage.organisations["union"]})
    same = desk.union.post("/fr/union/exchange", files={"file": ("a.xlsx", book.content)}, data={"act": "file"})
    assert "Laissées telles quelles : 1." in re.sub("\u00a0", " ", plain(same))
    items = [annotation(motives=("V1",)), annotation("urn:enregard:paris-2025@1:clause:9.9")]
    page = json.dumps({"items": items}).encode()
    told = desk.union.post("/en/union/exchange", files={"file": ("a.jsonld", page)}, data={"act": "check"})
    places = re.findall(r'<th scope="row">([^<]+)</th><td>(\w+)</td>', told.text)
    assert (told.status_code, places) == (422, [("items/1/target/source", "N02")])
    fine = json.dumps({"items": items[:1]}).encode()
    checked = desk.union.post("/en/union/exchange", files={"file": ("a.jsonld", fine)}, data={"act": "check"})
    assert "Nothing was written yet." in checked.text
    filed = desk.union.post("/en/union/exchange", files={"file": ("a.jsonld", fine)}, data={"act": "file"})
    assert "New: 1." in filed.text
    none = desk.union.post("/en/union/exchange", data={"act": "file"})
    broken = desk.union.post("/en/union/exchange", files={"file": ("a.xlsx", b"PK\x03\x04 no")}, data={"act": "file"})
    assert (none.status_code, broken.status_code) == (422, 422)


def test_a_union_keeps_a_catalogue_of_demands_of_its_own_and_cites_it(desk: Desk) -> None:
    both = {"title_fr": "Droit d'alerte", "title_en": "Right to alert", "sentence_fr": "Chacun peut alerter."}
    given = {**both, "sentence_en": "Everyone may alert.", "source": "Congrès inventé", "clauses": "1.1"}
    short = desk.union.post("/fr/union/demands", data={**given, "code": "d 1", "title_en": ""})
    assert (short.status_code, sorted(faults(short))) == (422, ["code", "title_en"])
    assert "La forme est incorrecte à cet endroit : texte vide." in plain(short)
    added = desk.union.post("/fr/union/demands", data={**given, "code": "D1"})
    own = f"{desk.stage.organisations['union']}.D1"
    assert own in added.text
    assert "Droit d&#39;alerte" in desk.union.get(f"/fr/union/compose?source={CLAUSE}").text
    assert own in plain(desk.union.get(f"/fr/union/annotations/{desk.published(demands=own)}"))

    form = desk.union.get(f"/fr/union/demands/{own}")
    (match,) = re.findall(r'name="match" value="([^"]+)"', form.text)
    anew = desk.union.post(f"/fr/union/demands/{own}", data={**given, "title_fr": "Alerter", "match": unescape(match)})
    assert "version 2 du" in plain(anew)
    assert desk.other.get(f"/fr/union/demands/{own}").status_code == 404
