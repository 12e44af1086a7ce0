"""The catalogues of messages (gettext): English is the key, French and English are both written down.

Every `*.po` of `service/locales/<language>/LC_MESSAGES` counts, so that each room of the house keeps a file of its own;
they are read and typeset once. An unknown message raises, so that no page goes out half translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import service
from indicators.model import Language
from service.render.html.typography import typeset

LOCALES = Path(service.__file__).with_name("locales")


class MissingMessageError(LookupError):
    """A page asks for words that the catalogue of its language does not have."""


def files(language: Language) -> list[Path]:
    """Return the catalogues of a language, by name."""
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def read(path: Path) -> Catalog:
    """Return one catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


class Messages:
    """The words of one language, ready to be shown."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._words = dict(self._entries())

    def _entries(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for path in files(self.language):
            for message in read(path):
                key, said = _forms(message.id), _forms(message.string)
                if key and key[0] and all(said):
                    yield key[0], tuple(typeset(form, self.language) for form in said)

    def gettext(self, message: str) -> str:
        """Return `message` in this language. Raises MissingMessageError."""
        return self._said(message)[0]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form for `count`: in French none is singular, in English it is plural. Raises as `gettext`."""
        forms = self._said(singular)
        if len(forms) < 2:
            raise MissingMessageError(f"{self.language}: {singular!r} has no plural {plural!r}")
        alone = abs(count) < 2 if self.language == "fr" else abs(count) == 1
        return forms[0 if alone else 1]

    def _said(self, message: str) -> tuple[str, ...]:
        try:
            return self._words[message]
        except KeyError:
            raise MissingMessageError(f"{self.language}: {message!r}") from None


def _forms(words: object) -> tuple[str, ...]:
    """One form of a message, or its singular and its plural."""
    if isinstance(words, tuple | list):
        return tuple(str(one or "") for one in words)
    return (str(words or ""),)


@cache
def messages(language: Language) -> Messages:
    """Return the words of a language, read once."""
    return Messages(language)
