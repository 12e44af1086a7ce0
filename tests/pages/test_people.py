"""People come in by pages: they join by a link, sign in and out, choose who speaks, and see to their colleagues."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from service.actors import OPERATOR
from service.app import create_app, open_house
from service.settings import Settings
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import create_account
from service.workflows.people.invitations import Wanted, invite

HERE = "http://127.0.0.1:8000"
PHRASE = "une phrase assez longue"


@dataclass
class Browser:
    """A browser that keeps cookies and sends the forms of the pages it reads."""

    client: TestClient

    def read(self, path: str) -> Response:
        return self.client.get(path)

    def send(self, page: Response, path: str, **fields: str) -> Response:
        """Send a form of `page` to `path`."""
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token is not None, page.text
        return self.client.post(path, data={"form_token": token[1], **fields})


@dataclass
class Desk:
    """A service where two organisations wait for people, and a browser."""

    browser: Browser
    links: dict[str, str]

    def join(self, organisation: str, password: str = PHRASE) -> Response:
        """Accept the invitation to an organisation; returns the page that follows."""
        path = self.links[organisation]
        return self.browser.send(self.browser.read(path), path, name="Claire Exemple (invented)", password=password)


@pytest.fixture
def desk(sqlite_url: str) -> Desk:
    database = Database.open(sqlite_url)
    create_account(database, kind="union", name="Fédération Exemple (invented)", id_="fed")
    create_account(database, kind="company", name="Aciéries Exemple (invented)", id_="aci")
    settings = Settings(database_url=sqlite_url, requests_per_minute=0, secret_key="k" * 40, public_url=HERE)  # type: ignore[arg-type]
    database.close()
    app = create_app(settings)
    app.state.house = house = open_house(settings)
    links = {}
    for organisation in ("fed", "aci"):
        wanted = Wanted(organisation, "claire@example.org", "admin")
        _, link = invite(house.reception, OPERATOR, wanted, present=lambda _: Answered(201, ""))
        assert link is not None
        links[organisation] = link.removeprefix(HERE)
    return Desk(Browser(TestClient(app, base_url=HERE, follow_redirects=True)), links)


def _faults(page: Response) -> list[tuple[str, str]]:
    return re.findall(r'class="fault" id="f-(\w+)-fault"><b>[^<]*</b>([^<]*)', page.text)


def test_a_link_joins_once_and_signs_in(desk: Desk) -> None:
    page = desk.browser.read(desk.links["fed"])
    assert "Fédération Exemple (invented)</h1>" in page.text
    assert "claire@example.org" in page.text

    short = desk.join("fed", "court")
    assert (short.status_code, _faults(short)[0][0]) == (422, "password")
    assert "12 caractères" in _faults(short)[0][1]
    assert 'value="Claire Exemple (invented)"' in short.text, "what was typed is still there"

    inside = desk.join("fed")
    assert inside.status_code == 200
    assert inside.url.path in ("/fr/account", "/fr/union")
    assert "Fédération Exemple (invented)" in inside.text
    assert desk.browser.read(desk.links["fed"]).status_code == 410


def test_nothing_tells_an_unknown_address_from_a_wrong_password(desk: Desk) -> None:
    inside = desk.join("fed")
    out = desk.browser.send(inside, "/fr/sign-out")
    assert out.url.path == "/fr"
    assert desk.browser.read("/fr/account").status_code == 401

    form = desk.browser.read("/en/sign-in")
    wrong = desk.browser.send(form, "/en/sign-in", email="claire@example.org", password="something else entirely")
    unknown = desk.browser.send(form, "/en/sign-in", email="nobody@example.org", password="something else entirely")
    told = [re.search(r"notice error.*?</div>", one.text, re.DOTALL) for one in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert [one[0] for one in told if one] == [told[0][0] if told[0] else ""] * 2
    assert 'value="claire@example.org"' in wrong.text
    assert PHRASE not in wrong.text

    right = desk.browser.send(form, "/en/sign-in", email="Claire@Example.org ", password=PHRASE)
    assert right.status_code == 200
    assert right.url.path in ("/en/account", "/en/union")


def test_a_form_that_is_not_from_here_is_refused(desk: Desk) -> None:
    desk.join("fed")
    forged = desk.browser.client.post("/fr/account", data={"name": "Mallory", "language": "fr"})
    foreign = desk.browser.send(desk.browser.read("/fr/account"), "/fr/account", name="Claire", language="fr")
    assert forged.status_code == 403
    assert foreign.status_code == 200
    elsewhere = desk.browser.client.post(
        "/fr/sign-in", data={"email": "x@example.org", "password": PHRASE}, headers={"Origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403


def test_one_person_speaks_for_the_organisation_of_their_choice(desk: Desk) -> None:
    desk.join("fed")
    desk.join("aci")
    before = desk.browser.client.cookies.get("enregard")
    account = desk.browser.read("/fr/account")
    assert "Pour quelle organisation vous parlez" in account.text

    desk.browser.send(account, "/fr/account/organisation", organisation="fed")
    assert "<b>Fédération Exemple (invented)</b>" in desk.browser.read("/fr/account").text
    assert desk.browser.client.cookies.get("enregard") != before, "the session goes on under another secret"
    desk.browser.send(desk.browser.read("/fr/account"), "/fr/account/organisation", organisation="aci")
    assert "<b>Aciéries Exemple (invented)</b>" in desk.browser.read("/fr/account").text


def test_a_password_changes_only_for_whoever_knows_the_old_one(desk: Desk) -> None:
    account = desk.join("fed")
    account = desk.browser.read("/fr/account")
    wrong = desk.browser.send(account, "/fr/account/password", current="faux", password="une autre phrase longue")
    assert (wrong.status_code, _faults(wrong)[0][0]) == (403, "current")
    right = desk.browser.send(account, "/fr/account/password", current=PHRASE, password="une autre phrase longue")
    assert "Votre mot de passe a changé" in right.text

    desk.browser.send(right, "/fr/sign-out")
    form = desk.browser.read("/fr/sign-in")
    for phrase, status in ((PHRASE, 401), ("une autre phrase longue", 200)):
        sent = desk.browser.send(form, "/fr/sign-in", email="claire@example.org", password=phrase)
        assert sent.status_code == status


def test_an_administrator_invites_and_the_link_is_shown_once(desk: Desk) -> None:
    desk.join("fed")
    team = desk.browser.read("/fr/team")
    invited = desk.browser.send(team, "/fr/team/invitations", email="bruno@example.org", role="member", language="en")
    links = re.findall(r"<pre>(http://127.0.0.1:8000/en/invitation/[^<]+)</pre>", invited.text)
    assert len(links) == 1
    again = desk.browser.read("/fr/team")
    assert links[0] not in again.text
    assert "bruno@example.org" in again.text
    wrong = desk.browser.send(team, "/fr/team/invitations", email="no address", role="member", language="en")
    assert (wrong.status_code, _faults(wrong)[0][0]) == (422, "email")


def test_a_token_is_shown_once_and_revoked_at_once(desk: Desk) -> None:
    desk.join("fed")
    team = desk.browser.read("/fr/team")
    made = desk.browser.send(team, "/fr/team/tokens", label="robot", scopes="read", days="30")
    (secret,) = re.findall(r"<pre>(enr_[^<]+)</pre>", made.text)
    program = TestClient(desk.browser.client.app, headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/cycles").status_code == 200
    assert program.post("/api/v1/annotations", json={}).json()["code"] == "scope_missing"

    page = desk.browser.read("/fr/team")
    assert secret not in page.text
    id_ = re.findall(r'name="token" value="(t_[^"]+)"', page.text)
    for one in id_:
        desk.browser.send(page, "/fr/team/tokens/revocation", token=one)
    assert program.get("/api/v1/cycles").status_code == 401


@pytest.mark.parametrize("path", ["/fr/sign-in", "/en/sign-in", "/fr/password", "/en/password"])
def test_the_doors_are_read_without_an_account(desk: Desk, path: str) -> None:
    page = desk.browser.read(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"


def test_asking_for_a_new_password_says_the_same_whoever_asks(desk: Desk) -> None:
    desk.join("fed")
    form = desk.browser.read("/en/password")
    known, unknown = (
        desk.browser.send(form, "/en/password", email=email) for email in ("claire@example.org", "no@example.org")
    )
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
