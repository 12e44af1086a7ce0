"""Checkpoints are C2SP signed notes: read to the letter, and held to one key."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.ledger.notes import (
    NoteError,
    new_key,
    read_checkpoint,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
)

KEY = new_key("log.example.org/api/v1/log")
NOTE = sign_checkpoint(KEY, 8, bytes(range(32)))


def test_a_note_has_the_lines_that_the_specification_names() -> None:
    lines = NOTE.split("\n")

    assert lines[:4] == ["log.example.org/api/v1/log", "8", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith("— log.example.org/api/v1/log ")
    assert lines[5:] == [""]


def test_its_signature_holds_for_its_key_over_the_text_alone() -> None:
    note = read_checkpoint(NOTE)

    assert (note.origin, note.size, note.root) == ("log.example.org/api/v1/log", 8, bytes(range(32)))
    assert note.verified_by(KEY.verifier)
    Ed25519PublicKey.from_public_bytes(KEY.verifier.public).verify(note.signatures[0][2], NOTE.split("\n—")[0].encode())
    assert not read_checkpoint(NOTE.replace("\n8\n", "\n9\n")).verified_by(KEY.verifier)
    assert not note.verified_by(new_key(KEY.name).verifier)


def test_keys_come_back_from_their_lines() -> None:
    assert read_signing_key(KEY.encoded()) == KEY
    assert read_verifier_key(str(KEY.verifier)) == KEY.verifier
    assert KEY.encoded().startswith("PRIVATE+KEY+log.example.org/api/v1/log+")
    assert str(KEY.verifier).split("+")[1] == KEY.verifier.id.hex()
    assert KEY.encoded() not in repr(KEY)


def test_a_key_published_with_the_specification_of_gos_checksum_database_is_read() -> None:
    key = read_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")

    assert (key.name, key.id.hex()) == ("sum.golang.org", "033de0ae")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n8\n",
        NOTE.replace("\n8\n", "\n08\n"),
        NOTE.replace("\n8\n", "\n-8\n"),
        NOTE.replace("AAEC", "AAE"),
        NOTE.replace("— ", "- "),
        NOTE.rstrip("\n"),
        NOTE.replace("\n\n", "\n"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "line",
    ["", "a+b", "name+00000000+AQ==", str(KEY.verifier).replace("+", "+0", 1), "é é+1+A"],
    ids=["nothing", "two parts", "another kind of key", "a longer name", "a space in the name"],
)
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(NoteError):
        read_verifier_key(line)
    with pytest.raises(NoteError):
        read_signing_key("PRIVATE+KEY+" + line)
