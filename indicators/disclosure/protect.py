"""Disclosure control: from all figures of a cycle to those that the public may see (framework, section 7).

What is sensitive: the value of an answer whose company does not publish in full. What an attacker may know: the roster,
headcounts, who answered, all public answers, everything published before, and, if it is a company, its own answers.
See docs/method/disclosure.en.md and docs/decisions/0022-what-the-public-may-see.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.case import Cycle
from indicators.columns import Columns, columns_of
from indicators.disclosure.audit import Effort
from indicators.disclosure.record import Group, Item, Record
from indicators.disclosure.redaction import Verdict, redacted
from indicators.disclosure.situation import Ordered, Situation, items_of, shown_of
from indicators.disclosure.units import Decision, decide
from indicators.figures import Consolidation, Cut, Figure
from indicators.model import Framework


@dataclass(frozen=True, slots=True)
class Suppression:
    """One part of one figure that is not public, with its CONF_STATUS."""

    indicator: str
    cut: Cut
    part: str
    code: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What the protection did, for the secretariat: figures with a value, those kept, what is suppressed, how many
    answers were examined by how many programs, and the answers (signatory, indicator) that editions published earlier
    reveal whatever is done now."""

    figures: int
    kept: int
    suppressed: tuple[Suppression, ...]
    examined: int
    programs: int
    exposed: tuple[tuple[str, str], ...] = ()

    @property
    def safe(self) -> bool:
        """Whether no answer can be recovered from what is published."""
        return not self.exposed


@dataclass(frozen=True)
class Protected:
    """What may be published. `record` is confidential and is to be kept with the edition: the next one is protected
    against it. `public` are the signatories whose single answers may be shown because they publish in full."""

    consolidation: Consolidation
    record: Record
    audit: Audit
    public: frozenset[str]


def protect(
    framework: Framework,
    cycle: Cycle,
    consolidation: Consolidation,
    published: Sequence[Record] = (),
    before: Record | None = None,
) -> Protected:
    """Return the figures of a cycle that the public may see.

    `published` are the records of every earlier edition of this cycle; `before` is that of the newest edition of the
    previous cycle (None: nothing of it is public, so no change is told). Raises RosterError.
    """
    previous = columns_of(framework, cycle.previous) if cycle.previous is not None else None
    return protect_columns(columns_of(framework, cycle), consolidation, previous, published, before)


def protect_columns(
    columns: Columns,
    consolidation: Consolidation,
    previous: Columns | None = None,
    published: Sequence[Record] = (),
    before: Record | None = None,
) -> Protected:
    """The same from columns; `previous` are those of the previous cycle, from which the changes were worked out."""
    situation = Situation.of(columns, previous, published, before)
    effort = Effort()
    decisions = _decisions(situation, consolidation, effort)
    figures = _redacted(situation, consolidation, decisions)
    record = situation.now.record.showing(shown_of(situation, figures))
    return Protected(
        replace(consolidation, figures=figures),
        record,
        _audit(situation, consolidation, figures, decisions, effort),
        frozenset(c.signatory.id for c in columns.companies if c.submitted and c.active and c.public),
    )


Decisions = Mapping[tuple[str, Group], Decision]


def _decisions(situation: Situation, consolidation: Consolidation, effort: Effort) -> Decisions:
    """Decide the main figures of each indicator first: where they go, what details them goes too."""
    found: dict[tuple[str, Group], Decision] = {}
    for source, group in sorted(situation.now.holding.quantities, key=lambda key: (key[1] != "main", key[0])):
        unit = situation.unit(source, group, items_of(situation, consolidation, source, group))
        forced: Mapping[Item, str] = {}
        if group == "detail" and (source, "main") in found:
            forced = found[source, "main"].codes
        if unit.items:
            found[source, group] = decide(unit, forced, situation.owners, effort)
    return found


def _redacted(
    situation: Situation, consolidation: Consolidation, decisions: Decisions
) -> dict[tuple[str, Cut], Figure]:
    ordered = {
        plan.indicator.id: situation.ordered(plan, _kept(decisions.get(situation.unit_of(plan.indicator.id))))
        for plan in situation.plans
    }
    return {
        (indicator, cut): redacted(figure, _verdict(situation, figure, decisions, ordered[indicator]))
        for (indicator, cut), figure in consolidation.figures.items()
    }


def _kept(decision: Decision | None) -> frozenset[Item]:
    return frozenset(decision.codes) if decision else frozenset()


def _verdict(situation: Situation, figure: Figure, decisions: Decisions, ordered: Ordered) -> Verdict:
    source, group = situation.unit_of(figure.indicator)
    own, detail = decisions.get((source, group)), decisions.get((source, "detail"))
    cut = figure.cut
    codes: dict[str, str] = {
        part: code for (part, *place), code in (own.codes if own else {}).items() if place == [*_place(cut)]
    }
    if group == "main" and detail is not None and ("claimed", *_place(cut)) in detail.codes:
        codes["extras"] = detail.codes["claimed", cut.dimension, cut.value]
    return Verdict(
        codes=codes,
        spread=cut in ordered.spreads,
        aside_spread=cut in ordered.asides,
        bands=cut in ordered.bands,
        extremes=cut in ordered.all_public,
        medians=frozenset(key for key, cuts in ordered.medians.items() if cut in cuts),
        all_medians=frozenset(ordered.medians),
        previous=situation.previous_shown(figure.indicator, cut),
    )


def _place(cut: Cut) -> tuple[str, str]:
    return cut.dimension, cut.value


def _audit(
    situation: Situation,
    consolidation: Consolidation,
    figures: Mapping[tuple[str, Cut], Figure],
    decisions: Decisions,
    effort: Effort,
) -> Audit:
    valued = [figure for figure in consolidation.figures.values() if figure.coverage.answered]
    names = {number: id_ for id_, number in situation.owners.items()}
    return Audit(
        figures=len(valued),
        kept=sum(figures[figure.indicator, figure.cut].obs_status != "Q" for figure in valued),
        suppressed=tuple(
            Suppression(figure.indicator, figure.cut, part, code)
            for figure in figures.values()
            for part, code in figure.withheld.items()
        ),
        examined=effort.examined,
        programs=effort.programs,
        exposed=tuple(
            sorted({(names[f.owner], source) for (source, _), decision in decisions.items() for f in decision.exposed})
        ),
    )
