"""The French of what click says by itself, made ready for it: `python -m tests.cli.usage` once `click.po` changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from service.cli.usage import LOCALES
from service.render.html.typography import typeset

HOME = LOCALES / "fr" / "LC_MESSAGES"


def compiled() -> bytes:
    """Return the catalogue as click reads it, with the spaces of French."""
    with (HOME / "click.po").open("rb") as file:
        given = read_po(file, locale="fr")
    made = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in given:
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            said = tuple(typeset(one, "fr") for one in forms)
            made.add(message.id, said if isinstance(message.id, tuple) else said[0])
    made.creation_date = made.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # equal words, equal bytes
    out = io.BytesIO()
    write_mo(out, made)
    return out.getvalue()


if __name__ == "__main__":
    (HOME / "click.mo").write_bytes(compiled())
