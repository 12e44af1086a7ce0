"""Signed checkpoints: the C2SP signed note with an Ed25519 signature, and its keys. No file is read or written here.

A note is a text of three lines (origin, size, base64 root), an empty line, and signature lines. A verifier key is one
line, `name+id+base64`; a signing key is the same behind `PRIVATE+KEY+` (the formats of C2SP signed-note and of Go's
sumdb/note).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.ledger.reasons import Reason, ReasonedError

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+]{1,200}")
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<value>[A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteError(ReasonedError):
    """A text that is no checkpoint, or no key, of these formats; `reason` says why in both languages."""

    def __init__(self, code: str) -> None:
        super().__init__(Reason(code))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """With which everyone checks checkpoints: a name and an Ed25519 public key of 32 bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_b64(_ED25519 + self.public)}"


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """The secret that signs checkpoints: a name and 32 bytes."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, _public(self.secret))

    def sign(self, text: bytes) -> bytes:
        """Return the Ed25519 signature of 64 bytes."""
        return _private(self.secret).sign(text)

    def encoded(self) -> str:
        """Return the key as one line, secret included."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{_b64(_ED25519 + self.secret)}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"


@lru_cache(maxsize=8)
def _private(secret: bytes) -> Ed25519PrivateKey:
    """A key made ready once: each act signs a receipt, and making it ready costs as much as signing."""
    return Ed25519PrivateKey.from_private_bytes(secret)


@lru_cache(maxsize=8)
def _public(secret: bytes) -> bytes:
    return _private(secret).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note as read, `text` being what is signed: nothing says yet that a signature holds (`verified_by`)."""

    text: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def names(self, key: VerifierKey) -> bool:
        """Whether a signature line names `key`."""
        return any(name == key.name and id_ == key.id for name, id_, _ in self.signatures)

    def verified_by(self, key: VerifierKey) -> bool:
        """Whether a signature by `key` holds over the text."""
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for name, id_, signature in self.signatures:
            if (name, id_) == (key.name, key.id):
                try:
                    public.verify(signature, self.text)
                except InvalidSignature:
                    return False
                return True
        return False


@dataclass(frozen=True, slots=True)
class SignedCheckpoint(SignedNote):
    """A checkpoint as read."""

    origin: str
    size: int
    root: bytes


def new_key(name: str) -> SigningKey:
    """Return a fresh key. Raises NoteError on a name with a space or a plus sign."""
    if not _NAME.fullmatch(name):
        raise NoteError("key_name")
    return SigningKey(name, Ed25519PrivateKey.generate().private_bytes_raw())


def read_signing_key(line: str) -> SigningKey:
    """Return the signing key in one line. Raises NoteError."""
    if not line.strip().startswith(_PRIVATE):
        raise NoteError("not_a_signing_key")
    name, id_, secret = _parts(line.strip().removeprefix(_PRIVATE))
    key = SigningKey(name, secret)
    if key.verifier.id != id_:
        raise NoteError("key_id")
    return key


def read_verifier_key(line: str) -> VerifierKey:
    """Return the verifier key in one line. Raises NoteError."""
    name, id_, public = _parts(line.strip())
    key = VerifierKey(name, public)
    if key.id != id_:
        raise NoteError("key_id")
    return key


def sign_note(key: SigningKey, text: str) -> str:
    """Return the note of a text that ends with a newline, signed by `key` alone."""
    return f"{text}\n— {key.name} {_b64(key.verifier.id + key.sign(text.encode()))}\n"


def sign_checkpoint(key: SigningKey, size: int, root: bytes) -> str:
    """Return the signed note for a tree; its origin is the key's name."""
    return sign_note(key, f"{key.name}\n{size}\n{_b64(root)}\n")


def read_note(note: str) -> SignedNote:
    """Return a note. Raises NoteError where it is none: a text, an empty line, signatures."""
    text, found, signatures = note.rpartition("\n\n")
    if not found or not signatures.endswith("\n"):
        raise NoteError("not_a_note")
    if not _is_text(note):
        raise NoteError("half_character")
    return SignedNote(f"{text}\n".encode(), tuple(_signature(line) for line in signatures[:-1].split("\n")))


def _is_text(note: str) -> bool:
    """JSON can hold what no UTF-8 can: half of a surrogate pair."""
    try:
        note.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_checkpoint(note: str) -> SignedCheckpoint:
    """Return the checkpoint in a note. Raises NoteError where it is not one."""
    text, found, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not found or len(lines) < 3 or not _SIZE.fullmatch(lines[1]) or not signatures.endswith("\n"):
        raise NoteError("not_a_checkpoint")
    root = _unb64(lines[2])
    if len(root) != 32 or not lines[0]:
        raise NoteError("checkpoint_lines")
    read = read_note(note)
    return SignedCheckpoint(read.text, read.signatures, lines[0], int(lines[1]), root)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise NoteError("not_a_signature")
    value = _unb64(found["value"])
    return found["name"], value[:4], value[4:]


def _parts(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise NoteError("not_a_key")
    value = _unb64(parts[2])
    if len(value) != 33 or value[:1] != _ED25519:
        raise NoteError("not_ed25519")
    return parts[0], bytes.fromhex(parts[1]), value[1:]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not_base64") from error
