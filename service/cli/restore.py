"""`enregard restore`: a backup, back into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from service.cli.backup import tell
from service.cli.printed import echo_line
from service.cli.usage import language_option

if TYPE_CHECKING:
    from service.settings import Settings
    from service.workflows.erasure_register import Erased

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SUMS = {
    "fr": "{file} : {rows} {rows|ligne|lignes}, {taken:%Y-%m-%d %H:%M:%S} UTC ; {leaves} {leaves|feuille vérifiée|"
    "feuilles vérifiées}, {findings} {findings|constat|constats}, {again} {again|effacement refait|"
    "effacements refaits}",
    "en": "{file}: {rows} {rows|row|rows}, {taken:%Y-%m-%d %H:%M:%S} UTC; {leaves} {leaves|leaf|leaves} verified, "
    "{findings} {findings|finding|findings}, {again} {again|erasure|erasures} made again",
}


@click.command("restore")
@click.argument("file", type=_FILE)
@click.option("--erasures", type=_FILE, multiple=True, help="Register of erasures; without it, ENREGARD_ERASURES_FILE.")
@click.option("--without-erasures", is_flag=True, help="Nothing was erased since the backup.")
@click.option("--key", "given", help="The verifier key you hold, in one line; without it, the log's own is taken.")
@click.option("--checkpoint", "notes", type=_FILE, multiple=True, help="A signed note that you kept; may be repeated.")
@click.option("--despite", is_flag=True, help="Put it back whatever the verification finds; the findings are told.")
@language_option()
def command(
    file: Path,
    erasures: tuple[Path, ...],
    without_erasures: bool,
    given: str | None,
    notes: tuple[Path, ...],
    despite: bool,
    language: Literal["fr", "en"],
) -> None:
    """Put the backup FILE into the empty database of ENREGARD_DATABASE_URL, of either kind, all of it or nothing.

    Its public log is verified before anything stays, and what was erased since the backup is erased again.
    """
    from indicators.plurals import filled
    from service.cli.opened import opened
    from service.ledger.notes import NoteError, read_verifier_key
    from service.ledger.reasons import reason_of
    from service.settings import settings
    from service.workflows.log_key import signing_key
    from service.workflows.restore import LogDiffersError, Proof, restore

    with opened(language=language) as house:
        chosen = settings()
        known = [] if without_erasures else _known(chosen, erasures)
        own = signing_key(chosen)
        try:
            key = read_verifier_key(given) if given else own.verifier if own else None
            held = [(note.name, note.read_text(encoding="utf-8")) for note in notes]
        except (NoteError, UnicodeDecodeError) as error:
            raise click.UsageError(reason_of(error).in_(language)) from error
        try:
            back = restore(house.database, file, Proof(key, held, known, despite), told=tell)
        except LogDiffersError as refused:
            for one in refused.findings:
                echo_line(f"{one.code} {one.message(language)}")
            raise
    for one in back.findings:
        echo_line(f"{one.code} {one.message(language)}")
    sums: dict[str, object] = {"leaves": back.leaves, "findings": len(back.findings), "again": back.erased_again}
    sums |= {"file": file, "rows": sum(back.rows.values()), "taken": back.taken}
    click.echo(filled(_SUMS[language], language, sums))


def _known(chosen: Settings, given: tuple[Path, ...]) -> list[Erased]:
    from service.errors import ServiceError
    from service.workflows.erasure_register import read_register

    files = given or (chosen.register_of_erasures,)
    if not given and not chosen.register_of_erasures.exists():
        raise ServiceError("erasures_unknown", 422, {"file": str(chosen.register_of_erasures)})
    return [one for file in files for one in read_register(file)]
