"""People over HTTP: cookies, forged requests, what is whose, what is on record, and where no secret is ever found."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from sqlalchemy import inspect, text

from service.settings import Settings
from service.store.engine import Database
from service.visitors import FORM_TOKEN_HEADER
from service.workflows.people.reception import open_reception
from tests.api.conftest import Stage
from tests.people import KEY, PASSWORD, invited, joined
from tests.samples import annotation, answer_target, open_cycle

SIGN_IN = {"email": "claire@example.org", "password": PASSWORD}


def _claire(stage: Stage, name: str = "union") -> None:
    joined(stage.app.state.house.reception, stage.organisations[name], SIGN_IN["email"])


def test_a_session_travels_in_a_cookie_that_no_script_reads(light_stage: Stage) -> None:
    _claire(light_stage)

    response = light_stage.client().post("/api/v1/sessions", json=SIGN_IN)

    assert response.status_code == 201
    cookie = response.headers["set-cookie"]
    assert re.fullmatch(r"enregard=[A-Za-z0-9_-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", cookie)
    assert cookie.split("=")[1].split(";")[0] not in response.text


def test_over_https_the_cookie_is_kept_to_this_very_host(light_stage: Stage) -> None:
    settings = Settings(secret_key=KEY, public_url="https://enregard.example.org")
    light_stage.app.state.house.reception = open_reception(settings, light_stage.database)
    _claire(light_stage)

    cookie = light_stage.client().post("/api/v1/sessions", json=SIGN_IN).headers["set-cookie"]

    assert cookie.startswith("__Host-enregard=")
    assert cookie.endswith("; HttpOnly; Max-Age=43200; Path=/; SameSite=lax; Secure")
    assert "domain" not in cookie.lower()


def test_signing_out_ends_the_session_and_takes_the_cookie(light_stage: Stage) -> None:
    browser = light_stage.browser("union")
    held = browser.cookies["enregard"]

    out = browser.delete("/api/v1/sessions")

    assert (out.status_code, "Max-Age=0" in out.headers["set-cookie"]) == (204, True)
    again = light_stage.client()
    again.cookies.set("enregard", held)
    assert again.get("/api/v1/me").json()["code"] == "sign_in_needed"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, "foreign_origin"),
        ({"Sec-Fetch-Site": "same-site"}, "foreign_origin"),
        ({"Origin": "https://elsewhere.example"}, "foreign_origin"),
        ({"Origin": "null"}, "foreign_origin"),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, "foreign_origin"),
        ({"Origin": "http://127.0.0.1:8000.elsewhere.example"}, "foreign_origin"),
        ({FORM_TOKEN_HEADER: ""}, "form_token_missing"),
        ({FORM_TOKEN_HEADER: "x.y.z"}, "form_token_missing"),
    ],
)
def test_a_request_that_another_site_has_a_browser_send_does_nothing(
    light_stage: Stage, headers: dict[str, str], code: str
) -> None:
    browser = light_stage.browser("union")

    forged = browser.post("/api/v1/annotations", json=annotation(), headers=headers)

    assert (forged.status_code, forged.json()["code"]) == (403, code)
    assert light_stage.client().get("/api/v1/annotations").json()["items"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_request_from_our_own_page_is_done_and_says_who_did_it(light_stage: Stage, headers: dict[str, str]) -> None:
    browser = light_stage.browser("union")

    done = browser.post("/api/v1/annotations", json=annotation(), headers=headers)

    assert done.status_code == 201, done.text
    with light_stage.database.reading() as connection:
        row = connection.execute(text("SELECT token, account FROM annotation_version")).one()
    assert (row.token, row.account) == (None, browser.get("/api/v1/me").json()["id"])


def test_a_form_token_is_good_for_its_own_session_alone(light_stage: Stage) -> None:
    one, other = light_stage.browser("union"), light_stage.browser("union")

    stolen = other.post(
        "/api/v1/annotations", json=annotation(), headers={FORM_TOKEN_HEADER: one.headers[FORM_TOKEN_HEADER]}
    )

    assert stolen.json()["code"] == "form_token_missing"


def test_another_site_cannot_sign_a_browser_in(light_stage: Stage) -> None:
    _claire(light_stage)

    forged = light_stage.client().post("/api/v1/sessions", json=SIGN_IN, headers={"Sec-Fetch-Site": "cross-site"})

    assert (forged.status_code, forged.json()["code"]) == (403, "foreign_origin")
    assert "set-cookie" not in forged.headers


OWNED = {
    "organisations.read": ("GET", "/organisations/{organisation}", None),
    "members.list": ("GET", "/organisations/{organisation}/members", None),
    "members.role": ("PUT", "/organisations/{organisation}/members/{person}", {"role": "admin"}),
    "tokens.list": ("GET", "/organisations/{organisation}/tokens", None),
    "tokens.create": ("POST", "/organisations/{organisation}/tokens", {"label": "nightly", "days": 1}),
    "tokens.revoke": ("DELETE", "/organisations/{organisation}/tokens/{token}", None),
    "invitations.create": ("POST", "/invitations", {"organisation": "{organisation}", "email": "new@example.org"}),
    "invitations.list": ("GET", "/invitations?organisation={organisation}", None),
    "invitations.withdraw": ("DELETE", "/invitations/{invitation}", None),
    "members.remove": ("DELETE", "/organisations/{organisation}/members/{person}", None),
}
"""What belongs to one organisation: each is tried on one's own, and on another's of the same kind and of another."""

MAY = {
    # who asks                    of their own                      of another's, which may be none
    "company admin": (set(OWNED), set()),
    "union admin": (set(OWNED), set()),
    "analyst admin": (set(OWNED), set()),
    "union member": ({"organisations.read", "members.list", "tokens.list", "tokens.create", "tokens.revoke"}, set()),
    "secretariat admin": (set(OWNED), set(OWNED) - {"tokens.create"}),
    "secretariat member": (
        {"organisations.read", "members.list", "tokens.list", "tokens.create", "tokens.revoke"},
        set(OWNED) - {"tokens.create"},
    ),
}


@pytest.mark.parametrize("asker", sorted(MAY))
@pytest.mark.parametrize("whose", ["own", "other"])
def test_everyone_sees_to_the_people_and_tokens_of_their_own_organisation_alone(
    light_stage: Stage, asker: str, whose: str
) -> None:
    kind, role = asker.split()
    light_stage.employ("other analyst", "analyst")
    others = {"company": "other company", "union": "other union", "analyst": "other analyst", "secretariat": "union"}
    owner = kind if whose == "own" else others[kind]
    browser = light_stage.browser(kind, role)  # type: ignore[arg-type]
    places = _belongings(light_stage, owner)

    done = set()
    for name, (method, path, body) in OWNED.items():
        filled = json.loads(json.dumps(body).replace("{organisation}", places["organisation"]))
        response = browser.request(method, f"/api/v1{path.format(**places)}", json=filled)
        assert response.status_code in (200, 201, 204, 403, 404), (name, response.text)
        if response.status_code < 300:
            done.add(name)

    assert done == MAY[asker][0 if whose == "own" else 1]


def _belongings(stage: Stage, owner: str) -> dict[str, str]:
    """Make a colleague, an invitation and a token in an organisation, for others to lay hands on."""
    reception, organisation = stage.app.state.house.reception, stage.organisations[owner]
    joined(reception, organisation, "admin@example.org", "admin")
    person = joined(reception, organisation, "colleague@example.org", "member").account
    with stage.database.reading() as connection:
        query = text("SELECT id FROM token WHERE organisation = :organisation")
        token = connection.execute(query, {"organisation": organisation}).scalar_one()
    invitation = invited(reception, organisation, "waiting@example.org")[0]
    return {"organisation": organisation, "person": person, "invitation": invitation, "token": token}


def test_a_token_made_by_a_member_works_and_ends_with_the_membership(light_stage: Stage) -> None:
    browser, admin = light_stage.browser("union", "member"), light_stage.browser("union")
    own = light_stage.organisations["union"]

    made = browser.post(f"/api/v1/organisations/{own}/tokens", json={"label": "nightly", "scopes": ["read"]})
    bearer = {"Authorization": f"Bearer {made.json()['secret']}"}
    narrow = light_stage.client(**bearer)

    assert made.status_code == 201
    assert narrow.get("/api/v1/cycles/2026/submissions").status_code == 200
    assert narrow.post("/api/v1/annotations", json=annotation()).json()["code"] == "scope_missing"
    me = browser.get("/api/v1/me").json()["id"]
    assert admin.delete(f"/api/v1/organisations/{own}/members/{me}").status_code == 204
    assert narrow.get("/api/v1/cycles").json()["code"] == "token_unknown"


def test_a_secret_is_shown_once_even_to_a_repeated_request(stage: Stage) -> None:
    browser, own = stage.browser("union"), stage.organisations["union"]
    headers = {"Idempotency-Key": "token-1"}

    first, second = (
        browser.post(f"/api/v1/organisations/{own}/tokens", json={"label": "nightly"}, headers=headers)
        for _ in range(2)
    )

    assert first.json()["secret"].startswith("enr_")
    assert "secret" not in second.json() or second.json()["secret"] is None
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json()["id"] == first.json()["id"]


def test_a_scope_that_the_organisation_does_not_have_is_not_given(light_stage: Stage) -> None:
    browser, own = light_stage.browser("company"), light_stage.organisations["company"]

    refused = browser.post(f"/api/v1/organisations/{own}/tokens", json={"label": "x", "scopes": ["administer"]})

    assert (refused.status_code, refused.json()["code"]) == (422, "scope_too_wide")


def test_the_secretariat_is_told_of_names_that_look_alike_and_nothing_is_merged(stage: Stage) -> None:
    secretariat = stage.client("secretariat")

    first = secretariat.post("/api/v1/organisations", json={"kind": "union", "name": "Union du Ponant (invented)"})
    second = secretariat.post("/api/v1/organisations", json={"kind": "union", "name": "Uniоn du Pоnant (invented)"})

    assert (first.status_code, first.json()["lookalikes"]) == (201, [])
    assert second.status_code == 201
    assert [one["id"] for one in second.json()["lookalikes"]] == [first.json()["id"]]
    assert second.json()["id"] != first.json()["id"]
    assert second.json()["verified"] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "company", "name": "Une (invented)", "cycle": "2026"}, "place_incomplete"),
        ({"kind": "company", "name": "Une (invented)", "signatory": "EX-9"}, "place_incomplete"),
        ({"kind": "union", "name": "Une (invented)", "cycle": "2026", "signatory": "EX-9"}, "only_company_place"),
        ({"kind": "company", "name": "Une (invented)", "cycle": "1999", "signatory": "EX-9"}, "unknown_cycle"),
        ({"kind": "company", "name": "Une (invented)", "cycle": "2026", "signatory": "EX-001"}, "place_taken"),
        ({"kind": "company", "name": "Une (invented)", "id": "union-invented"}, "account_exists"),
    ],
)
def test_an_organisation_that_cannot_be_is_not_made(light_stage: Stage, body: dict[str, Any], code: str) -> None:
    secretariat = light_stage.client("secretariat")
    before = secretariat.get("/api/v1/organisations").json()

    refused = secretariat.post("/api/v1/organisations", json=body)

    assert refused.json()["code"] == code
    assert secretariat.get("/api/v1/organisations").json() == before


def test_a_union_sees_the_submissions_of_the_cycles_it_is_accredited_for_and_no_others(stage: Stage) -> None:
    open_cycle(stage.database, "2025")
    stage.employ("newcomer", "union", verified=False)
    stage.filed()
    union, secretariat = stage.client("newcomer"), stage.client("secretariat")
    here = f"/api/v1/organisations/{stage.organisations['newcomer']}/accreditations"

    def seen() -> tuple[int, int]:
        listed = union.get("/api/v1/cycles/2026/submissions").json()["items"]
        return len(listed), union.get("/api/v1/submissions/2026.EX-001").status_code

    def decide(act: str, cycle: str | None) -> dict[str, Any]:
        answered = secretariat.post(here, json={"act": act, "ground": "statuts vérifiés", "cycle": cycle})
        assert answered.status_code == 201, answered.text
        decision: dict[str, Any] = answered.json()
        return decision

    assert seen() == (0, 404)
    decide("granted", "2025")
    assert seen() == (0, 404)
    decide("granted", "2026")
    assert seen() == (1, 200)
    assert union.post("/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A1",))).status_code == 201
    assert decide("ended", "2026")["standing"] == {"every": False, "granted": ["2025"], "ended": ["2026"]}
    assert seen() == (0, 404)
    decide("granted", None)
    assert seen() == (1, 200)
    record = union.get(here).json()
    assert [(one["act"], one["cycle"], one["by"]) for one in record["items"]] == [
        ("granted", "2025", "secretariat-invented"),
        ("granted", "2026", "secretariat-invented"),
        ("ended", "2026", "secretariat-invented"),
        ("granted", None, "secretariat-invented"),
    ]
    assert {one["ground"] for one in record["items"]} == {"statuts vérifiés"}


@pytest.mark.parametrize(
    ("organisation", "body", "code"),
    [
        ("company", {"act": "granted", "ground": "x"}, "not_a_union"),
        ("union", {"act": "granted", "ground": "x"}, "accreditation_stands"),
        ("union", {"act": "granted", "ground": "x", "cycle": "2026"}, "accreditation_stands"),
        ("union", {"act": "ended", "ground": "   "}, "bad_ground"),
        ("union", {"act": "ended", "ground": "x", "cycle": "1999"}, "unknown_cycle"),
    ],
)
def test_a_decision_that_cannot_be_leaves_no_trace_on_the_record(
    light_stage: Stage, organisation: str, body: dict[str, Any], code: str
) -> None:
    here = f"/api/v1/organisations/{light_stage.organisations[organisation]}/accreditations"
    secretariat = light_stage.client("secretariat")
    before = secretariat.get(here).json()

    refused = secretariat.post(here, json=body)

    assert refused.json()["code"] == code
    assert secretariat.get(here).json() == before


def _everything_kept(database: Database) -> str:
    """Return every value of every column of every table as text."""
    said: list[str] = []
    with database.reading() as connection:
        for table in inspect(database.engine).get_table_names():
            said += [repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    return "\n".join(said)


def test_no_secret_is_found_in_any_log_answer_address_or_table(
    stage: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answers: list[Any] = []
    reception, organisation = stage.app.state.house.reception, stage.organisations["union"]
    id_, link = invited(reception, organisation, "canari@example.org", "admin")
    password, new = "Canari jaune et discret", "Canari bleu moins discret"
    browser = stage.client()

    def send(method: str, path: str, body: Any = None, **headers: str) -> Any:
        response = browser.request(method, f"/api/v1{path}", json=body, headers=headers, follow_redirects=False)
        answers.append((response.text, str(response.url), response.headers.get("location", "")))
        return response

    send("POST", f"/invitations/{id_}/acceptance", {"secret": link, "name": "x", "password": password, "nom": password})
    send("POST", f"/invitations/{id_}/acceptance", {"secret": link, "name": [], "password": {"a": password}})
    entered = send("POST", f"/invitations/{id_}/acceptance", {"secret": link, "name": "Canari", "password": password})
    first = browser.cookies["enregard"]
    guard = {FORM_TOKEN_HEADER: entered.json()["form_token"]}
    send("PUT", "/me/password", {"current": password, "new": new, "Password": new}, **guard)
    send("PUT", "/me/password", {"current": password, "new": new}, **guard)
    made = send(
        "POST", f"/organisations/{organisation}/tokens", {"label": "canari"}, **{**guard, "Idempotency-Key": "k"}
    )
    token = made.json()["secret"]
    answers[-1] = (made.text.replace(token, ""), *answers[-1][1:])
    send("POST", "/sessions", {"email": "canari@example.org", "password": new + "x"}, **guard)
    send("POST", "/sessions", {"email": {"x": new}, "password": new}, **guard)
    send("POST", "/sessions", {"email": "canari@example.org", "password": new}, **guard)
    second = browser.cookies["enregard"]
    send("GET", "/me", Authorization=f"Bearer {token}x")

    secrets_ = {password, new, new + "x", link, token, first, second}
    assert len(secrets_) == 7
    places = {
        "answers": repr(answers),
        "log": "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records),
        "output": "".join(capsys.readouterr()),
        "tables": _everything_kept(stage.database),
    }
    found = {(place, secret) for place, said in places.items() for secret in secrets_ if secret in said}
    assert found == set()
    assert "canari@example.org" in places["tables"]  # it looked where people are kept
