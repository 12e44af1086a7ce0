"""An edition's receipt shows to everyone that a package is, word for word, the file that was published; without it a
package says that its words were not held against the log.

One edition for all tests here: two companies, three annotations, beside one of them a reply and a countersignature; a
fourth annotation met a dissent and was retracted.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import event

from indicators.disclosure.record import Record
from service.actors import OPERATOR
from service.cli.verify import command
from service.clock import utc_now
from service.intake.confinement import ConfinedReader
from service.ledger.log_folder import CHECKPOINT
from service.ledger.notes import SigningKey, new_key, read_checkpoint, sign_checkpoint
from service.store import editions
from service.store.engine import Database
from service.store.tables import Erasure
from service.workflows import publish_edition
from service.workflows.log_key import signing_key
from service.workflows.public_log import sign_receipts
from service.workflows.run_cycle import begin
from tests.api.conftest import Stage, staged
from tests.api.publishing import AFTER, closed_stage, filled_stage, published
from tests.cli.test_verify_command import Members, signed
from tests.samples import annotation

HERE = "/api/v1/editions/2026-1.0"
WORDS = {"body": [{"type": "TextualBody", "value": "Nous avons consulté.", "language": "fr"}]}


@dataclass
class Press:
    """A published edition, the key that signs its log, and what its publication was answered with."""

    stage: Stage
    key: SigningKey
    answered: dict[str, Any]
    about: str
    retracted: str
    members: Members = field(default_factory=dict)
    receipt: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def press(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, reader: ConfinedReader) -> Iterator[Press]:
    file = tmp_path_factory.mktemp("receipt") / "enregard.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{file}")
    yield _printed(staged(database, f"sqlite:///{file}", reader))
    database.close()


def _printed(stage: Stage) -> Press:
    filled_stage(stage)
    house = stage.app.state.house
    house.clock = utc_now
    key = signing_key(house.settings)
    assert key is not None
    sign_receipts(stage.database, key)
    about = next(
        one["id"]
        for one in stage.client("union").get("/api/v1/annotations", params={"cycle": "2026"}).json()["items"]
        if one["target"]["source"] == "urn:enregard:cycle:2026:answer:EX-001:SD-1:revision:1"
    )
    at = f"/api/v1/annotations/{about.rpartition(':')[2]}"
    retracted = stage.client("union").post("/api/v1/annotations", json=annotation()).headers["location"]
    for who, path, body in (
        ("company", f"{at}/replies", WORDS),
        ("other union", f"{at}/countersignatures", None),
        ("other union", f"{retracted}/dissents", {"text": "Nous lisons autrement."}),
        ("union", f"{retracted}/retraction", {"reason": "Écrite deux fois."}),
    ):
        answered = stage.client(who).post(path, json=body)
        assert answered.status_code == 201, f"{path}: {answered.text}"
    house.clock = lambda: AFTER
    begin(stage.database, OPERATOR, "2026", "frozen", clock=house.clock)
    made = Press(stage, key, published(stage), about, f"urn:enregard:annotation:{retracted.rpartition('/')[2]}")
    with zipfile.ZipFile(io.BytesIO(stage.client().get(f"{HERE}/files/package.zip").content)) as archive:
        made.members = {name: archive.read(name) for name in archive.namelist()}
    made.receipt = stage.client().get(f"{HERE}/receipt").json()
    return made


def _verify(press: Press, at: Path, content: bytes, *options: str, key: SigningKey | None = None) -> Result:
    """Verify a package with the edition's receipt, the log's key, or whatever `options` give instead."""
    (at / "package.zip").write_bytes(content)
    (at / "receipt.json").write_text(json.dumps(press.receipt), encoding="utf-8")
    given = options or ("--receipt", str(at / "receipt.json"))
    arguments = [str(at / "package.zip"), "--key", str((key or press.key).verifier), "--format", "json", *given]
    return CliRunner().invoke(command, arguments)


def _package(press: Press) -> bytes:
    return press.stage.client().get(f"{HERE}/files/package.zip").content


def _packed(members: Members) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in signed(members).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _rewritten(press: Press, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """The package with other annotations, and checksums that fit them."""
    page = json.loads(press.members["annotations.json"])
    change(page["items"])
    page["total"] = len(page["items"])
    return _packed({**press.members, "annotations.json": json.dumps(page).encode()})


def _of(items: list[dict[str, Any]], id_: str) -> dict[str, Any]:
    return next(one for one in items if one["id"] == id_)


def _codes(result: Result) -> list[tuple[str, str]]:
    return [(one["code"], one["place"]) for one in json.loads(result.stdout)["findings"]]


def _other_words(press: Press) -> bytes:
    return _rewritten(press, lambda items: _of(items, press.about)["body"][0].update(value="Tout va bien."))


def _another_reply(press: Press) -> bytes:
    return _rewritten(press, lambda items: _of(items, press.about)["replies"][0]["body"][0].update(value="Non."))


def test_the_receipt_is_in_the_answer_to_who_publishes_and_is_given_to_everyone_for_ever(press: Press) -> None:
    told = press.answered["receipt"]
    content = json.loads(told["content"])

    assert (told["kind"], told["subject"]) == ("edition", "urn:enregard:edition:2026-1.0")
    assert press.receipt["receipt"] == told
    assert content["files"]["package.zip"] == hashlib.sha256(_package(press)).hexdigest()
    assert press.receipt["proof"] is None, "no checkpoint covers it yet"
    publisher = press.stage.browser("secretariat").get(f"/fr/receipts/{told['leaf']}")
    assert publisher.json() == told
    assert press.stage.client().get("/api/v1/editions/2026-9.0/receipt").json()["code"] == "unknown_edition"


def test_the_page_of_an_edition_leads_to_its_receipt_beside_the_downloads(press: Press) -> None:
    for language, words in (("fr", "Reçu (JSON)"), ("en", "Receipt (JSON)")):
        page = press.stage.client().get(f"/{language}/editions/2026-1.0").text

        assert f'href="{HERE}/receipt" download="enregard-2026-1.0-receipt.json">{words}</a>' in page


def test_with_its_receipt_a_package_as_published_is_shown_to_be_so_word_for_word(press: Press, tmp_path: Path) -> None:
    done = _verify(press, tmp_path, _package(press))

    said = json.loads(done.stdout)
    assert (done.exit_code, said["sound"], said["words_held"]) == (0, True, True)
    assert said["accepted"] == press.receipt["receipt"]["accepted"]
    assert [one["code"] for one in said["findings"]] == ["L26"], "no checkpoint covers the edition's own leaf yet"


def test_the_package_of_a_view_is_the_published_file_so_that_the_receipt_holds_for_it(press: Press) -> None:
    published_hash = json.loads(press.receipt["receipt"]["content"])["files"]["package.zip"]

    for query in ("", "?objective=1", "?sector=C&contested=claimed&language=en"):
        sent = press.stage.client().get(f"{HERE}/report/package.zip{query}").content
        assert hashlib.sha256(sent).hexdigest() == published_hash, query


def test_the_complete_package_is_held_against_its_own_hash(press: Press, tmp_path: Path) -> None:
    complete = press.stage.client("union").get(f"{HERE}/complete.zip").content

    assert json.loads(_verify(press, tmp_path, complete).stdout)["words_held"] is True


def test_without_the_receipt_a_package_says_that_its_words_were_not_held_against_the_log(
    press: Press, tmp_path: Path
) -> None:
    (tmp_path / "package.zip").write_bytes(_other_words(press))
    key = str(press.key.verifier)
    texts = {
        language: CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--key", key, "--language", language])
        for language in ("fr", "en")
    }

    assert [one.exit_code for one in texts.values()] == [0, 0]
    french, english = (one.stdout for one in texts.values())
    assert "V13 2026-1.0\u00a0: les mots de ce paquet" in french
    assert "Demandez /api/v1/editions/2026-1.0/receipt et donnez la réponse avec --receipt" in french
    assert french.endswith("\u00a0; les mots n’ont pas été comparés au registre.\n")
    assert "V13 2026-1.0: the words in this package" in english
    assert english.endswith("; the words were not held against the log.\n")
    assert "Nothing differs." not in english


def _described(press: Press, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The package with other words and another description, and checksums that fit both."""
    page, described = (json.loads(press.members[f"{name}.json"]) for name in ("annotations", "datapackage"))
    _of(page["items"], press.about)["body"][0].update(value="Tout va bien.")
    change(described)
    changed = {"annotations.json": json.dumps(page).encode(), "datapackage.json": json.dumps(described).encode()}
    return _packed({**press.members, **changed})


def test_a_package_that_no_longer_names_its_edition_still_says_that_its_words_were_not_held(
    press: Press, tmp_path: Path
) -> None:
    (tmp_path / "package.zip").write_bytes(_described(press, lambda described: described.pop("edition")))
    key = str(press.key.verifier)
    french, english = (
        CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--key", key, "--language", language])
        for language in ("fr", "en")
    )

    assert (french.exit_code, english.exit_code) == (0, 0)
    assert "V13 datapackage.json\u00a0: ce paquet ne nomme pas l’édition dont il est" in french.stdout
    assert french.stdout.endswith("\u00a0; les mots n’ont pas été comparés au registre.\n")
    assert "V13 datapackage.json: this package does not name the edition that it is of" in english.stdout
    assert english.stdout.endswith("; the words were not held against the log.\n")
    held = _verify(press, tmp_path, (tmp_path / "package.zip").read_bytes())
    assert (held.exit_code, ("V14", "package.zip") in _codes(held)) == (1, True)


@pytest.mark.parametrize(
    "edition",
    [
        {"id": 0},
        {"id": ""},
        {"id": None},
        {"id": "2026-1.0\nNothing differs."},
        {"id": "2026-1.0\x1b[8m"},
        {"id": "2026"},
        {},
        None,
        [],
        "2026-1.0",
    ],
)
def test_what_no_service_calls_an_edition_makes_no_readable_package(
    press: Press, tmp_path: Path, edition: object
) -> None:
    content = _described(press, lambda described: described.update(edition=edition))
    (tmp_path / "package.zip").write_bytes(content)
    done = CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--language", "en"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, "one line, whatever stands in it"
    assert "is no readable data package: " in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("change", [_other_words, _another_reply], ids=["an annotation", "a reply"])
def test_altered_words_are_found_out_by_the_receipt_although_every_checksum_fits(
    press: Press, tmp_path: Path, change: Callable[[Press], bytes]
) -> None:
    done = _verify(press, tmp_path, change(press))

    assert done.exit_code == 1
    assert ("V15", "2026-1.0 · package.zip") in _codes(done)
    assert json.loads(done.stdout)["words_held"] is False


def test_a_receipt_of_something_else_or_by_another_key_shows_nothing(press: Press, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    union = press.stage.browser("union")
    leaf = press.stage.client().get("/api/v1/log/leaves").json()["items"]
    mine = next(one for one in leaf if one["subject"] == f"{press.about}:version:1")
    other.write_text(union.get(f"/fr/receipts/{mine['leaf']}").text, encoding="utf-8")

    wrong = _verify(press, tmp_path, _package(press), "--receipt", str(other))
    forged = _verify(press, tmp_path, _package(press), key=new_key(press.key.name))

    assert (wrong.exit_code, forged.exit_code) == (1, 1)
    assert ("V14", "2026-1.0") in _codes(wrong)
    assert ("L24", "urn:enregard:edition:2026-1.0") in _codes(forged)
    assert json.loads(forged.stdout)["words_held"] is False


def test_acts_in_a_package_that_the_log_does_not_name_are_named(press: Press, tmp_path: Path) -> None:
    def add(items: list[dict[str, Any]]) -> None:
        said = _of(items, press.about)
        items.append({**{k: v for k, v in said.items() if k != "replies"}, "id": "urn:enregard:annotation:" + "9" * 32})
        said["version"] = 2
        said["replies"] *= 2
        said["countersignatures"] *= 3
        _of(items, press.retracted).pop("retraction")
        items[0]["retraction"] = {"reason": "Non.", "created": "2026-03-02T12:00:00Z"}

    sound = _verify(press, tmp_path, _package(press), "--checkpoint", _kept(press, tmp_path))
    done = _verify(press, tmp_path, _rewritten(press, add), "--checkpoint", _kept(press, tmp_path))

    assert {code for code, _ in _codes(sound)} == {"V13"}, "as published every act has its leaf"
    first = json.loads(press.members["annotations.json"])["items"][0]["id"]
    named = {(code, place) for code, place in _codes(done) if code in ("V11", "V16")}
    assert {
        ("V11", f"{press.about}:version:2"),
        ("V11", f"urn:enregard:annotation:{'9' * 32}:version:1"),
        ("V11", f"{first}:retraction"),
        ("V16", f"{press.about}:reply"),
        ("V16", f"{press.about}:countersignature"),
    } <= named
    assert ("V16", f"{press.retracted}:dissent") not in named
    of_replies = next(one for one in json.loads(done.stdout)["findings"] if one["place"] == f"{press.about}:reply")
    assert "shows 2, its proofs of the public log name only 1" in of_replies["message"]["en"]


def _kept(press: Press, at: Path) -> str:
    (at / "kept.note").write_bytes(press.members[CHECKPOINT])
    return str(at / "kept.note")


def test_a_checkpoint_that_was_kept_shows_a_second_past_in_a_package(press: Press, tmp_path: Path) -> None:
    size = read_checkpoint(press.members[CHECKPOINT].decode()).size
    (tmp_path / "fork.note").write_text(sign_checkpoint(press.key, size, bytes(32)), encoding="utf-8")

    same = _verify(press, tmp_path, _package(press), "--checkpoint", _kept(press, tmp_path))
    forked = _verify(press, tmp_path, _package(press), "--checkpoint", str(tmp_path / "fork.note"))

    assert (same.exit_code, forked.exit_code) == (0, 1)
    assert ("L10", "fork.note") in _codes(forked)


def _in_the_log(press: Press, at: Path) -> str:
    """A proof that the edition's own leaf is in a tree that the key signed."""
    leaf = press.receipt["receipt"]["leaf"]
    proof = {"index": 0, "path": [], "checkpoint": sign_checkpoint(press.key, 1, bytes.fromhex(leaf))}
    (at / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    return str(at / "proof.json")


def test_a_file_is_said_to_be_the_one_in_the_log_only_where_a_proof_shows_its_leaf_there(
    press: Press, tmp_path: Path
) -> None:
    (tmp_path / "package.zip").write_bytes(_package(press))
    (tmp_path / "receipt.json").write_text(json.dumps(press.receipt), encoding="utf-8")
    given = [str(tmp_path / "package.zip"), "--key", str(press.key.verifier), "--receipt"]
    given.append(str(tmp_path / "receipt.json"))
    proof = ["--proof", _in_the_log(press, tmp_path)]

    def said(*options: str) -> str:
        done = CliRunner().invoke(command, [*given, *options])
        assert done.exit_code == 0
        return done.stdout

    signed, shown = (
        "celui dont le service a signé le reçu pour cette édition\u00a0; rien ne prouve encore que",
        "celui que le registre public inscrit pour cette édition.",
    )
    assert (signed in said(), shown in said()) == (True, False)
    assert (signed in said(*proof), shown in said(*proof)) == (False, True)
    signed, shown = (
        "the one for which the service signed a receipt of this edition; no proof yet that its leaf is in",
        "the one that the public log commits to for this edition.",
    )
    english = ("--language", "en")
    assert (signed in said(*english), shown in said(*english)) == (True, False)
    assert (signed in said(*english, *proof), shown in said(*english, *proof)) == (False, True)
    told = [json.loads(said("--format", "json", *more)) for more in ([], proof)]
    assert [(one["words_held"], one["words_held_by"]) for one in told] == [(True, "receipt"), (True, "log")]


def test_one_bad_note_is_told_once_and_a_bad_folder_accuses_no_act(press: Press, tmp_path: Path) -> None:
    (tmp_path / "bad.note").write_text("nothing", encoding="utf-8")
    receipt = ("--receipt", str(tmp_path / "receipt.json"), "--proof", _in_the_log(press, tmp_path))

    twice = _verify(press, tmp_path, _package(press), *receipt, "--checkpoint", str(tmp_path / "bad.note"))
    note = press.members[CHECKPOINT]
    changed = _packed({**press.members, CHECKPOINT: note.replace(b"\n", b"\n1", 1)})
    folder = _verify(press, tmp_path, changed, "--checkpoint", _kept(press, tmp_path))

    assert _codes(twice) == [("L01", "bad.note"), ("V13", "2026-1.0")]
    assert (folder.exit_code, _codes(folder)) == (
        1,
        [("L03", CHECKPOINT), ("L30", "kept.note"), ("V13", "2026-1.0")],
    )


def test_a_receipt_that_is_not_json_is_said_to_be_none_and_accuses_no_package(press: Press, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>", encoding="utf-8")
    given = ("--receipt", str(tmp_path / "page.html"))

    done = _verify(press, tmp_path, _package(press), *given)
    altered = _verify(press, tmp_path, _packed({**press.members, "figures.json": b"[]"}), *given)

    assert (done.exit_code, _codes(done)) == (2, [("L20", "receipt"), ("V13", "2026-1.0")])
    assert "(not JSON)" in json.loads(done.stdout)["findings"][0]["message"]["en"]
    assert altered.exit_code == 1


def test_a_crafted_number_of_versions_is_told_as_a_range(press: Press, tmp_path: Path) -> None:
    content = _rewritten(press, lambda items: _of(items, press.about).update(version=999_999))

    done = _verify(press, tmp_path, content, "--checkpoint", _kept(press, tmp_path))

    named = [one for one in json.loads(done.stdout)["findings"] if one["code"] == "V11"]
    assert [one["place"] for one in named] == [f"{press.about}:version:2–999999"]
    assert "these versions have no proof in the public log" in named[0]["message"]["en"]


def test_what_the_hashes_in_a_receipt_are_of_cannot_be_guessed_from_them(press: Press) -> None:
    database = press.stage.database
    with database.reading() as connection:
        file = editions.find_file(connection, "2026-1.0", "record.zip")
        assert file is not None
        record = editions.content(connection, file.sha256)
    with zipfile.ZipFile(io.BytesIO(press.stage.client("union").get(f"{HERE}/complete.zip").content)) as archive:
        seal = archive.read("seal.txt").decode().strip()

    assert Record.is_sealed(record)
    assert len(bytes.fromhex(seal)) == 32
    assert Record.from_bytes(record).to_bytes() != record, "the same answers without the seal have another hash"
    assert "seal.txt" not in press.members


def test_an_edition_from_before_the_seals_gives_its_receipt_only_to_who_sees_every_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish_edition, "new_seal", lambda: b"")
    published(closed_stage(stage), reason="Signée par Mme Petit.")
    clients = {name: stage.client(name) for name in ("nobody", "company", "analyst", "union", "secretariat")}

    statuses = {name: client.get(f"{HERE}/receipt").status_code for name, client in clients.items()}
    assert statuses == {"nobody": 403, "company": 403, "analyst": 403, "union": 200, "secretariat": 200}
    assert "receipt" not in clients["nobody"].get("/en/editions/2026-1.0").text

    erased = {"subject": "urn:enregard:edition:2026-1.0", "ground": "personal_data", "reason": "Une personne nommée."}
    assert clients["secretariat"].post("/api/v1/log/erasures", json=erased).status_code == 201
    assert [clients[who].get(f"{HERE}/receipt").status_code for who in ("nobody", "union")] == [403, 200]


def test_an_edition_whose_reason_was_erased_is_held_to_the_receipt_of_the_erasure(stage: Stage, tmp_path: Path) -> None:
    closed_stage(stage)
    key = signing_key(stage.app.state.house.settings)
    assert key is not None
    sign_receipts(stage.database, key)
    published(stage, reason="Signée par Mme Petit.")
    secretariat, everyone = stage.client("secretariat"), stage.client()
    subject = "urn:enregard:edition:2026-1.0"
    press = Press(stage, key, {}, "", "")
    for _ in range(2):
        erased = {"subject": subject, "ground": "personal_data", "reason": "Une personne nommée."}
        answered = secretariat.post("/api/v1/log/erasures", json=erased)
        assert answered.status_code == 201, answered.text
        press.receipt = everyone.get(f"{HERE}/receipt").json()
        told = press.receipt["receipt"]

        content = json.loads(told["content"])
        assert (told["kind"], told["subject"]) == ("erasure", subject)
        assert content["remains"]["files"]["package.zip"] == hashlib.sha256(_package(press)).hexdigest()
        assert "Petit" not in told["content"]
        same = _verify(press, tmp_path, _package(press))
        assert (same.exit_code, json.loads(same.stdout)["words_held"]) == (0, True), same.stdout
        other = _verify(press, tmp_path, _package(press) + b" ")
        assert ("V15", "2026-1.0 · package.zip") in _codes(other)
        assert f'href="{HERE}/receipt"' in everyone.get("/en/editions/2026-1.0").text
        subject = f"urn:enregard:erasure:{answered.json()['id']}"


def test_whether_a_receipt_is_for_everyone_is_read_from_the_record_once(stage: Stage) -> None:
    published(closed_stage(stage))
    client, heard = stage.client(), list[str]()
    event.listen(stage.database.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))

    for address in ("/en/editions/2026-1.0?unknown=1", f"{HERE}/receipt"):
        assert client.get(address).status_code == 200
        heard.clear()
        assert client.get(address).status_code == 200
        assert heard
        assert [one for one in heard if "edition_chunk" in one] == []


def test_an_edition_erased_before_erasures_said_what_remains_gives_no_receipt_and_its_page_offers_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(_: object, row: Erasure) -> dict[str, Any]:
        return {"erasure": row.id, "ground": row.ground, "reason": row.reason, "leaf": row.leaf and row.leaf.hex()}

    monkeypatch.setattr("service.workflows.erase.content_of", as_before)
    published(closed_stage(stage), reason="Signée par Mme Petit.")
    assert "/receipt" in stage.client().get("/en/editions/2026-1.0").text
    erased = {"subject": "urn:enregard:edition:2026-1.0", "ground": "personal_data", "reason": "Une personne nommée."}
    assert stage.client("secretariat").post("/api/v1/log/erasures", json=erased).status_code == 201

    gone = stage.client().get(f"{HERE}/receipt", headers={"Accept-Language": "en"})
    assert (gone.status_code, gone.json()["code"]) == (404, "receipt_erased")
    assert "Whoever took it keeps it" in gone.json()["detail"]
    assert "/receipt" not in stage.client().get("/en/editions/2026-1.0").text
