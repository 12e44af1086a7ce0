"""`enregard wording`: the wording profile and the flags of a text, word by word."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.refusals import refusal

if TYPE_CHECKING:
    from indicators.wording import Reading

VERDICT = {"fr": {True: "engage", False: "n’engage pas"}, "en": {True: "binds", False: "does not bind"}}


@click.command("wording")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Language of the text; recognised when not given.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lines", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read one text a line.")
@click.argument("text", required=False)
def command(language: str | None, format_: str, lines: Path | None, text: str | None) -> None:
    """Read TEXT (or standard input with -) and say what in it binds, and on which words that rests."""
    from indicators.wording import read

    if (text is None) == (lines is None):
        raise click.UsageError(refusal("one_text"))
    texts = _lines(lines) if lines is not None else [_standard_input() if text == "-" else str(text)]
    for one in texts:
        reading = read(_printable(one), "fr" if language == "fr" else "en" if language == "en" else None)
        click.echo(_as_json(reading) if format_ == "json" else _as_text(reading))


def _printable(text: str) -> str:
    """Replace bytes that were no UTF-8 on the command line, one for one, so that offsets hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _lines(path: Path) -> list[str]:
    """Return the lines of a file; only line feeds end a line, so that line numbers are those of other programs."""
    texts = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    return [one.removesuffix("\r") for one in (texts[:-1] if texts[-1] == "" else texts)]


def _as_json(reading: Reading) -> str:
    return json.dumps(reading.as_dict(), ensure_ascii=False)


def _as_text(reading: Reading) -> str:
    language = "fr" if reading.language == "fr" else "en"
    rows = [f"{VERDICT[language][reading.binding]} ({language})"]
    for clause in reading.clauses:
        scores = " ".join(f"{criterion}={score}" for criterion, score in clause.scores.items())
        squares = "■" * clause.bindingness + "□" * (4 - clause.bindingness)
        rows.append(f"{squares} {scores} {' '.join(clause.flags)}".rstrip())
        rows.append(f"  {' '.join(clause.text.split())}")
        rows += [f"    {f.criterion} {f.rule} [{f.start}:{f.end}] {f.words}" for f in clause.findings]
    return "\n".join(rows)
