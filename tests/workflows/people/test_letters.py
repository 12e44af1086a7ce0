"""Letters over SMTP, taken by a real mail server on loopback: who gets them, over what, and what is not shown then."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import enumerate as threads
from typing import Any, Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.actors import OPERATOR
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import create_account
from service.workflows.people import invitations, resets, sessions
from service.workflows.people.invitations import Newcomer, Wanted
from service.workflows.people.post import Post, written
from service.workflows.people.reception import Reception
from tests.people import ADDRESS, PASSWORD, joined, reception_of
from tests.running import free_port

Security = Literal["starttls", "tls", "none"]


@dataclass
class Box:
    """What a mail server took: letters, and whether they came encrypted."""

    letters: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.encrypted.append(
            session.ssl is not None or isinstance(server.transport.get_extra_info("sslcontext"), ssl.SSLContext)
        )
        return "250 taken"


def _certificate(directory: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = directory / "cert.pem", directory / "key.pem"
    cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


def _taken(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"enregard", b"letterbox")
    return AuthResult(success=right)


@dataclass
class MailServer:
    """A running mail server and how to reach it."""

    box: Box
    post: Post
    cert: Path


@pytest.fixture(params=["none", "starttls", "tls"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MailServer]:
    security: Security = request.param
    cert, private = _certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, private)
    box, port = Box(), free_port()
    options: dict[str, Any] = {"hostname": "localhost", "port": port}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True, "authenticator": _taken, "auth_required": True}
    elif security == "tls":
        options |= {"ssl_context": context}
    controller = Controller(box, **options)
    controller.start()
    login = {"username": "enregard", "password": "letterbox"} if security == "starttls" else {}
    post = Post(
        "localhost",
        port,
        security,
        "enregard@example.org",
        trust=lambda: ssl.create_default_context(cafile=str(cert)),
        **login,
    )
    yield MailServer(box, post, cert)
    controller.stop()


@pytest.fixture
def reception(light_database: Database) -> Reception:
    create_account(light_database, kind="union", name="Fédération « Exemple » (invented)", id_="u1")
    return reception_of(light_database)


@pytest.fixture
def light_database(sqlite_url: str) -> Iterator[Database]:
    opened = Database.open(sqlite_url)
    yield opened
    opened.close()


def _link(letter: EmailMessage) -> tuple[str, str]:
    line = next(line for line in letter.get_content().splitlines() if line.startswith("http"))
    id_, secret = line.split("/")[-2:]
    return id_, secret


def _wait_for_letters() -> None:
    for thread in threads():
        if thread.name == "enregard-post":
            thread.join(10)


def test_an_invitation_goes_by_mail_and_is_not_shown(server: MailServer, reception: Reception) -> None:
    desk = replace(reception, post=server.post)
    wanted = Wanted("u1", "claire@example.org", "admin", "en")

    _, link = invitations.invite(desk, OPERATOR, wanted, present=lambda row: Answered(201, row.id))

    assert link is None
    [letter] = server.box.letters
    assert (letter["To"], letter["From"]) == ("claire@example.org", "enregard@example.org")
    assert letter["Subject"] == "En regard: invitation to join Fédération « Exemple » (invented)"
    assert server.box.encrypted == [server.post.security != "none"]
    accepted = invitations.accept(desk, *_link(letter), Newcomer("Claire Exemple", PASSWORD, "fr", ADDRESS))
    assert accepted.organisation == "u1"


def test_a_server_that_nobody_vouches_for_gets_no_letter(server: MailServer, reception: Reception) -> None:
    if server.post.security == "none":
        assert server.post.send("a@example.org", "password_changed", "fr", service="x") is True
        return
    strangers = replace(server.post, trust=ssl.create_default_context)

    assert strangers.send("a@example.org", "password_changed", "fr", service="x") is False
    assert server.box.letters == []


def test_where_the_server_takes_no_letter_the_link_is_shown_instead(reception: Reception) -> None:
    desk = replace(reception, post=Post("localhost", free_port(), "none", "enregard@example.org"))
    wanted = Wanted("u1", "claire@example.org")

    _, link = invitations.invite(desk, OPERATOR, wanted, present=lambda row: Answered(201, row.id))

    assert link is not None
    assert link.startswith("http://127.0.0.1:8000/fr/invitation/i_")


def test_a_link_to_a_new_password_goes_to_who_is_known_and_to_nobody_else(
    server: MailServer, reception: Reception
) -> None:
    desk = replace(reception, post=server.post)
    session = joined(reception, "u1", "claire@example.org")

    resets.ask_reset(desk, "nobody@example.org", ADDRESS)
    resets.ask_reset(desk, "Claire@example.org", ADDRESS)
    _wait_for_letters()
    [letter] = server.box.letters
    resets.use_reset(desk, *_link(letter), "un autre chemin de halage")
    _wait_for_letters()

    assert letter["Subject"] == "En regard\u00a0: choisir un nouveau mot de passe"
    assert sessions.sign_in(desk, "claire@example.org", "un autre chemin de halage", ADDRESS).account == session.account
    assert [one["Subject"] for one in server.box.letters[1:]] == ["En regard\u00a0: votre mot de passe a changé"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("letter", ["invitation", "password_reset", "password_changed"])
def test_every_letter_is_plain_text_and_says_what_it_is(letter: Any, language: Any) -> None:
    made = written(
        "enregard@example.org",
        "claire@example.org",
        letter,
        language,
        organisation="O",
        service="S",
        link="L",
        until="U",
    )

    assert made.get_content_type() == "text/plain"
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Content-Language"] == language
    assert made["Subject"].startswith("En regard\u00a0: " if language == "fr" else "En regard: ")


def test_a_name_cannot_put_a_header_into_a_letter() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        written("a@b.org", "c@d.org", "invitation", "fr", organisation="X\nBcc: e@f.org", service="", link="", until="")
