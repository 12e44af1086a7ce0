"""Hand-worked cases: what is suppressed, with which code, and that nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

from indicators.answers import Answer
from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.disclosure import Protected, Record, protect
from indicators.disclosure.redaction import Verdict, redacted
from indicators.figures import Bounds, Cut, Estimate, Figure, Signatory, Spread
from tests.indicators.companies import FRAMEWORK
from tests.indicators.cycles import answered, cycle, filed, on_answer

ALL = Cut()


def ratio(numerator: int, denominator: int) -> Answer:
    return answered("SD-2", numerator=numerator, denominator=denominator)


def company(id_: str, answer: Answer, sector: str = "C", *, public: bool = False) -> tuple[Filed, Signatory]:
    headcount = int(answer.number("denominator") or 100)
    entry = filed(id_, answer, headcount=headcount)
    if public:
        profile = replace(entry.submission.organisation, publication="full")
        entry = replace(entry, submission=replace(entry.submission, organisation=profile))
    return entry, Signatory(id_, f"{id_} (invented)", "FR", sector, headcount)


def made(companies: Sequence[tuple[Filed, Signatory]], id_: str = "2026", **changes: object) -> Cycle:
    of = cycle([entry for entry, _ in companies], *(one for _, one in companies), id_=id_)
    return replace(of, **changes)  # type: ignore[arg-type]


def shown(of: Cycle, *published: Record, before: Record | None = None) -> Protected:
    return protect(FRAMEWORK, of, consolidate(FRAMEWORK, of), published, before)


def figure(of: Protected, cut: Cut = ALL, indicator: str = "SD-2") -> Figure:
    return of.consolidation.figure(indicator, cut)


def sector(value: str) -> Cut:
    return Cut("sector", value)


def decimals(value: object) -> Iterator[Decimal]:
    """Every decimal number anywhere inside."""
    if isinstance(value, Decimal):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from decimals(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from (found for item in value.values() for found in decimals(item))
    elif isinstance(value, tuple):
        yield from (found for item in value for found in decimals(item))


SIX = [company(f"S{n}", ratio(n * 10 + 15, 100)) for n in range(6)]


def test_a_figure_of_many_is_shown_as_it_is() -> None:
    found = figure(shown(made(SIX)))
    assert (found.obs_status, found.conf_status, found.claimed.value) == ("V", "F", Decimal("0.4"))


def test_a_cell_of_two_is_suppressed_and_nothing_that_rests_on_a_value_is_left() -> None:
    two = [company("T0", ratio(30, 100), "K"), company("T1", ratio(70, 100), "K")]
    found = figure(shown(made([*SIX, *two])), sector("K"))
    assert (found.obs_status, found.conf_status, dict(found.withheld)) == ("Q", "A", {"claimed": "A"})
    assert list(decimals(found)) == []
    assert (found.bands, found.extras, found.claimed.levels) == ((), {}, None)
    assert found.bounds_silent == Bounds(None, None, "suppressed")
    assert (found.coverage.answered, found.coverage.submitted) == (2, 2)


def test_the_only_other_cell_of_the_margin_goes_too_and_the_whole_stays() -> None:
    two = [company("T0", ratio(30, 100), "K"), company("T1", ratio(70, 100), "K")]
    found = shown(made([*SIX, *two]))
    assert (figure(found, sector("C")).obs_status, figure(found, sector("C")).conf_status) == ("Q", "D")
    assert figure(found).claimed.value == Decimal(340) / 800


def test_a_third_cell_may_stay_when_two_others_protect_each_other() -> None:
    two = [company("T0", ratio(30, 100), "K"), company("T1", ratio(70, 100), "K")]
    four = [company(f"U{n}", ratio(n * 20 + 10, 100), "J") for n in range(4)]
    found = shown(made([*SIX, *two, *four]))
    assert figure(found, sector("K")).conf_status == "A"
    # J speaks of four companies and C of six: the smaller one goes
    assert (figure(found, sector("J")).conf_status, figure(found, sector("C")).conf_status) == ("D", "F")


def test_one_that_outweighs_the_others_is_suppressed() -> None:
    heavy = [company("H0", ratio(500, 900), "K"), company("H1", ratio(10, 50), "K"), company("H2", ratio(20, 50), "K")]
    assert figure(shown(made([*SIX, *heavy])), sector("K")).conf_status == "O"
    # 850 of 1,000 is not above 85 %
    even = [company("H0", ratio(500, 850), "K"), company("H1", ratio(10, 50), "K"), company("H2", ratio(20, 100), "K")]
    assert figure(shown(made([*SIX, *even])), sector("K")).conf_status in ("F", "D")


def test_companies_that_publish_in_full_have_nothing_to_hide_and_do_not_hide_others() -> None:
    open_ = [company("T0", ratio(30, 100), "K", public=True), company("T1", ratio(70, 100), "K", public=True)]
    found = shown(made([*SIX, *open_]))
    assert figure(found, sector("K")).claimed.value == Decimal("0.5")
    assert found.public == {"T0", "T1"}
    third = company("T2", ratio(20, 100), "K")
    assert figure(shown(made([*SIX, *open_, third])), sector("K")).conf_status == "A"


def test_a_figure_in_which_all_said_none_would_state_every_answer() -> None:
    none = [company(f"S{n}", ratio(0, 100)) for n in range(6)]
    assert figure(shown(made(none))).obs_status == "Q"
    # one that did something knows that the five others did nothing
    assert figure(shown(made([*none[:5], company("S5", ratio(40, 100))]))).obs_status == "Q"
    assert figure(shown(made([*none[:4], *(company(f"S{n}", ratio(40, 100)) for n in (4, 5))]))).obs_status == "V"


def test_a_single_contested_answer_hides_the_pair_but_not_the_claim() -> None:
    found = figure(shown(made(SIX, annotations=(on_answer("S1", "SD-2", "A1"),))))
    assert (found.claimed.value, found.contested) == (Decimal("0.4"), 1)
    assert (found.set_aside.value, found.contested_weight, found.bounds_contested.lower) == (None, None, None)
    assert found.withheld["set_aside"] == "A"
    assert found.bounds_silent.lower == Decimal("0.4")


def test_three_contested_answers_of_six_may_be_set_aside_in_public() -> None:
    annotations = tuple(on_answer(f"S{n}", "SD-2", "A1") for n in (0, 2, 4))
    found = figure(shown(made(SIX, annotations=annotations)))
    assert found.set_aside.value == Decimal(25 + 45 + 65) / 300
    assert found.contested_weight == Decimal("0.5")


def test_quartiles_need_ten_and_extremes_and_the_mean_of_ratios_stay_with_the_accredited() -> None:
    ten = [company(f"S{n}", ratio(n * 10, 100)) for n in range(10)]
    assert figure(shown(made(ten[:9]))).claimed.spread is None
    spread = figure(shown(made(ten))).claimed.spread
    assert spread is not None
    assert (spread.n, spread.median) == (10, Decimal("0.45"))
    assert (spread.mean, spread.minimum, spread.maximum) == (None, None, None)
    open_ = [company(f"S{n}", ratio(n * 10, 100), public=True) for n in range(3)]
    all_open = figure(shown(made(open_))).claimed.spread
    assert all_open is not None
    assert (all_open.minimum, all_open.maximum) == (Decimal(0), Decimal("0.2"))


def test_a_newcomer_between_two_editions_takes_every_figure_that_it_is_in() -> None:
    first = shown(made(SIX))
    later = made([*SIX, company("NEW", ratio(33, 100))])
    assert figure(shown(later)).obs_status == "V"
    assert figure(shown(later, first.record)).obs_status == "Q"
    three = [company(f"NEW{n}", ratio(20 + 10 * n, 100)) for n in range(3)]
    assert figure(shown(made([*SIX, *three]), first.record)).claimed.value == Decimal(330) / 900


def test_a_corrected_answer_can_be_published_because_only_the_difference_is_told() -> None:
    first = shown(made(SIX))
    corrected = made([*SIX[:5], company("S5", ratio(30, 100))])
    assert figure(shown(corrected, first.record)).claimed.value == Decimal(205) / 600


def test_what_no_suppression_can_hide_any_more_is_named() -> None:
    careless = shown(made(SIX[:2]))
    everything = Record(
        careless.record.companies,
        careless.record.rows,
        careless.record.extras,
        frozenset({("SD-2", "main", "claimed", "all", "")}),
    )
    again = shown(made(SIX[:2]), everything)
    assert not again.audit.safe
    assert ("S0", "SD-2") in again.audit.exposed


def test_a_change_is_told_only_beside_a_published_value_of_the_previous_cycle() -> None:
    before = made([company(f"S{n}", ratio(n * 9 + 12, 100)) for n in range(6)], "2025")
    edition = shown(before)
    now = made(SIX, previous=before)
    alone = figure(shown(now))
    assert (alone.previous, alone.raw_change, alone.matched_change) == (None, None, None)
    assert {alone.withheld["previous"], alone.withheld["matched_change"]} == {"D"}
    beside = figure(shown(now, before=edition.record))
    assert beside.matched_change == Decimal("0.4") - Decimal(207) / 600
    revised = replace(now, previous=made([company(f"S{n}", ratio(n * 9 + 13, 100)) for n in range(6)], "2025"))
    assert figure(shown(revised, before=edition.record)).matched_change is None


def test_levels_are_hidden_where_one_company_could_tell_the_others() -> None:
    def levels(*given: int) -> Figure:
        companies = [company(f"S{n}", answered("HC-5", level=level)) for n, level in enumerate(given)]
        return figure(shown(made(companies)), indicator="HC-5")

    assert levels(2, 2, 2, 2).obs_status == "Q"
    assert levels(0, 2, 2, 2).obs_status == "Q"  # the first knows that all others are at 2
    assert levels(0, 0, 2, 2).claimed.levels == (2, 0, 2, 0)


def test_a_record_comes_back_from_its_file_and_equal_records_are_equal_files() -> None:
    record = shown(made(SIX, annotations=(on_answer("S1", "SD-2", "A1"),))).record
    again = Record.from_bytes(record.to_bytes())
    assert again.rows.equals(record.rows)
    assert again.companies.equals(record.companies)
    assert again.shown == record.shown
    assert again.to_bytes() == record.to_bytes()


def test_the_audit_counts_what_is_kept_and_names_what_is_not() -> None:
    two = [company("T0", ratio(30, 100), "K"), company("T1", ratio(70, 100), "K")]
    found = shown(made([*SIX, *two])).audit
    # all, sectors C and K, France, one size band
    assert (found.figures, found.kept) == (5, 3)
    claimed = {(one.cut.value, one.code) for one in found.suppressed if one.part == "claimed"}
    assert claimed == {("K", "A"), ("C", "D")}
    assert found.safe


def test_a_cycle_without_answers_has_nothing_to_protect() -> None:
    found = shown(made([(filed("S0"), Signatory("S0", "S0", "FR", "C", 100))]))
    assert (found.audit.figures, found.audit.suppressed) == (0, ())


def test_a_sum_that_happens_to_be_its_own_median_is_no_median() -> None:
    of = figure(shown(made(SIX)))
    days = Estimate(1, Decimal(7), spread=Spread(1, *[Decimal(7)] * 6))
    both = replace(of, extras={"sum": days, "median": days})

    found = redacted(both, Verdict(all_medians=frozenset({"median"})))

    assert (dict(found.extras), found.withheld["extras"]) == ({"sum": replace(days, spread=None)}, "A")


def with_days(*days: int) -> Cycle:
    answers = (answered("PR-3", numerator=1, denominator=2, median_days=day) for day in days)
    return made([company(f"D{n:02}", answer) for n, answer in enumerate(answers)])


def test_a_median_is_not_told_again_where_one_company_changed_its_own() -> None:
    first = shown(with_days(*range(10, 22)))
    same = shown(with_days(*range(10, 22)), first.record)
    second = shown(with_days(*range(10, 21), 60), first.record)

    told = [figure(one, indicator="PR-3").extras.get("median_days") for one in (first, same, second)]
    assert [one and one.value for one in told] == [Decimal("15.5"), Decimal("15.5"), None]
    assert figure(second, indicator="PR-3").withheld["extras"] == "A"


def test_quartiles_are_not_told_again_where_five_of_twenty_changed_their_answers() -> None:
    first = shown(made([company(f"Q{n:02}", ratio(n + 30, 100)) for n in range(20)]))
    second = shown(made([company(f"Q{n:02}", ratio(n + (35 if n < 5 else 30), 100)) for n in range(20)]), first.record)

    assert figure(first).claimed.spread is not None
    assert (figure(second).claimed.value, figure(second).claimed.spread) == (Decimal("0.4075"), None)
    assert figure(second).withheld["spread"] == "A"
