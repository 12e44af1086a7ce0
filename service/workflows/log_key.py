"""The key that signs checkpoints: from the settings, or from a file that only its owner reads. Never in a database."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from service.errors import ServiceError
from service.ledger.notes import NoteError, SigningKey, new_key, read_signing_key
from service.settings import Settings


def log_name(public_url: str) -> str:
    """Return the log's origin: its address without the scheme (C2SP tlog-checkpoint)."""
    parts = urlsplit(public_url)
    return f"{parts.netloc}{parts.path.rstrip('/')}/api/v1/log"


def signing_key(settings: Settings) -> SigningKey | None:
    """Return the log's key, None where there is none yet. Raises ServiceError `bad_log_key` (500)."""
    try:
        if settings.log_key is not None:
            return read_signing_key(settings.log_key.get_secret_value())
        return read_signing_key(settings.log_key_file.read_text("ascii"))
    except FileNotFoundError:
        return None
    except (NoteError, OSError, UnicodeDecodeError) as error:
        raise ServiceError("bad_log_key", 500, {"reason": str(error)}) from error


def make_key(file: Path, public_url: str) -> SigningKey:
    """Write a fresh key to a new file that only its owner reads. Raises FileExistsError: no key is ever replaced."""
    key = new_key(log_name(public_url))
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key.encoded() + "\n")
    return key


def ensured_key(settings: Settings) -> SigningKey:
    """Return the log's key, made where there is none yet. Raises ServiceError `bad_log_key` (500)."""
    found = signing_key(settings)
    if found is not None:
        return found
    try:
        return make_key(settings.log_key_file, settings.public_url)
    except FileExistsError:  # another process was faster
        return ensured_key(settings)
