"""`enregard log`: key, checkpoint, verification and erasure on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.settings import settings
from service.store.engine import Database
from tests.ledger.scene import Log


@pytest.fixture
def log(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    """A log of five leaves in the database that the commands work on."""
    monkeypatch.setenv("ENREGARD_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENREGARD_LOG_KEY_FILE", str(tmp_path / "log.key"))
    settings.cache_clear()
    log = Log(Database.open(sqlite_url), None, None)  # type: ignore[arg-type]
    log.fill(5)
    return log


def _run(*words: str) -> tuple[int, str]:
    settings.cache_clear()
    done = CliRunner().invoke(main, ["log", *words])
    settings.cache_clear()
    return done.exit_code, done.output


def test_the_log_is_signed_and_verified_with_a_key_and_a_note_that_somebody_holds(log: Log, tmp_path: Path) -> None:
    status, note = _run("checkpoint")
    held = tmp_path / "held.note"
    held.write_text(note, encoding="utf-8")
    key = _run("key")[1].strip()

    assert (status, note.split("\n")[1]) == (0, "5")
    assert _run("verify", "--key", key, "--checkpoint", str(held), "--language", "en") == (
        0,
        "5 leaves in the tree, 0 contents erased by record, 0 findings\n",
    )


def test_leaves_too_few_to_be_told_together_are_not_signed_by_hand(log: Log) -> None:
    _run("checkpoint")
    log.fill(2, first=5)
    status, said = _run("checkpoint")

    assert (status, log.sizes()) == (1, [5])
    assert "2 feuilles attendent, il en faut 3" in said or "2 leaves wait, 3 are needed" in said


def test_a_tampered_log_exits_with_1_and_says_where(log: Log) -> None:
    _run("checkpoint")
    log.behind("DELETE FROM ledger_leaf WHERE id = 3")
    status, said = _run("verify", "--language", "fr")

    assert status == 1
    assert "L07 feuille 2\u00a0: elle a été supprimée." in said


def test_a_key_that_is_none_is_a_slip_of_the_caller(log: Log) -> None:
    status, said = _run("verify", "--key", "nonsense")

    assert (status, "ce n’est pas une clé" in said) == (2, True)


def test_what_is_not_there_cannot_be_erased(log: Log) -> None:
    status, said = _run("erase", "urn:enregard:upload:" + "0" * 64, "--ground", "legal", "--reason", "x")

    assert (status, "not_found" in said) == (1, True)
