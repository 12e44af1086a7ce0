"""`enregard submit`: sends a filled workbook through the API, as a company's program would."""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.printed import echo_line
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Language
    from schemas.problem import FindingOut
    from service.client import Client
    from service.form.texts import Texts

FILED, REFUSED, UNREACHABLE = 0, 1, 2

LONGEST = 200
"""Characters of a token and of a key."""

_ONE_WORD = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")
_WORDS = Path(__file__).with_name("submit.yaml")
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("submit")
@click.argument("file", type=_file)
@click.option("--server", required=True, help="The service's address, for example http://127.0.0.1:8000.")
@click.option("--token-file", required=True, type=_file, help="A file that holds the bearer token and nothing else.")
@click.option("--cycle", help="The cycle to file it under; the open one if there is only one.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--key", help="The idempotency key of an earlier attempt of the same file.")
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to keep the receipt of the public log in; whoever holds it can show what was filed.",
)
@language_option()
def command(
    file: Path,
    server: str,
    token_file: Path,
    cycle: str | None,
    dry_run: bool,
    key: str | None,
    receipt: Path | None,
    language: Language,
) -> None:
    """Send a filled workbook (.xlsx, .ods) to a service, with retries that never file it twice.

    Exit status: 0 filed, 1 refused (every finding is listed), 2 the service cannot be reached.
    """
    from rich.console import Console

    from service.client import ATTEMPTS, Client, RefusedError, UnreachableError
    from service.form.texts import load_texts

    words, key = load_texts(_WORDS), str(uuid.uuid4()) if key is None else key
    if not re.match(r"https?://[^/\s]", server):
        raise click.BadParameter(words("server", language, found=server), param_hint="--server")
    if not _ONE_WORD.fullmatch(key):
        raise click.BadParameter(words("key", language), param_hint="--key")
    token = token_file.read_bytes()[:LONGEST].decode("ascii", "replace").strip()
    if not _ONE_WORD.fullmatch(token):
        raise click.BadParameter(words("token", language, file=token_file), param_hint="--token-file")
    console = Console(stderr=True)
    try:
        with Client(server, token, language) as client, console.status(words("sending", language, file=file.name)):
            lines = _sent(
                client, words, file, cycle or _open_cycle(client, words, language), dry_run, key, receipt, language
            )
    except RefusedError as refused:
        problem = refused.problem
        echo_line(words("refused", language, file=file, code=problem.code, detail=problem.detail))
        _list(problem.findings, words, language)
        sys.exit(REFUSED)
    except UnreachableError as error:
        told = {"server": server, "attempts": ATTEMPTS, "reason": error, "again": key}
        echo_line(words("unreachable", language, **told), err=True)
        sys.exit(UNREACHABLE)
    for line in lines:
        echo_line(line)


def _sent(
    client: Client,
    words: Texts,
    file: Path,
    cycle: str,
    dry_run: bool,
    key: str,
    receipt: Path | None,
    language: Language,
) -> list[str]:
    if dry_run:
        tried = client.try_workbook(file, cycle)
        counts = {"revision": tried.revision, "changed": len(tried.changes), "unchanged": tried.unchanged}
        return [words("tried", language, file=file, **counts), *_told(tried.findings, words, language)]
    filed = client.submit_workbook(file, cycle, key)
    revision = filed.revision
    if receipt is not None:
        receipt.write_text(revision.receipt.model_dump_json(indent=1) + "\n", encoding="utf-8")
    received = f"{revision.received:%Y-%m-%d %H:%M:%S}"
    lines = [words("filed", language, file=file, revision=revision.revision, received=received)]
    if revision.late:
        lines.append(words("late", language))
    return [*lines, *_told(filed.warnings, words, language)]


def _open_cycle(client: Client, words: Texts, language: Language) -> str:
    """Return the one open cycle of the service; a usage error where there is none, or a choice."""
    cycles = [cycle.id for cycle in client.cycles() if cycle.phase == "open"]
    if len(cycles) != 1:
        raise click.UsageError(words("which_cycle", language, count=len(cycles), cycles=", ".join(cycles) or "–"))
    return cycles[0]


def _list(findings: Iterable[FindingOut], words: Texts, language: Language) -> None:
    for line in _told(findings, words, language):
        echo_line(line)


def _told(findings: Iterable[FindingOut], words: Texts, language: Language) -> list[str]:
    lines = []
    for finding in findings:
        place = words("place", language, sheet=finding.sheet, cell=finding.cell) if finding.cell else ""
        severity = words(f"severity.{finding.severity}", language)
        lines.append(f"  {finding.code} {severity} – {place}{finding.message}")
    return lines
