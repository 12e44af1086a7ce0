"""A part of a report that someone asks for: some cuts, some indicators, one of the two values. Nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indicators.case import Filed
from indicators.figures import Cut, Dimension, Signatory, size_band
from indicators.model import Framework

Contested = Literal["claimed", "set_aside"]


@dataclass(frozen=True, slots=True)
class View:
    """What to show. Empty `cuts`: all of them; `indicators` None: all; `contested` None: both values.

    Several cuts are shown each in turn, never their intersection: figures of an intersection do not exist, and those of
    a few companies would say what each declared.
    """

    cuts: tuple[Cut, ...] = ()
    indicators: frozenset[str] | None = None
    contested: Contested | None = None

    def shows(self, indicator: str, cut: Cut) -> bool:
        """Whether a figure is part of it."""
        return self.measures(indicator) and (not self.cuts or cut in self.cuts)

    def measures(self, indicator: str) -> bool:
        """Whether an indicator is part of it."""
        return self.indicators is None or indicator in self.indicators

    def covers(self, signatory: Signatory | None, filed: Filed) -> bool:
        """Whether a company that submitted is in one of its cuts (the roster speaks first, as in the figures)."""
        return not self.cuts or any(cut.value == place_of(signatory, filed, cut.dimension) for cut in self.cuts)


EVERYTHING = View()


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of a report that someone names. Cuts are shown each in turn, not their intersection."""

    cuts: tuple[Cut, ...] = ()
    objective: int | None = None
    indicator: str | None = None
    contested: Contested | None = None

    def view(self, framework: Framework, *, cuts: tuple[Cut, ...] | None = None) -> View:
        """Return it as a view of a report under `framework`; `cuts` stand in where the request names none."""
        measured = frozenset(
            indicator.id
            for indicator in framework.indicators
            if self.indicator in (None, indicator.id) and self.objective in (None, indicator.objective)
        )
        narrowed = self.indicator is not None or self.objective is not None
        return View(self.cuts or cuts or (), measured if narrowed else None, self.contested)

    @property
    def everything(self) -> bool:
        """Whether it is the whole report."""
        return self == Asked()


def place_of(signatory: Signatory | None, filed: Filed, dimension: Dimension) -> str:
    """Return a company's value of a dimension."""
    profile = filed.submission.organisation
    if dimension == "sector":
        return (signatory.sector if signatory else None) or profile.sector or "unknown"
    if dimension == "country":
        return (signatory.country if signatory else None) or profile.country or "unknown"
    if dimension == "size":
        declared = int(profile.headcount) if profile.headcount is not None else None
        return size_band((signatory.headcount if signatory else None) or declared) or "unknown"
    return ""
