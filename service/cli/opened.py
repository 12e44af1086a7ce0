"""The database a command works on, opened and closed; refusals become the command's own words and exit status."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from service.cli.usage import language_set
from service.errors import Language, ServiceError, detail
from service.settings import settings
from service.store import schema
from service.store.engine import Database
from service.workflows.cycles import Frameworks


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command needs of the house."""

    database: Database
    frameworks: Frameworks


@contextmanager
def opened(*, upgraded: bool = False, language: Language | None = None) -> Iterator[Opened]:
    """Open the database of the settings, with `upgraded` at the newest schema; raises click's error on a refusal, in
    the words of `language`; of ENREGARD_LANGUAGE, else in English, for a command that has no such option.
    """
    chosen = settings()
    database = Database.open(chosen.database_url)
    try:
        if upgraded:
            schema.upgrade(database)
        yield Opened(database, Frameworks(chosen.framework_directory, chosen.framework))
    except ServiceError as error:
        raise click.ClickException(
            f"{error.code}: {detail(error.code, language or language_set() or 'en', error.params)}"
        ) from error
    finally:
        database.close()
