"""Could a testimony point at one person? A warning, with the counts it rests on, before anything is published.

The rule asks how many people or companies the words that are shown leave open, and warns below a threshold. It never
says that a testimony is safe: who reads it may know more than this rule does. Codes, in the order they are told:

- T01 the answer is of one company with fewer than 50 people (the smallest band of the framework, section 7)
- T02 the company is the only one, or one of two, of its sector and size band on the roster: as good as its name
- T03 no company is named, and fewer than three companies of a roster beside which the words are read are in the sector
  that the testimony names; on several rosters the shortest count is told
- T04 the role reads like a post that one person holds
- T05 the words hold an address, a telephone number or a title before a name

Three is the least number of contributors of a published cell (framework, section 7): below it, one of two can tell the
other. Source of the notion: k-anonymity, Sweeney 2002.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml

from indicators.annotations import Annotation, Proof
from indicators.figures import Signatory, size_band
from indicators.folding import folded
from indicators.model import Language
from indicators.plurals import filled

Code = Literal["T01", "T02", "T03", "T04", "T05"]

SMALL_COMPANY: Final = 50
FEWEST: Final = 3

_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[A-Za-z]{2,}")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[\s.-]?)?(?:\(?\d{1,4}\)?[\s.-]?){4,6}\d{2}(?!\d)")
_TITLED = re.compile(r"\b(?:M\.|MM\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Pr\.?|Madame|Monsieur)\s+[A-ZÀ-Ý][\w’'-]+")


@dataclass(frozen=True, slots=True)
class GroupWarning:
    """One reason to look again: the place of the testimony among the evidence, and how many are left (`count`)."""

    code: Code
    proof: int
    count: int
    found: str


def small_groups(annotation: Annotation, *rosters: Sequence[Signatory]) -> tuple[GroupWarning, ...]:
    """Return where the testimonies of `annotation` leave fewer than the thresholds open.

    `rosters`: that of its cycle, or, where its target names no cycle, those of all cycles beside which it is read.
    """
    return tuple(
        warning
        for place, proof in enumerate(annotation.evidence)
        if in_confidence(proof)
        for warning in _of_testimony(place, proof, annotation.target.signatory, rosters)
    )


def in_confidence(proof: Proof) -> bool:
    """Whether a piece of evidence is a testimony that was not given in public."""
    return proof.kind == "testimony" and not proof.source


def _of_testimony(
    place: int, proof: Proof, signatory: str | None, rosters: Sequence[Sequence[Signatory]]
) -> Iterator[GroupWarning]:
    found_on = ((one, roster) for roster in rosters for one in roster if one.id == signatory)
    concerned, beside = next(found_on, (None, ()))
    if concerned is not None:
        if concerned.headcount is not None and concerned.headcount < SMALL_COMPANY:
            yield GroupWarning("T01", place, concerned.headcount, concerned.name)
        alike = _alike(concerned, beside)
        if concerned.sector is not None and alike < FEWEST:
            found = ", ".join(part for part in (concerned.sector, size_band(concerned.headcount)) if part)
            yield GroupWarning("T02", place, alike, found)
    elif proof.sector:
        section = _section(proof.sector)
        counts = [sum(one.sector == section for one in roster) for roster in rosters]
        count = min((one for one in counts if one), default=0)
        if 0 < count < FEWEST:
            yield GroupWarning("T03", place, count, proof.sector)
    single = next(_held_by_one(proof.role or ""), None)
    if single:
        yield GroupWarning("T04", place, 1, single)
    for pattern in (_ADDRESS, _TELEPHONE, _TITLED):
        traced = pattern.search(f"{proof.quote or ''}\n{proof.role or ''}\n{proof.title}")
        if traced:
            yield GroupWarning("T05", place, 1, traced[0].strip())


def _alike(concerned: Signatory, roster: Iterable[Signatory]) -> int:
    """How many companies of the roster, the one concerned among them, share its sector and its size band."""
    band = size_band(concerned.headcount)
    return sum(one.sector == concerned.sector and size_band(one.headcount) == band for one in roster)


def _section(sector: str) -> str:
    """The code of a NACE section where a testimony's sector begins with one, else the words themselves."""
    return sector[:1] if len(sector) == 1 or sector[1:2] in (" ", ".", ",", "-") else sector


def _held_by_one(role: str) -> Iterator[str]:
    plainer, _ = folded(role)
    for post in _words()["posts"]:
        if re.search(rf"(?<!\w){re.escape(folded(post)[0])}(?!\w)", plainer):
            yield post


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    """Return the posts that one person holds, and the words of every code. Read once."""
    text = Path(__file__).with_name("small_groups.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return words


def group_message(warning: GroupWarning, language: Language) -> str:
    """Return what was counted and what to do, in one paragraph of `language`."""
    words = _words()["warnings"][warning.code][language]
    params = {"count": warning.count, "found": warning.found[:160], "fewest": FEWEST, "small": SMALL_COMPANY}
    return filled(words, language, params)
