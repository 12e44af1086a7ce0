"""How an edition is cited: in a sentence, as BibTeX, as CSL-JSON. The permalink is the identity; no file is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from indicators.model import Language, Text

TITLE: Final = Text(
    fr="En regard. Impact collectif de l’engagement «\u00a0{title}\u00a0»\u00a0: déclaré et contesté, cycle {cycle}",
    en="En regard. Collective impact of the “{title}”: claimed and contested, cycle {cycle}",
)
SENTENCE: Final = Text(
    fr="{title}, édition {number}, {day}. {link}",
    en="{title}, edition {number}, {day}. {link}",
)
_SPECIAL: Final = re.compile(r"([#$%&_{}])")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation is made of: the pledge's title, cycle, number of the edition, its day, permalink and hash.

    `sha256` is the hash of the public data package, so that who cites it can say which bytes were meant.
    """

    id: str
    pledge: Text
    cycle: str
    number: str
    day: date
    link: str
    sha256: str = ""

    def title(self, language: Language) -> str:
        """Return the title of the edition."""
        return TITLE.in_(language).format(title=self.pledge.in_(language), cycle=self.cycle)


def as_text(cited: Cited, language: Language) -> str:
    """Return a citation as a sentence."""
    return SENTENCE.in_(language).format(
        title=cited.title(language), number=cited.number, day=cited.day.isoformat(), link=cited.link
    )


def as_bibtex(cited: Cited, language: Language) -> str:
    """Return a BibTeX entry (`@techreport`, which every style knows)."""
    fields = {
        "title": f"{{{_tex(cited.title(language))}}}",
        "author": "{{En regard}}",
        "institution": "{En regard}",
        "year": f"{{{cited.day.year}}}",
        "month": f"{{{cited.day.month}}}",
        "number": f"{{{_tex(cited.number)}}}",
        "url": f"{{{cited.link}}}",
        "language": f"{{{language}}}",
    }
    if cited.sha256:
        fields["note"] = f"{{sha256:{cited.sha256}}}"
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"enregard-{cited.id}").strip("-")
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@techreport{{{key},\n{lines}\n}}\n"


def _tex(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def as_csl(cited: Cited, language: Language) -> dict[str, Any]:
    """Return a CSL-JSON item (Citation Style Language 1.0.2, type `report`)."""
    item: dict[str, Any] = {
        "id": f"enregard-{cited.id}",
        "type": "report",
        "title": cited.title(language),
        "author": [{"literal": "En regard"}],
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "version": cited.number,
        "language": language,
        "URL": cited.link,
    }
    return {**item, "note": f"sha256:{cited.sha256}"} if cited.sha256 else item
