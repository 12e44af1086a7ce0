"""A company answers online or in a workbook, submits, compares, withdraws and replies, in both languages."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from service.actors import OPERATOR
from service.app import create_app, open_house
from service.clock import utc_now
from service.settings import Settings
from service.store.engine import Database
from service.workflows.remind import Desk as Reminding
from service.workflows.remind import Round, remind_round
from service.workflows.signatories import change_status
from tests.company_scene import EMAIL, SIGNATORY, Scene, company_scene, faulty_workbook, good_workbook
from tests.people import KEY, PASSWORD
from tests.workbooks import FRAMEWORK, where

HERE = "http://127.0.0.1:8000"
AT = "/fr/company/2026"
ASKED = len(list(FRAMEWORK.entered()))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Desk:
    """A person of the company in a browser that keeps cookies and sends the forms of the pages it reads."""

    client: TestClient
    scene: Scene

    def read(self, path: str) -> Response:
        return self.client.get(path)

    def send(self, page: Response, path: str, **fields: str) -> Response:
        """Send a form of `page` to `path`."""
        return self.client.post(path, data={"form_token": _hidden(page, "form_token"), **fields})

    def hand_in(self, content: bytes, language: str = "fr") -> Response:
        """Hand a workbook in; returns the page that follows."""
        path = f"/{language}/company/2026/workbook"
        data = {"form_token": _hidden(self.read(path), "form_token")}
        return self.client.post(path, data=data, files={"workbook": ("reponses.xlsx", content, XLSX)})

    def save(self, part: str, version: str | None = None, then: str = "stay", **fields: str) -> Response:
        """Save a part of the form, by default from the page as it now stands; `SD1__x` is written `SD-1.x`."""
        page = self.read(f"{AT}/form/{part}")
        named = {re.sub(r"^([A-Z]+)([0-9])", r"\1-\2", name).replace("__", "."): text for name, text in fields.items()}
        known = _hidden(page, "version") if version is None else version
        return self.send(page, f"{AT}/form/{part}", version=known, then=then, **named)


def _hidden(page: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def _text(page: Response) -> str:
    bare = re.sub(r"<[^>]+>", " ", page.text)
    return re.sub(r"\s+", " ", html.unescape(bare).replace("\u202f", " ").replace("\u00a0", " "))


def _fields(page: Response) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input id="f-[^"]+" name="([^"]+)" value="([^"]*)"', page.text)
    }


def _behind(desk: Desk, *statements: str) -> None:
    """Change the cycle behind the service's back."""
    database = Database.open(desk.scene.url)
    with database.engine.begin() as connection:
        for one in statements:
            connection.exec_driver_sql(one)
    database.close()


def _tally(page: Response) -> list[int]:
    return [int(n) for n in re.findall(r"<li[^>]*><b>(\d+)</b>", page.text.split('class="tally"')[1].split("</ul>")[0])]


@pytest.fixture
def desk(sqlite_url: str) -> Desk:
    scene = company_scene(sqlite_url)
    settings = Settings(database_url=sqlite_url, requests_per_minute=0, secret_key=KEY, public_url=HERE)  # type: ignore[arg-type]
    app = create_app(settings)
    app.state.house = open_house(settings)
    made = Desk(TestClient(app, base_url=HERE, follow_redirects=True), scene)
    inside = made.send(made.read("/fr/sign-in"), "/fr/sign-in", email=EMAIL, password=PASSWORD)
    assert inside.url.path == "/fr/company"
    return made


def test_the_first_page_says_until_when_how_far_and_by_which_routes(desk: Desk) -> None:
    page = desk.read("/en/company")
    said = _text(page)
    assert "Self-assessment 2026" in said
    assert f"0 of {ASKED} answered" in said
    assert re.search(r"\d+ days left", said)
    assert "(UTC)" in said
    tasks = re.findall(r'href="/en/company/2026/(form/[a-z0-9-]+|check)">', page.text.split('class="tasks"')[1])
    assert tasks == [
        "form/organisation",
        *(f"form/objective-{n}" for n in (1, 2, 3, 4, 5, 6, 0)),
        "form/commitments",
        "check",
    ]


def test_the_form_keeps_what_is_typed_and_shows_faults_beside_their_fields(desk: Desk) -> None:
    page = desk.save("objective-1", SD1__numerator="1 204,5", SD1__denominator="neuf", SD1__comment="Avis du CSE.")
    assert page.status_code == 200
    assert _fields(page)["SD-1.numerator"] == "1204,5"
    assert _fields(page)["SD-1.denominator"] == "neuf"
    assert "Avis du CSE." in page.text
    beside = dict(re.findall(r'class="fault" id="f-([^"]+)-fault"><b>[^<]*</b>([^<]*)', page.text))
    assert "« neuf » n’est pas un nombre" in html.unescape(beside["SD-1.denominator"]).replace("\u00a0", " ")
    assert not [name for name in beside if name.startswith("SD-2")], "nobody has touched SD-2 yet"
    assert "Enregistré, avec" in _text(page)


def test_every_kind_of_field_comes_back_as_it_was_typed(desk: Desk) -> None:
    hours = {"HC1__numerator": "10,5", "HC1__numerator_women": "5", "HC1__denominator": "4", "HC5__level": "2"}
    evidence = {"HC1__evidence__0__kind": "minutes", "HC1__evidence__0__title": "Procès-verbal (inventé)"}
    page = desk.save("objective-2", HC3__status="not_available", HC3__reason="Aucun relevé.", **hours, **evidence)
    fields = _fields(page)
    assert (fields["HC-1.numerator"], fields["HC-1.numerator_women"], fields["HC-1.denominator"]) == ("10,5", "5", "4")
    assert fields["HC-1.evidence.0.title"] == "Procès-verbal (inventé)"
    assert 'name="HC-5.level" value="2" checked' in page.text
    assert 'name="HC-3.status" value="not_available" checked' in page.text
    assert "Aucun relevé." in page.text
    english = desk.read("/en/company/2026/form/objective-2")
    assert _fields(english)["HC-1.numerator"] == "10.5", "the decimal mark is the language's"


def test_organisation_and_commitments_are_parts_like_the_others(desk: Desk) -> None:
    page = desk.save(
        "organisation", name="Aciéries du Ponant (invented)", country="FR", sector="C", populations__EMP="1 200"
    )
    assert _fields(page)["populations.EMP"] == "1200"
    page = desk.save(
        "commitments", commitments__0__text="Former 400 salariés.", commitments__0__target_date="2027-06-30"
    )
    assert _fields(page)["commitments.0.target_date"] == "2027-06-30"
    assert 'id="f-commitments.1.text"' in page.text, "one row to add another"
    objective = desk.read(f"{AT}/form/objective-2")
    assert "Laissé vide : 1 200, comme dans la partie « Organisation »" in _text(objective)


def test_two_people_in_one_part_see_both_values_and_choose(desk: Desk) -> None:
    before = _hidden(desk.read(f"{AT}/form/objective-1"), "version")
    desk.save("objective-1", SD1__numerator="4", SD1__denominator="9")
    clash = desk.save("objective-1", before, SD1__numerator="5", SD1__denominator="9")
    assert clash.status_code == 412
    assert re.findall(r'type="radio" name="SD-1.numerator" value="([^"]*)"', clash.text) == ["5", "4"]
    assert re.findall(r'type="hidden" name="SD-1.denominator" value="([^"]*)"', clash.text) == ["9"]
    chosen = {"SD-1.numerator": "5", "SD-1.denominator": "9"}
    settled = desk.send(clash, f"{AT}/form/objective-1", version=_hidden(clash, "version"), **chosen)
    assert settled.status_code == 200
    assert _fields(settled)["SD-1.numerator"] == "5"


def test_what_was_saved_of_a_part_may_be_thrown_away(desk: Desk) -> None:
    page = desk.save("objective-1", SD1__numerator="4", SD1__denominator="9")
    version = _hidden(page, "version")
    desk.save("objective-1", SD1__numerator="5", SD1__denominator="9")
    stale = desk.send(page, f"{AT}/form/objective-1/discard", version=version)
    assert stale.status_code == 412
    page = desk.read(f"{AT}/form/objective-1")
    bare = desk.send(page, f"{AT}/form/objective-1/discard", version=_hidden(page, "version"))
    assert _fields(bare)["SD-1.numerator"] == ""


def test_a_faulty_workbook_is_shown_cell_by_cell_and_nothing_is_recorded(desk: Desk) -> None:
    content = faulty_workbook()
    page = desk.hand_in(content)
    said = _text(page)
    assert page.status_code == 200
    assert "erreurs empêchent de soumettre" in said
    changed, errors, unchanged = _tally(page)
    assert (changed > 30, errors, unchanged) == (True, 2, 0)
    assert f"{changed} valeurs changées 2 erreurs 0 valeur inchangée" in said
    sheet, cell = where(content, "SD-1.numerator")
    assert f"« {sheet} »" in said
    assert f"cellule {cell}" in said
    row = re.search(rf'<th scope="row">{cell[1:]}</th><td>([^<]*)</td><td class="hit error">oui, en partie', page.text)
    assert row is not None
    assert row[1].startswith("SD-1 · ")
    assert "Rien de soumis" in _text(desk.read(f"{AT}/revisions"))
    marked = desk.read(f"{page.url.path}/marked.xlsx")
    assert (marked.headers["content-type"], marked.content[:2]) == (XLSX, b"PK")
    refused = desk.send(page, page.url.path)
    assert refused.status_code == 422
    assert "Rien de soumis" in _text(desk.read(f"{AT}/revisions"))


def test_a_good_workbook_is_submitted_only_once_its_author_says_so(desk: Desk) -> None:
    page = desk.hand_in(good_workbook("en"), "en")
    assert "Nothing stands against submitting" in _text(page)
    filed = desk.send(page, page.url.path)
    assert filed.url.path == "/en/company/2026/filed"
    assert "Revision 1 is on record" in _text(filed)
    again = desk.send(page, page.url.path)
    assert again.status_code == 410, "the very workbook is submitted once"

    listed = desk.read("/en/company/2026/revisions")
    assert "by workbook" in listed.text
    received = desk.read("/en/company/2026/revisions/1/workbook")
    assert received.content == good_workbook("en")
    assert desk.read("/en/company/2026/revisions/2/workbook").status_code == 404


def test_a_file_that_is_no_workbook_is_refused_beside_its_field(desk: Desk) -> None:
    page = desk.hand_in(b"no workbook at all")
    assert page.status_code == 422
    assert 'id="f-workbook-fault"' in page.text


def test_a_revision_made_online_is_checked_compared_and_withdrawn(desk: Desk) -> None:
    trial = desk.hand_in(good_workbook())
    desk.send(trial, trial.url.path)
    before = _fields(desk.read(f"{AT}/form/objective-1"))
    desk.save("objective-1", **{**_named(before), "SD1__numerator": "99", "SD1__status": "answered"})
    check = desk.read(f"{AT}/check")
    faults = re.findall(r'<li class="error"><a href="([^"]+)"', check.text)
    assert f"{AT}/form/objective-1#f-SD-1.numerator" in faults
    blocked = desk.send(check, f"{AT}/check", version="1")
    assert blocked.status_code == 422

    desk.save("objective-1", **{**_named(before), "SD1__numerator": "3"})
    check = desk.read(f"{AT}/check")
    assert _tally(check)[:2] == [1, 0]
    assert "1 valeur changée 0 erreur " in _text(check)
    assert "1 value changed 0 errors " in _text(desk.read("/en/company/2026/check"))
    stale = desk.send(check, f"{AT}/check", version="1")
    assert stale.status_code == 412
    filed = desk.send(check, f"{AT}/check", version=_hidden(check, "version"))
    assert "La révision 2 est au dossier" in _text(filed)

    differing = desk.read(f"{AT}/differences?before=1&after=2")
    assert "1 valeur diffère" in _text(differing)
    assert re.search(r'<td class="was">4</td><td>3</td>', differing.text)
    empty = desk.send(desk.read(f"{AT}/revisions"), f"{AT}/withdrawal", revision="2", reason="")
    assert (empty.status_code, 'id="f-reason-fault"' in empty.text) == (422, True)
    gone = desk.send(empty, f"{AT}/withdrawal", revision="2", reason="Périmètre erroné.")
    assert "retirée le" in _text(gone)
    assert "Périmètre erroné." in gone.text


def _named(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "", 1).replace(".", "__"): text for name, text in fields.items()}


def test_in_a_closed_cycle_the_form_stays_while_its_time_runs_and_a_frozen_one_says_when_time_goes_on(
    desk: Desk,
) -> None:
    trial = desk.hand_in(good_workbook())
    desk.send(trial, trial.url.path)
    id_ = desk.scene.annotates("SD-1")
    form, said = f'action="{AT}/annotations/{id_}"', "deux semaines à partir de la publication"

    _behind(desk, "UPDATE cycle SET opens = created, closes = created, replies_until = created")
    closed = desk.read(f"{AT}/annotations/{id_}"), desk.read(f"{AT}/annotations")
    _behind(
        desk,
        "UPDATE cycle SET frozen = created",
        "INSERT INTO cycle_transition (cycle, number, phase, cause, at, recorded, opens, closes)"
        " SELECT id, 90, 'frozen', 'act', created, created, opens, closes FROM cycle",
    )
    frozen = desk.read(f"{AT}/annotations/{id_}"), desk.read(f"{AT}/annotations"), desk.read("/fr/company")

    assert form in closed[0].text
    assert "Dans les temps jusqu" in _text(closed[0])
    assert said not in _text(closed[1])
    assert form not in frozen[0].text
    assert said in _text(frozen[1])
    assert "les réponses sont reprises une fois l’édition publiée" in _text(frozen[2])


def test_an_annotation_stands_beside_its_answer_and_is_replied_to_in_time(desk: Desk) -> None:
    trial = desk.hand_in(good_workbook())
    desk.send(trial, trial.url.path)
    two = {"SD1__comment": "Avis du CSE.\n\nSecond <alinéa>."}
    desk.save("objective-1", **{**_named(_fields(desk.read(f"{AT}/form/objective-1"))), **two})
    check = desk.read(f"{AT}/check")
    assert desk.send(check, f"{AT}/check", version=_hidden(check, "version")).url.path == f"{AT}/filed"
    assert "Aucune contre-annotation" in _text(desk.read(f"{AT}/annotations"))
    id_ = desk.scene.annotates("SD-1")
    assert "1 annotation attend votre réponse" in _text(desk.read("/fr/company"))
    listed = desk.read(f"{AT}/annotations")
    assert "Fédération Exemple (invented)" in listed.text
    assert f'href="{AT}/annotations/{id_}"' in listed.text
    assert "<p>Avis du CSE.</p><p>Second &lt;alinéa&gt;.</p>" in listed.text

    page = desk.read(f"{AT}/annotations/{id_}")
    assert "Dans les temps jusqu’au" in _text(page)
    empty = desk.send(page, f"{AT}/annotations/{id_}", text=" ", spoken="fr")
    assert (empty.status_code, 'id="f-text-fault"' in empty.text) == (422, True)
    replied = desk.send(empty, f"{AT}/annotations/{id_}", text="Le CSE a été **consulté** le 3 mars.", spoken="fr")
    assert "<strong>consulté</strong>" in replied.text
    assert "attend votre réponse" not in _text(desk.read("/fr/company"))


def test_a_company_that_left_the_roster_is_reminded_of_what_contests_it_and_replies_on_its_page(desk: Desk) -> None:
    trial = desk.hand_in(good_workbook())
    desk.send(trial, trial.url.path)
    id_ = desk.scene.annotates("SD-1")
    database, late = Database.open(desk.scene.url), utc_now() + timedelta(days=23)
    change_status(database, OPERATOR, "2026", SIGNATORY, "left")

    home, page = desk.read("/fr/company"), desk.read(f"{AT}/annotations/{id_}")
    reminded = remind_round(Reminding(database, HERE, None, lambda: late))
    database.close()
    replied = desk.send(page, f"{AT}/annotations/{id_}", text="Nous avons quitté l’engagement.", spoken="fr")

    assert "rien de nouveau n’est reçu, sinon des réponses aux annotations" in _text(home)
    assert "1 annotation attend votre réponse" in _text(home)
    assert f'action="{AT}/annotations/{id_}"' in page.text
    assert reminded == Round(shown=1)
    assert "Nous avons quitté l’engagement." in _text(replied)
    assert "attend votre réponse" not in _text(desk.read("/fr/company"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_stays_within_its_weight_in_both_languages(desk: Desk, language: str) -> None:
    trial = desk.hand_in(faulty_workbook(), language)
    at = f"/{language}/company/2026"
    parts = ["organisation", *(f"objective-{n}" for n in range(7)), "commitments"]
    paths = [f"{at}/form/{part}" for part in parts]
    paths += [f"/{language}/company", at, f"{at}/workbook", trial.url.path, f"{at}/check", f"{at}/revisions"]
    paths += [f"{at}/annotations"]
    pages = {path: desk.read(path) for path in paths}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    heavy = {path: size for path, page in pages.items() if (size := len(gzip.compress(page.content, 6))) > 25_000}
    assert heavy == {}
    assert {page.headers["content-language"] for page in pages.values()} == {language}


def test_nobody_but_the_company_comes_in(desk: Desk) -> None:
    stranger = TestClient(desk.client.app, base_url=HERE)
    assert stranger.get("/fr/company").status_code == 401
    union = TestClient(desk.client.app, base_url=HERE, headers={"Authorization": f"Bearer {desk.scene.union}"})
    assert union.get("/fr/company/2026/form/objective-1").status_code == 403
    assert desk.read("/fr/company/1999").status_code == 404
    assert desk.read(f"{AT}/form/nothing").status_code == 404
    assert desk.read(f"{AT}/workbook/w_0").status_code == 410
