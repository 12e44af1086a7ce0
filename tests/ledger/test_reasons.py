"""Why something given cannot be read is said in the language asked for: never in Python's words, nor in one tongue."""

from __future__ import annotations

import ast
import csv
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter, ValidationError

from service.cli.verify import command
from service.ledger import reasons
from service.ledger.log_folder import CHECKPOINT, KEY, RECEIPTS, verify_log_folder
from service.ledger.notes import NoteError, new_key, read_verifier_key, sign_checkpoint
from service.ledger.reasons import Reason, reason_of, words
from service.ledger.receipts import verify_receipt
from tests.cli.test_verify_command import Members
from tests.cli.test_verify_command import members as members
from tests.ledger.test_receipts import RECEIPT

KEYS = new_key("log.example.org/api/v1/log")
SERVICE = Path(reasons.__file__).parents[1]


def test_every_reason_has_its_words_in_both_languages_and_every_word_is_used() -> None:
    assert all(set(texts) == {"fr", "en"} and all(texts.values()) for texts in words().values())
    assert all(("{about}" in texts["fr"]) == ("{about}" in texts["en"]) for texts in words().values())
    used = "".join(path.read_text(encoding="utf-8") for path in SERVICE.rglob("*.py"))
    assert [code for code in words() if f'"{code}"' not in used] == []


def test_every_note_error_of_the_program_has_its_words() -> None:
    codes = [
        node.args[0].value
        for path in SERVICE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NoteError"
        for _ in [None]
        if isinstance(node.args[0], ast.Constant)
    ]

    assert len(codes) > 10
    assert [code for code in codes if code not in words()] == []


def _refused_fields() -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, int]).validate_python({"a": "x", "b": "y"})
    return caught.value


def _not_json() -> json.JSONDecodeError:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    return caught.value


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyError("salt"), Reason("missing", "salt")),
        (KeyError("There is no item named 'figures.json' in the archive"), Reason("missing", "figures.json")),
        (_not_json(), Reason("not_json")),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), Reason("not_utf8")),
        (ValueError("non-hexadecimal number found"), Reason("value")),
        (TypeError("unhashable type"), Reason("shape")),
        (AttributeError("'list' object has no attribute 'get'"), Reason("shape")),
        (RecursionError(), Reason("too_deep")),
        (OverflowError(), Reason("number")),
        (zipfile.BadZipFile("Bad magic number"), Reason("not_a_zip")),
        (zlib.error("invalid block"), Reason("not_a_zip")),
        (RuntimeError("File is encrypted"), Reason("not_a_zip")),
        (csv.Error("line contains NUL"), Reason("table")),
        (_refused_fields(), Reason("fields", "a, b")),
        (FileNotFoundError(2, "No such file"), Reason("no_such_file", "ENOENT")),
        (OSError(5, "Input/output error"), Reason("system", "EIO")),
    ],
)
def test_the_kind_of_error_decides_on_the_reason_and_not_its_words(error: BaseException, reason: Reason) -> None:
    assert reason_of(error) == reason


def test_a_checkpoint_a_folder_and_a_receipt_that_cannot_be_read_say_why_in_french() -> None:
    held = [("gardé", "no note")]
    folder = {CHECKPOINT: sign_checkpoint(KEYS, 1, bytes(32)).encode(), KEY: b"", RECEIPTS: b"[]"}
    found = [
        *verify_receipt(RECEIPT, KEYS.verifier, None, held).findings,
        *verify_receipt({"receipt": {}}, KEYS.verifier).findings,
        *verify_receipt({**RECEIPT, "note": "nothing"}, KEYS.verifier).findings,
        *verify_receipt(RECEIPT, KEYS.verifier, {"index": "x", "path": [], "checkpoint": ""}).findings,
        *verify_log_folder(folder, KEYS.verifier).findings,
    ]

    said = " ".join(one.message("fr") for one in found if one.code in ("L20", "L24")).replace("\u00a0", " ")
    assert "receipt : manque, ou ne peut être lu (« salt » manque)." in said
    assert "(ce n’est pas une note : un texte, une ligne vide, des signatures)" in said
    assert "proof : manque, ou ne peut être lu (une valeur d’une autre forme que prévu)" in said
    assert "log/receipts.jsonl : manque, ou ne peut être lu (une partie d’une autre sorte que prévu)" in said
    assert re.search(r"Error|not a |'|object", said) is None


def test_a_checkpoint_that_is_none_says_so_in_the_language_asked_for() -> None:
    folder = {CHECKPOINT: b"no note", KEY: b"", RECEIPTS: b""}
    (found,) = verify_log_folder(folder, KEYS.verifier).findings

    assert "ce n’est pas un point de contrôle (il lui en manque les lignes)." in found.message("fr")
    assert "this is not a checkpoint (it lacks the lines of one)." in found.message("en")


def test_a_key_that_is_none_says_why_in_both_languages() -> None:
    with pytest.raises(NoteError, match=r"^not a key: name\+id\+base64$") as caught:
        read_verifier_key("nothing")

    assert caught.value.reason.in_("fr") == "ce n’est pas une clé\u00a0: nom+identifiant+base64"


def _without_figures(members: Members) -> Members:
    return {name: content for name, content in members.items() if name != "figures.json"}


def _nested(members: Members) -> Members:
    return {**members, "annotations.json": b"[" * 100_000}


def _no_framework(members: Members) -> Members:
    return {**members, "framework.json": b'{"id": 1}'}


@pytest.mark.parametrize(
    ("change", "french", "english"),
    [
        (_without_figures, "«\u00a0figures.json\u00a0» manque", "“figures.json” is missing"),
        (_nested, "des parties imbriquées trop profondément", "parts nested too deep"),
        (_no_framework, "ces champs ne sont pas lisibles\u00a0: id,", "these fields cannot be read: id,"),
    ],
)
def test_a_package_that_cannot_be_read_says_why_in_the_language_asked_for(
    members: Members, tmp_path: Path, change: Any, french: str, english: str
) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in change(members).items():
            archive.writestr(name, content)

    for language, said in (("fr", french), ("en", english)):
        done = CliRunner().invoke(command, [str(path), "--language", language])
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert "Error" not in done.stderr
    gone = CliRunner().invoke(command, [str(tmp_path / "none.zip"), "--language", "fr"])
    assert gone.stderr == "none.zip n’est pas un paquet de données lisible\u00a0: aucun fichier ni dossier de ce nom\n"
