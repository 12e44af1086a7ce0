"""Letters to people by e-mail: the way out (SMTP) and the words (`letters.yaml`). Nothing here decides who gets one."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Literal

from service.clock import utc_now
from service.errors import Language
from service.form.texts import load_texts
from service.settings import Settings

_LOGGER = logging.getLogger(__name__)
_WORDS = Path(__file__).with_name("letters.yaml")
SECONDS = 10
"""How long a mail server is waited for."""

Letter = Literal["invitation", "password_reset", "password_changed", "reply_due", "replies_due"]


@dataclass(frozen=True, slots=True)
class Post:
    """A mail server and how it is spoken to. `security`: `starttls`, `tls` (from the first byte), or `none`."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    @classmethod
    def of(cls, settings: Settings) -> Post | None:
        """Return the way out that the settings name, None where they name none."""
        if settings.smtp_host is None:
            return None
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            sender=settings.smtp_from or f"enregard@{settings.smtp_host}",
            username=settings.smtp_username or "",
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else "",
        )

    def send(self, to: str, letter: Letter, language: Language, **params: object) -> bool:
        """Send a letter; whether the mail server took it. A failure is logged without its words or its reader."""
        message = written(self.sender, to, letter, language, **params)
        try:
            with self._connected() as server:
                if self.username:
                    server.login(self.username, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as failure:  # what the server said may repeat the reader's address
            _LOGGER.warning("a letter was not sent: %s", type(failure).__name__)
            return False
        return True

    def send_later(self, to: str, letter: Letter, language: Language, **params: object) -> Thread:
        """Send a letter beside the answer, so that the time an answer takes does not tell whether one is sent."""
        thread = Thread(target=partial(self.send, to, letter, language, **params), name="enregard-post", daemon=True)
        thread.start()
        return thread

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=self.trust())
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=self.trust())
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        return server


def written(sender: str, to: str, letter: Letter, language: Language, **params: object) -> EmailMessage:
    """Return a letter as a message in plain text."""
    words = load_texts(_WORDS)
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = words(f"{letter}.subject", language, **params)
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words(f"{letter}.body", language, **params))
    message["Content-Language"] = language
    return message
