"""A real OpenID Connect provider on loopback, of Authlib's server side: discovery, keys, codes with PKCE, RS256.

It signs anyone in as `person` without asking. `spoil` lets a test have it misbehave in one way. Nothing of it is used
outside the tests.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "enregard-tests", "the provider's own secret for us"


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    """The service, as registered at the provider."""

    redirect_uri: str = ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def get_client_id(self) -> str:
        return CLIENT


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code handed out, good once."""

    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Provider:
    """The provider while it runs. `claims` and `sign` may be replaced by a test to spoil what it says."""

    issuer: str
    client: Client = field(default_factory=Client)
    person: dict[str, str] = field(default_factory=lambda: {"sub": "24400320", "name": "Claire Exemple"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))
    codes: dict[str, Code] = field(default_factory=dict)
    spoil: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[Provider, dict[str, Any]], str] | None = None
    described: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put Authlib's server together."""
        self.server = _Server(self)
        self.server.register_grant(_grant(self), [CodeChallenge(required=True)])
        self.server.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(24)))

    def id_token(self, nonce: str) -> str:
        """Return an ID token, spoilt or not."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce, **self.person}
        spoilt = self.spoil(claims)
        return self.sign(self, spoilt) if self.sign else signed(self.key, spoilt)

    def description(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.described,
        }


def signed(key: RSAKey, claims: dict[str, Any], kid: str | None = None) -> str:
    """Return claims signed with RS256."""
    return jwt.encode({"alg": "RS256", "kid": kid or str(key.kid)}, claims, key)


def unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    """Return claims that nobody signed (`alg` none)."""
    return _unsigned_part("none", provider, claims) + "."


def signed_with_public_key_as_secret(provider: Provider, claims: dict[str, Any]) -> str:
    """Return claims signed by HMAC with the public key, which everybody has; by hand, for no library would."""
    text = _unsigned_part("HS256", provider, claims)
    return f"{text}.{_base64(hmac.digest(provider.key.as_pem(private=False), text.encode(), 'sha256'))}"


def _unsigned_part(algorithm: str, provider: Provider, claims: dict[str, Any]) -> str:
    head = {"alg": algorithm, "kid": provider.key.kid}
    return f"{_base64(json.dumps(head).encode())}.{_base64(json.dumps(claims).encode())}"


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class _Request(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads one."""

    @property
    def form(self) -> dict[str, str]:
        data: dict[str, str] = self.payload.data
        return data


class _Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server between plain HTTP and the provider's memory."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(scopes_supported=["openid", "profile", "email"])
        self.provider = provider

    def query_client(self, client_id: str) -> Client | None:
        return self.provider.client if client_id == CLIENT else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        token["id_token"] = self.provider.id_token(request.authorization_code.nonce)

    def create_oauth2_request(self, request: tuple[str, str, dict[str, str], dict[str, str]]) -> OAuth2Request:
        method, path, headers, payload = request
        made = _Request(method, f"https://provider.invalid{path}", headers=headers)
        made.payload = BasicOAuth2Payload(payload)
        return made

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        return status, body, dict(headers)

    def send_signal(self, name: str, *_: Any, **__: Any) -> None:
        del name


def _grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            said = request.payload.data
            kept = ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
            provider.codes[code] = Code(**{name: said[name] for name in kept})

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {key: one for key, one in provider.codes.items() if one is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> dict[str, str]:
            return provider.person

    return Grant


class _Handler(BaseHTTPRequestHandler):
    """Plain HTTP of the provider."""

    provider: Provider

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Discovery, keys, and the authorization endpoint, which consents at once."""
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.description())
        elif parts.path == "/keys":
            self._answer(200, {"keys": [self.provider.key.as_dict(private=False)]})
        else:
            said = ("GET", parts.path, dict(self.headers), dict(parse_qsl(parts.query)))
            request = self.provider.server.create_oauth2_request(said)
            grant = self.provider.server.get_authorization_grant(request)
            self._answer(*self.provider.server.create_authorization_response(request, self.provider.person, grant))

    def do_POST(self) -> None:
        """The token endpoint."""
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = ("POST", self.path, dict(self.headers), dict(parse_qsl(body)))
        self._answer(*self.provider.server.create_token_response(said))

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode() if body else b""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a port of its own until the end."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.provider = provider = Provider(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
