"""`enregard log`: the key that signs the public log, its checkpoints, and verifying them offline."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from service.cli.printed import echo_line
from service.cli.refusals import refusal, service_refusal
from service.cli.usage import language_option

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_SUMS = {
    "fr": "{leaves} {leaves|feuille|feuilles} dans l’arbre, {erased} {erased|contenu effacé|contenus effacés} sur "
    "inscription, {findings} {findings|constat|constats}",
    "en": "{leaves} {leaves|leaf|leaves} in the tree, {erased} {erased|content|contents} erased by record, "
    "{findings} {findings|finding|findings}",
}


@click.group("log")
def command() -> None:
    """Sign and verify the public log."""


@command.command("key")
def key() -> None:
    """Show the key that verifies the log; the signing key is made where there is none (ENREGARD_LOG_KEY_FILE)."""
    from service.errors import ServiceError
    from service.settings import settings
    from service.workflows.log_key import ensured_key

    try:
        click.echo(str(ensured_key(settings()).verifier))
    except ServiceError as error:
        raise click.ClickException(service_refusal(error)) from error


@command.command("checkpoint")
def checkpoint() -> None:
    """Sign the log now and print the signed note; refused where fewer leaves wait than ENREGARD_LOG_BATCH_LEAST."""
    from service.cli.opened import opened
    from service.clock import utc_now
    from service.settings import settings
    from service.workflows.checkpoints import make_checkpoint
    from service.workflows.log_key import ensured_key

    with opened(upgraded=True) as house:
        made = make_checkpoint(house.database, ensured_key(settings()), utc_now(), settings().log_batch_least)
    if made is None:
        raise click.ClickException(refusal("log_empty"))
    click.echo(made.note, nl=False)


@command.command("verify")
@click.option("--key", "given", help="The verifier key you hold, in one line; without it, the log's own is taken.")
@click.option("--checkpoint", "notes", type=_file, multiple=True, help="A signed note that you kept; may be repeated.")
@language_option()
def verify(given: str | None, notes: tuple[Path, ...], language: Literal["fr", "en"]) -> None:
    """Verify the database (ENREGARD_DATABASE_URL) against its log: exit 0 sound, 1 tampered with.

    Tells every leaf edited, deleted, moved or left out, every end cut off, every past signed twice, and every stored
    word or number that is not what was committed to.
    """
    from indicators.plurals import filled
    from service.cli.opened import opened
    from service.ledger.notes import NoteError, read_verifier_key
    from service.ledger.reasons import reason_of
    from service.settings import settings
    from service.workflows.log_key import ensured_key
    from service.workflows.verify_log import verify_database

    try:
        key = read_verifier_key(given) if given else None
        held = [(note.name, note.read_text(encoding="utf-8")) for note in notes]
    except (NoteError, UnicodeDecodeError) as error:
        raise click.UsageError(reason_of(error).in_(language)) from error
    with opened(language=language) as house:
        verdict = verify_database(house.database, key or ensured_key(settings()).verifier, held)
    for found in verdict.findings:
        echo_line(f"{found.code} {found.message(language)}")
    sums = {"leaves": verdict.leaves, "erased": verdict.erased, "findings": len(verdict.findings)}
    click.echo(filled(_SUMS[language], language, sums))
    if any(found.severity == "error" for found in verdict.findings):
        raise click.exceptions.Exit(1)


@command.command("erase")
@click.argument("subject")
@click.option("--ground", type=click.Choice(["legal", "personal_data"]), required=True)
@click.option("--reason", required=True, help="Shown to everyone: it must itself name nobody.")
def erase(subject: str, ground: Literal["legal", "personal_data"], reason: str) -> None:
    """Erase the bytes or words of SUBJECT with their salt; its leaf, and every proof, stay.

    SUBJECT: urn:enregard:upload:SHA256, urn:enregard:erasure:ID, or the name of a leaf with words, as
    urn:enregard:annotation:ID:version:N (or :reply:N, :dissent:N, :carry-forward:N, :retraction, :withholding:N).
    """
    from service.actors import OPERATOR
    from service.cli.opened import opened
    from service.settings import settings
    from service.store.idempotency import Answered
    from service.workflows.erase import erase as erase_subject
    from service.workflows.erasure_register import keep_register

    with opened() as house:
        erase_subject(house.database, OPERATOR, subject, ground, reason, present=lambda _: Answered(201, ""))
        keep_register(house.database, settings().register_of_erasures)
    click.echo(subject)
