"""Signing in at an OpenID Connect provider, with a real one on loopback: there, back, and every way to be fooled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from sqlalchemy import text

from service.settings import Settings
from service.visitors import cookie_name
from service.workflows.people.reception import open_reception
from tests.api.conftest import Stage
from tests.people import KEY, invited, joined
from tests.provider import (
    CLIENT,
    SECRET,
    Provider,
    running_provider,
    signed,
    signed_with_public_key_as_secret,
    unsigned,
)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        running.client.redirect_uri = "http://127.0.0.1:8000/api/v1/oidc/callback"
        yield running


def _with_provider(stage: Stage, provider: Provider) -> Stage:
    settings = Settings(secret_key=KEY, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET)
    stage.app.state.house.reception = open_reception(settings, stage.database)
    return stage


def _there(browser: TestClient, **errand: Any) -> str:
    """Begin at our side and sign in at the provider's; returns the address it sends the browser back to."""
    begun = browser.post("/api/v1/oidc/sign-ins", json=errand)
    assert begun.status_code == 201, begun.text
    answer = httpx.get(begun.json()["authorization_url"])
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def _back(browser: TestClient, address: str) -> httpx.Response:
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}", follow_redirects=False)


def _invitation(stage: Stage, email: str = "claire@example.org") -> dict[str, str]:
    id_, secret = invited(stage.app.state.house.reception, stage.organisations["union"], email)
    return {"invitation": id_, "secret": secret}


def test_an_invited_person_signs_in_elsewhere_now_and_later(stage: Stage, provider: Provider) -> None:
    _with_provider(stage, provider)
    browser = stage.client()

    first = _back(browser, _there(browser, **_invitation(stage)))

    assert (first.status_code, first.headers["location"]) == (303, "/fr")
    me = browser.get("/api/v1/me").json()
    assert (me["name"], me["email"], me["organisation"]) == (
        "Claire Exemple",
        "claire@example.org",
        stage.organisations["union"],
    )
    again = stage.client()
    assert _back(again, _there(again)).status_code == 303
    assert again.get("/api/v1/me").json()["id"] == me["id"]
    assert [one["way"] for one in again.get("/api/v1/sessions").json()["items"]] == ["oidc", "oidc"]


def test_the_request_to_the_provider_carries_pkce_state_and_nonce_and_no_secret(
    light_stage: Stage, provider: Provider
) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.client()

    url = browser.post("/api/v1/oidc/sign-ins", json={}).json()["authorization_url"]

    said = parse_qs(urlsplit(url).query)
    assert said["response_type"] == ["code"]
    assert said["code_challenge_method"] == ["S256"]
    assert len(said["code_challenge"][0]) == 43
    assert len(said["state"][0]) == 43
    assert len(said["nonce"][0]) == 64
    assert said["redirect_uri"] == ["http://127.0.0.1:8000/api/v1/oidc/callback"]
    assert SECRET not in url
    assert KEY not in url


def test_an_identity_that_nobody_invited_or_linked_is_not_let_in(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.client()

    refused = _back(browser, _there(browser))

    assert (refused.status_code, refused.json()["code"]) == (403, "outside_unknown")
    assert browser.get("/api/v1/me").status_code == 401


def test_a_person_links_an_identity_to_the_account_they_are_signed_in_with(
    light_stage: Stage, provider: Provider
) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.browser("company")
    mine = browser.get("/api/v1/me").json()["id"]

    assert _back(browser, _there(browser, link=True)).status_code == 303

    later = light_stage.client()
    assert _back(later, _there(later)).status_code == 303
    assert later.get("/api/v1/me").json()["id"] == mine


def test_an_identity_linked_to_one_person_is_not_linked_to_another(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    first, second = light_stage.browser("company"), light_stage.browser("union")
    _back(first, _there(first, link=True))

    refused = _back(second, _there(second, link=True))

    assert (refused.status_code, refused.json()["code"]) == (409, "outside_taken")


def test_an_invitation_opens_no_account_that_exists_to_a_new_identity(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    reception = light_stage.app.state.house.reception
    joined(reception, light_stage.organisations["company"], "claire@example.org")
    browser = light_stage.client()

    refused = _back(browser, _there(browser, **_invitation(light_stage)))

    assert (refused.status_code, refused.json()["code"]) == (403, "outside_unknown")


def _another_key(provider: Provider, claims: dict[str, Any]) -> str:
    return signed(RSAKey.generate_key(2048), claims, kid=str(provider.key.kid))


def _unknown_key(provider: Provider, claims: dict[str, Any]) -> str:
    return signed(RSAKey.generate_key(2048), claims, kid="invented")


def _changed(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda said: {key: value for key, value in {**said, **claims}.items() if value is not None}


LONG_AGO = int(time.time()) - 3600


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param({"spoil": _changed(nonce="of another sign-in")}, id="wrong nonce"),
        pytest.param({"spoil": _changed(nonce=None)}, id="no nonce"),
        pytest.param({"spoil": _changed(aud="another-client")}, id="wrong audience"),
        pytest.param({"spoil": _changed(aud=[CLIENT, "another-client"])}, id="two audiences and no azp"),
        pytest.param({"spoil": _changed(azp="another-client")}, id="wrong authorised party"),
        pytest.param({"spoil": _changed(exp=LONG_AGO)}, id="expired"),
        pytest.param({"spoil": _changed(exp=None)}, id="without an end"),
        pytest.param({"spoil": _changed(iss="https://issuer.invalid")}, id="wrong issuer"),
        pytest.param({"spoil": _changed(sub=None)}, id="nobody"),
        pytest.param({"spoil": _changed(sub="")}, id="an empty subject"),
        pytest.param({"spoil": _changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA")}, id="hash of another access token"),
        pytest.param({"sign": unsigned}, id="alg none"),
        pytest.param({"sign": signed_with_public_key_as_secret}, id="HMAC with the public key"),
        pytest.param({"sign": _another_key}, id="another key under the same id"),
        pytest.param({"sign": _unknown_key}, id="unknown key"),
        pytest.param({"sign": lambda provider, claims: "no token at all"}, id="no token at all"),
    ],
)
def test_an_id_token_that_proves_nothing_lets_nobody_in(
    light_stage: Stage, provider: Provider, spoil: dict[str, Any]
) -> None:
    _with_provider(light_stage, provider)
    for name, value in spoil.items():
        setattr(provider, name, value)
    browser = light_stage.client()

    refused = _back(browser, _there(browser, **_invitation(light_stage)))

    assert (refused.status_code, refused.json()["code"]) == (401, "outside_refused")
    assert cookie_name(light_stage.app.state.house.reception) not in browser.cookies
    assert browser.get("/api/v1/me").status_code == 401


def test_a_state_is_good_once(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.client()
    address = _there(browser, **_invitation(light_stage))
    held = browser.cookies["enregard-oidc"]
    assert _back(browser, address).status_code == 303

    replayer = light_stage.client()
    replayer.cookies.set("enregard-oidc", held)
    refused = _back(replayer, address)

    assert (refused.status_code, refused.json()["code"]) == (401, "outside_refused")


def test_a_state_is_good_only_for_the_browser_that_began(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    attacker, victim = light_stage.client(), light_stage.client()
    address = _there(attacker, **_invitation(light_stage))
    _there(victim)

    refused = _back(victim, address)

    assert (refused.status_code, refused.json()["code"]) == (401, "outside_refused")
    assert victim.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"state": "x" * 43},
        {"state": None},
        {"code": None},
        {"code": "invented"},
        {"error": "access_denied"},
        {"iss": "x"},
    ],
)
def test_what_comes_back_otherwise_than_it_went_lets_nobody_in(
    light_stage: Stage, provider: Provider, change: dict[str, str | None]
) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.client()
    parts = urlsplit(_there(browser))
    said = {key: value for key, value in {**dict(parse_qsl(parts.query)), **change}.items() if value is not None}

    refused = browser.get(f"{parts.path}?{urlencode(said)}", follow_redirects=False)

    assert (refused.status_code, refused.json()["code"]) == (401, "outside_refused")


def test_a_key_that_the_provider_changed_is_fetched_again(
    light_stage: Stage, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_provider(light_stage, provider)
    monkeypatch.setattr("service.workflows.people.provider.REFETCHED_SECONDS", 0)
    browser = light_stage.client()
    _back(browser, _there(browser, **_invitation(light_stage)))
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})

    again = light_stage.client()

    assert _back(again, _there(again)).status_code == 303
    assert provider.asked.count("/keys") == 2


def test_an_invented_key_id_does_not_make_us_call_the_provider_each_time(
    light_stage: Stage, provider: Provider
) -> None:
    _with_provider(light_stage, provider)
    provider.sign = _unknown_key
    for _ in range(3):
        browser = light_stage.client()
        assert _back(browser, _there(browser)).status_code == 401

    assert provider.asked.count("/keys") == 1


@pytest.mark.parametrize("described", [{"issuer": "https://issuer.invalid"}, {"authorization_endpoint": None}])
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    light_stage: Stage, provider: Provider, described: dict[str, Any]
) -> None:
    _with_provider(light_stage, provider)
    provider.described = described

    refused = light_stage.client().post("/api/v1/oidc/sign-ins", json={})

    assert (refused.status_code, refused.json()["code"]) == (503, "outside_unreachable")


def test_without_a_provider_nobody_signs_in_elsewhere(light_stage: Stage) -> None:
    refused = light_stage.client().post("/api/v1/oidc/sign-ins", json={})

    assert (refused.status_code, refused.json()["code"]) == (404, "outside_missing")


def test_nothing_but_the_hash_of_a_state_is_kept(light_stage: Stage, provider: Provider) -> None:
    _with_provider(light_stage, provider)
    browser = light_stage.client()
    said = parse_qs(urlsplit(browser.post("/api/v1/oidc/sign-ins", json={}).json()["authorization_url"]).query)

    with light_stage.database.reading() as connection:
        row = dict(connection.execute(text("SELECT * FROM outside_sign_in")).mappings().one())

    assert said["state"][0] not in str(row)
    assert said["nonce"][0] not in str(row)
    assert set(row) == {"digest", "invitation", "account", "expires"}
