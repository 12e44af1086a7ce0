"""An OpenID Connect provider: its discovery document, its keys, and what an ID token of its has to prove.

The protocol is Authlib's and joserfc's work; here stand what we insist on and how a failure is named. The provider is
the operator's choice (`ENREGARD_OIDC_ISSUER`), and the only address outside that the service calls to sign people in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from service.errors import ServiceError
from service.settings import Settings

T = TypeVar("T")
_LOGGER = logging.getLogger(__name__)
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519"]
"""Signatures with a public key only: no `none`, and no HMAC that a public key could be passed off as a secret for."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SECONDS = 5
KEPT_SECONDS = 3600
"""How long a provider's description and keys are kept; an unknown key has them fetched again."""

REFETCHED_SECONDS = 60
"""Not more often than this: a token with an invented key id must not make this service call the provider each time."""

LEEWAY = 60
_FAILURES = (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Proven:
    """What an ID token proves: who, at which issuer, and the name given there."""

    issuer: str
    subject: str
    name: str


@dataclass
class Provider:
    """A provider as the settings name it; what it publishes is fetched when first needed."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    _known: dict[str, tuple[Any, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Provider | None:
        """Return the provider that the settings name, None where they name none."""
        if settings.oidc_issuer is None or settings.oidc_client_id is None:
            return None
        secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
        return cls(settings.oidc_issuer, settings.oidc_client_id, secret)

    def authorization_url(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Return where to send a browser (authorization code, PKCE S256). Raises ServiceError `outside_unreachable`."""
        try:
            endpoint = self._description()["authorization_endpoint"]
        except _FAILURES as failure:
            raise _unreachable(failure) from None
        url: str = prepare_grant_uri(
            endpoint,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope="openid profile email",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return url

    def prove(self, redirect_uri: str, code: str, nonce: str, verifier: str, now: float) -> Proven:
        """Exchange a code and return what the ID token proves.

        Raises ServiceError `outside_unreachable` (503) where the provider does not answer as it should, and
        `outside_refused` (401) where the code or the token is not good.
        """
        try:
            description = self._description()
            endpoint, method = description["token_endpoint"], self._method(description)
        except _FAILURES as failure:
            raise _unreachable(failure) from None
        body = prepare_token_request("authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        auth = ClientAuth(self.client_id, self.client_secret, method)
        try:
            url, headers, body = auth.prepare("POST", endpoint, headers, body)
            return self._read(_answered("POST", url, self.issuer, headers=headers, content=body), nonce, now)
        except httpx.TransportError as failure:
            raise _unreachable(failure) from None
        except _FAILURES as failure:  # its message may quote the token: only its kind is logged
            _LOGGER.warning("a sign-in elsewhere was refused: %s", type(failure).__name__)
            raise ServiceError("outside_refused", 401) from None

    def _read(self, token: Mapping[str, Any], nonce: str, now: float) -> Proven:
        decoded = self._decoded(str(token["id_token"]))
        wanted = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        known = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, wanted, known)
        claims.validate(now=int(now), leeway=LEEWAY)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise ValueError("sub")
        return Proven(self.issuer, subject, str(claims.get("name") or ""))

    def _decoded(self, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):
            if not self._forget_keys():
                raise
        return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS)

    def _method(self, description: Mapping[str, Any]) -> str:
        """How this service shows at the token endpoint that it is itself: HTTP Basic unless only the body is taken."""
        if not self.client_secret:
            return "none"
        offered = description.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_body = "client_secret_basic" not in offered and "client_secret_post" in offered
        return "client_secret_post" if by_body else "client_secret_basic"

    def _description(self) -> dict[str, Any]:
        def fetch() -> dict[str, Any]:
            found = _answered("GET", get_well_known_url(self.issuer, external=True), self.issuer)
            if found.get("issuer") != self.issuer:
                raise ValueError("issuer")
            if not all(isinstance(found.get(name), str) for name in ENDPOINTS):
                raise ValueError("endpoints")
            return found

        return self._kept("description", fetch)

    def _keys(self) -> KeySet:
        def fetch() -> KeySet:
            published: Any = _answered("GET", self._description()["jwks_uri"], self.issuer)
            return KeySet.import_key_set(published)

        return self._kept("keys", fetch)

    def _kept(self, what: str, fetch: Callable[[], T]) -> T:
        """Return what was fetched less than an hour ago, or fetch it; two at once may both fetch: no harm."""
        now = time.monotonic()
        found, when = self._known.get(what, (None, 0.0))
        if found is None or now - when >= KEPT_SECONDS:
            found = fetch()
            self._known[what] = (found, now)
        kept: T = found
        return kept

    def _forget_keys(self) -> bool:
        """Forget the provider's keys, unless they were fetched just now; whether they were forgotten."""
        _, when = self._known.get("keys", (None, 0.0))
        if time.monotonic() - when < REFETCHED_SECONDS:
            return False
        self._known.pop("keys", None)
        return True


def _answered(method: str, url: str, issuer: str, **request: Any) -> dict[str, Any]:
    """Return a JSON object of the provider's; by https wherever the provider itself is named by https."""
    if urlsplit(issuer).scheme == "https" != urlsplit(url).scheme:
        raise ValueError("https")
    answer = httpx.request(method, url, timeout=SECONDS, follow_redirects=False, **request)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError("object")
    return found


def _unreachable(failure: Exception) -> ServiceError:
    _LOGGER.warning("the OpenID Connect provider does not answer as expected: %s", type(failure).__name__)
    return ServiceError("outside_unreachable", 503)
