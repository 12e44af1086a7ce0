"""Whose workbook is it, and which revision? By reference, else by the exact name; a lookalike is named, never merged.

Names are compared in NFKC, without case and with single spaces. Pure rules over values; no file is read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.answers import Profile
from indicators.figures import Signatory
from service.workflows.fault_words import fault_words

_REVISION = re.compile(r"[-_ ]r([1-9][0-9]{0,3})$", re.IGNORECASE)
_CONFUSABLE = str.maketrans("асеорхуіјѕοντκ01|", "aceopxyijsovtkoll")
"""Cyrillic and Greek letters, digits and signs that pass for Latin letters."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A workbook that no signatory can be given: code (X01, X02, X06) and words by language."""

    code: str
    message: Mapping[str, str]


def folded(name: str) -> str:
    """Return a name as it is compared: NFKC, without case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def skeleton(name: str) -> str:
    """Return what a name looks like: without accents, punctuation, invisible signs; common lookalikes made one."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_CONFUSABLE)
    return "".join(character for character in plain if character.isalnum())


def revision_of(stem: str) -> int:
    """Return the revision that a file's name gives: `EX-004-r2` is 2; 1 without a suffix."""
    found = _REVISION.search(stem)
    return int(found.group(1)) if found else 1


class Roll:
    """The signatories, by id and by name. Without a roster it grows with the workbooks."""

    def __init__(self, signatories: Iterable[Signatory], *, closed: bool) -> None:
        self.closed = closed
        self.by_id: dict[str, Signatory] = {}
        self._by_name: dict[str, Signatory] = {}
        for signatory in signatories:
            self._add(signatory)

    def _add(self, signatory: Signatory) -> Signatory:
        self.by_id[signatory.id] = signatory
        self._by_name[folded(signatory.name)] = signatory
        return signatory

    def match(self, profile: Profile) -> Signatory | Mismatch:
        """Return whose workbook it is, or why nobody's. An open roll takes a new company in."""
        by_reference = self.by_id.get(profile.reference or "")
        by_name = self._by_name.get(folded(profile.name))
        if by_reference and by_name and by_reference != by_name:
            words = fault_words(
                "X02", found=by_name.name, reference=profile.reference or "", expected=by_reference.name
            )
            return Mismatch("X02", words)
        found = by_reference or by_name
        if found is None:
            return self._unknown(profile) if self.closed else self._add(self._new(profile))
        if found.status == "left":
            words = fault_words("X06", found=found.name, expected=found.left_on or "–")
            return Mismatch("X06", words)
        return found

    def _unknown(self, profile: Profile) -> Mismatch:
        near = ", ".join(self.lookalikes(profile.name))
        words = fault_words("X01", found=profile.name, reference=profile.reference or "–", near=near)
        return Mismatch("X01", words)

    def lookalikes(self, name: str) -> list[str]:
        """Return the ids and names of signatories whose name looks the same without being the same."""
        looks = skeleton(name)
        return [
            f"{signatory.id} {signatory.name}"
            for signatory in self.by_id.values()
            if skeleton(signatory.name) == looks and folded(signatory.name) != folded(name)
        ]

    def _new(self, profile: Profile) -> Signatory:
        headcount = profile.headcount
        whole = int(headcount) if headcount is not None and headcount == int(headcount) else None
        id_ = profile.reference or self._id_from(profile.name)
        return Signatory(id_, profile.name, profile.country, profile.sector, whole)

    def _id_from(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        base = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40] or "company"
        id_, number = base, 2
        while id_ in self.by_id:
            id_, number = f"{base}-{number}", number + 1
        return id_
