"""`enregard wording`: what people and scripts see of the wording reader."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.running import PATIENCE, PROGRAM

SOFT = "Promouvoir le dialogue social, dans la mesure du possible."
FIRM = "The employer shall consult the works council before any deployment."


def _run(*arguments: str, given: str | bytes | None = None) -> str:
    done = CliRunner().invoke(main, ["wording", *arguments], input=given)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_json_is_the_object_of_the_contract() -> None:
    reading = json.loads(_run("--format", "json", SOFT))
    assert list(reading) == ["language", "clauses", "binding"]
    assert (reading["language"], reading["binding"]) == ("fr", False)
    (clause,) = reading["clauses"]
    assert set(clause) == {"text", "start", "end", "scores", "flags", "findings"}
    assert list(clause["scores"]) == [f"R{n}" for n in range(1, 9)]
    assert "NB2" in clause["flags"]
    hedge = next(finding for finding in clause["findings"] if finding["words"] == "dans la mesure du possible")
    assert SOFT[hedge["start"] : hedge["end"]] == "dans la mesure du possible"


def test_a_firm_text_binds_and_says_so_in_its_language() -> None:
    assert _run(FIRM).startswith("binds (en)\n")
    assert _run(SOFT).startswith("n’engage pas (fr)\n")


def test_the_language_can_be_given() -> None:
    assert json.loads(_run("--language", "en", "--format", "json", "Formation."))["language"] == "en"


def test_standard_input_is_read_with_a_dash() -> None:
    assert json.loads(_run("--format", "json", "-", given=FIRM))["binding"] is True


def test_lines_are_answered_one_object_a_line_in_order_blank_ones_included(tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_bytes(f"\ufeff{SOFT}\r\n\r\n{FIRM}\n".encode())
    readings = [json.loads(line) for line in _run("--format", "json", "--lines", str(file)).splitlines()]
    assert [reading["binding"] for reading in readings] == [False, False, True]
    assert readings[1]["clauses"] == []


@pytest.mark.parametrize("arguments", [[], [SOFT, "--lines", "/dev/null"]])
def test_neither_or_both_is_a_usage_error(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, ["wording", *arguments])
    assert (done.exit_code, "TEXT" in done.output) == (2, True)


def test_bytes_that_are_no_text_neither_raise_nor_move_the_words() -> None:
    done = subprocess.run(
        [PROGRAM, "wording", "--language", "en", "--format", "json", b"We \xff shall pay."],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    (clause,) = json.loads(done.stdout)["clauses"]
    shall = next(finding for finding in clause["findings"] if finding["criterion"] == "R1")
    assert "We ? shall pay."[shall["start"] : shall["end"]] == shall["words"]


def _processor_seconds(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_one_sentence_is_answered_in_a_third_of_a_second_of_processor_time() -> None:
    """The promise is 0.3 s. A busy machine costs processor time too: the best of several runs counts, and where the
    bare interpreter takes long to start, so may the command, in proportion.
    """
    times: list[float] = []
    most = 0.33
    while len(times) < 8 and min(times, default=1) >= most:
        times.append(_processor_seconds(PROGRAM, "wording", SOFT))
        most = max(0.33, 12 * _processor_seconds(sys.executable, "-c", "pass"))
    assert min(times) < most, times
