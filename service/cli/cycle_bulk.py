"""`enregard cycle bulk`: a zip of workbooks filed on behalf of their companies, on the machine itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.cycle_told import say
from service.cli.usage import language_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indicators.model import Language
    from service.actors import Actor
    from service.store.engine import Database

REFUSED = 1


@click.command("bulk")
@click.argument("id_", metavar="ID")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "organisation", help="The secretariat's account in whose name; the only one if there is one.")
@language_option()
def bulk(id_: str, file: Path, organisation: str | None, language: Language) -> None:
    """File a zip FILE of workbooks in cycle ID, each in its company's name; sent again it files nothing twice.

    Exit status: 0 all filed or on file, 1 some refused (every reason is listed).
    """
    import hashlib

    from service.cli.opened import opened
    from service.clock import utc_now
    from service.intake.confinement import ConfinedReader
    from service.intake.refusals import Refusal
    from service.store import bulk as rows
    from service.workflows.bulk import receive, unpacked, work_off
    from service.workflows.bulk_filing import FilingRoom

    came, content = utc_now(), file.read_bytes()
    try:
        files = list(unpacked(content))
    except Refusal as refusal:
        raise click.ClickException(refusal.message(language)) from refusal
    digest = hashlib.sha256(content).hexdigest()
    with opened(language=language) as house, ConfinedReader() as reader:
        actor = _in_whose_name(house.database, organisation, language)
        job = house.database.write(lambda connection: receive(connection, actor, id_, files, digest, came))
        say("bulk_taken", language, file=file.name, files=len(files), job=job.id)
        work_off(FilingRoom(house.database, house.frameworks, reader, utc_now))
        with house.database.reading() as connection:
            told = rows.files(connection, job.id)
    for one in told:
        _tell(one, language)
    sys.exit(REFUSED if any(one["status"] == "refused" for one in told) else 0)


def _in_whose_name(database: Database, organisation: str | None, language: Language) -> Actor:
    from service.actors import Actor
    from service.form.texts import load_texts
    from service.store.organisations import organisations

    with database.reading() as connection:
        found = [one.id for one in organisations(connection) if one.kind == "secretariat"]
    chosen = [id_ for id_ in found if organisation in (None, id_)]
    if len(chosen) != 1:
        words = load_texts(Path(__file__).with_name("cycle.yaml"))
        raise click.UsageError(words("which_secretariat", language, count=len(found), found=", ".join(found) or "–"))
    return Actor("secretariat", chosen[0])


def _tell(one: Mapping[str, Any], language: Language) -> None:
    say(f"bulk_file.{one['status']}", language, **one)
    for finding in one["result"] or ():
        if one["status"] == "refused" and finding.get("severity", "error") == "error":
            place = f"{finding['sheet']}!{finding['cell']} : " if finding.get("cell") else ""
            say("finding", language, code=finding["code"], place=place, message=finding["message"][language])
