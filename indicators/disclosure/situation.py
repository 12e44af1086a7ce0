"""Where a protection stands: the answers now, what earlier editions showed, what was shown of the previous cycle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from indicators.columns import Columns
from indicators.disclosure.ordered import enough, ordered_cuts
from indicators.disclosure.quantities import Holding, Quantity, holding_of
from indicators.disclosure.record import Group, Item, Record, Shown, record_of
from indicators.disclosure.units import Unit
from indicators.figures import Consolidation, Cut, Figure
from indicators.plans import Plan


@dataclass(frozen=True)
class Known:
    """A record and its quantities."""

    record: Record
    holding: Holding

    def shown(self, source: str, group: Group) -> list[Item]:
        """Return the items of a unit that were published of it."""
        found = sorted(self.record.shown)
        return [(part, cut, value) for of, which, part, cut, value in found if (of, which) == (source, group)]


@dataclass(frozen=True)
class Ordered:
    """The cuts of one indicator that may show quartiles and mean, those of the answers set aside, and bands; those in
    which every contributor publishes in full; and by key those that may show the median of an extra."""

    spreads: Collection[Cut]
    asides: Collection[Cut]
    bands: Collection[Cut]
    all_public: Collection[Cut]
    medians: Mapping[str, Collection[Cut]]


@dataclass(frozen=True)
class Situation:
    """All that decisions rest on. `matched` are the previous cycle's answers, in this cycle's cuts, as matched now;
    `matched_before` the same as matched in each earlier edition."""

    plans: tuple[Plan, ...]
    now: Known
    earlier: tuple[Known, ...]
    previous: Known | None
    matched: Known | None
    matched_before: tuple[Known, ...]
    owners: dict[str, int]

    @staticmethod
    def of(columns: Columns, previous: Columns | None, published: Sequence[Record], before: Record | None) -> Situation:
        """Bring together what there is. A previous cycle counts only as it was published: where answers of it have
        changed since, nothing of it may stand beside this one."""
        record = record_of(columns, previous)
        now = Known(record, holding_of(columns.plans, record, published))
        earlier = tuple(Known(one, holding_of(columns.plans, one, (record, *published))) for one in published)
        known = matched = None
        matched_before: tuple[Known, ...] = ()
        if previous is not None and before is not None and _same(record_of(previous), before):
            known = Known(before, holding_of(columns.plans, before))
            matched = _as_matched(columns.plans, before, record)
            matched_before = tuple(_as_matched(columns.plans, before, one.record) for one in earlier)
        return Situation(columns.plans, now, earlier, known, matched, matched_before, {})

    @property
    def tells_changes(self) -> bool:
        """Whether values of the previous cycle are public, so that changes may be."""
        return self.previous is not None

    def unit_of(self, indicator: str) -> tuple[str, Group]:
        """Return the unit of an indicator: its own, or the details of the one it is derived from."""
        plan = next(plan for plan in self.plans if plan.indicator.id == indicator)
        return plan.source, "main" if plan.indicator.entered else "detail"

    def indicators(self, source: str, group: Group) -> list[str]:
        """Return the indicators whose figures a unit decides on."""
        derived = [p.indicator.id for p in self.plans if p.source == source and not p.indicator.entered]
        return [source] if group == "main" else [source, *derived]

    def cuts(self, consolidation: Consolidation) -> list[Cut]:
        """Return every cut there are figures for."""
        return list(dict.fromkeys(cut for _, cut in consolidation.figures))

    def unit(self, source: str, group: Group, items: list[Item]) -> Unit:
        """Return what is to be decided together about an indicator."""
        key = (source, group)
        unit = Unit(
            self.now.holding,
            self.now.holding.quantities.get(key, ()),
            items,
            [(one.holding, one.holding.quantities.get(key, ()), one.shown(source, group)) for one in self.earlier],
        )
        if self.previous is None or self.matched is None:
            return unit
        shown = [
            (self.previous.holding, self.previous.holding.quantities.get(key, ()), self.previous.shown(source, group))
        ]
        for then, edition in zip(self.matched_before, self.earlier, strict=True):
            told = [item for item in edition.shown(source, group) if item[0] == "matched_change"]
            shown.append((then.holding, then.holding.quantities.get(key, ()), told))
        holding = self.matched.holding
        only = [replace(quantity, parts=("matched_change",)) for quantity in holding.quantities.get(key, ())]
        return replace(unit, previous=(holding, only), previous_shown=shown)

    def ordered(self, plan: Plan, hidden: Collection[Item]) -> Ordered:
        """Return where quartiles, means and bands of an indicator may be shown, among the cuts that show a value."""
        key = self.unit_of(plan.indicator.id)
        quantity = _first(plan, self.now.holding.quantities.get(key, ()))
        if quantity is None:
            return Ordered((), (), (), (), {extra.key: () for extra in plan.extras if extra.summary == "median"})
        holding = self.now.holding
        shown = [cut for cut in _cuts(holding) if ("claimed", cut.dimension, cut.value) not in hidden]
        earlier = [
            (one.holding, before, one.shown(*key))
            for one in self.earlier
            if (before := _first(plan, one.holding.quantities.get(key, ()))) is not None
        ]
        members = {
            cut: holding.members(quantity, ("claimed", cut.dimension, cut.value)) & quantity.private for cut in shown
        }
        spreads = ordered_cuts(holding, quantity, shown, earlier)
        split = {
            cut
            for cut in spreads
            if enough(members[cut] & quantity.contested) and enough(members[cut] & ~quantity.contested)
        }
        bands = shown if plan.indicator.kind == "level" else split
        medians = {
            extra.key: self._medians(plan, extra.key, shown) for extra in plan.extras if extra.summary == "median"
        }
        return Ordered(spreads, split, bands, {cut for cut in shown if not members[cut].any()}, medians)

    def _medians(self, plan: Plan, key: str, shown: Collection[Cut]) -> Collection[Cut]:
        """The cuts that may show the median of an extra, by the rule for quartiles; an earlier edition that showed an
        indicator's value is taken to have shown the median with it."""
        place = (plan.indicator.id, key)
        now = self.now.holding
        if place not in now.medians:
            return ()
        earlier = [
            (one.holding, one.holding.medians[place], one.shown(*self.unit_of(plan.indicator.id)))
            for one in self.earlier
            if place in one.holding.medians
        ]
        return ordered_cuts(now, now.medians[place], shown, earlier)

    def previous_shown(self, indicator: str, cut: Cut) -> bool:
        """Whether the previous cycle's edition shows the value of a figure."""
        if self.previous is None:
            return False
        return (*self.unit_of(indicator), "claimed", cut.dimension, cut.value) in self.previous.record.shown


def items_of(situation: Situation, consolidation: Consolidation, source: str, group: Group) -> list[Item]:
    """Return the sums that the figures of a unit would publish."""
    items: dict[Item, None] = {}
    for indicator in situation.indicators(source, group):
        for cut in situation.cuts(consolidation):
            figure = consolidation.figures[indicator, cut]
            if not figure.coverage.answered:
                continue
            items["claimed", cut.dimension, cut.value] = None
            if figure.contested:
                items["set_aside", cut.dimension, cut.value] = None
            if figure.matched_change is not None and situation.tells_changes:
                items["matched_change", cut.dimension, cut.value] = None
    return list(items)


def shown_of(situation: Situation, figures: Mapping[tuple[str, Cut], Figure]) -> list[Shown]:
    """Return what the public has with these figures, for the next edition to be protected against."""
    shown: set[Shown] = set()
    for (indicator, cut), figure in figures.items():
        source, group = situation.unit_of(indicator)
        if figure.obs_status == "Q" or not figure.coverage.answered:
            continue
        shown.add((source, group, "claimed", cut.dimension, cut.value))
        if figure.extras and "extras" not in figure.withheld:
            shown.add((source, "detail", "claimed", cut.dimension, cut.value))
        if figure.contested and "set_aside" not in figure.withheld:
            shown.add((source, group, "set_aside", cut.dimension, cut.value))
        if figure.matched_change is not None:
            shown.add((source, group, "matched_change", cut.dimension, cut.value))
    return sorted(shown)


def _cuts(holding: Holding) -> list[Cut]:
    named = [Cut(dimension, value) for dimension, values in holding.cuts.items() for value in sorted(set(values))]  # type: ignore[arg-type]
    return [Cut(), *named]


def _first(plan: Plan, quantities: Sequence[Quantity]) -> Quantity | None:
    """The quantity that an indicator's own values are made from."""
    name = {"derived": f"{plan.indicator.id}1a", "level": "level"}.get(plan.indicator.kind, "a")
    if plan.indicator.method == "rate_ratio":
        name = "1a"
    return next((quantity for quantity in quantities if quantity.name == name), None)


def _same(first: Record, second: Record) -> bool:
    """Whether two records hold the same answers of the same companies, whatever was contested in them."""
    names = ["company", "indicator", *"abcd"]
    return first.companies.equals(second.companies) and first.rows.select(names).equals(second.rows.select(names))


def _as_matched(plans: tuple[Plan, ...], before: Record, now: Record) -> Known:
    """The previous cycle's answers with the cuts of this cycle, and which of them were given again."""
    cuts = now.companies.select("id", "sector", "country", "size")
    companies = before.companies.drop("sector", "country", "size").join(
        cuts, on="id", how="left", maintain_order="left"
    )
    companies = companies.with_columns(pl.col("sector", "country", "size").fill_null(""))
    again = now.rows.select(id=now.companies["id"].gather(now.rows["company"]), indicator="indicator")
    rows = before.rows.drop("matched").with_columns(id=before.companies["id"].gather(before.rows["company"]))
    rows = rows.join(
        again.with_columns(matched=pl.lit(value=True)), on=("id", "indicator"), how="left", maintain_order="left"
    )
    rows = rows.with_columns(pl.col("matched").fill_null(value=False)).select(before.rows.columns)
    record = replace(before, companies=companies.select(before.companies.columns), rows=rows)
    return Known(record, holding_of(plans, record))
