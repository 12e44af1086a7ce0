"""The codebook: every column and code, made from the columns themselves, and the definition of every indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indicators.figures import SIZE_BANDS
from indicators.model import Framework
from service.render.report.language import Words
from service.render.report.table import Column, Row

COLUMNS = (
    Column("code_list", "text", 28),
    Column("code", "code", 26),
    Column("code_label", "text", 40),
    Column("code_meaning", "text", 100),
)

INDICATOR_COLUMNS = (
    Column("indicator", "code", 10),
    Column("title", "text", 26),
    Column("clauses", "code", 10),
    Column("core", "flag", 9),
    Column("kind", "code", 9),
    Column("measure", "text", 40),
    Column("definition", "text", 46),
    Column("scope", "text", 40),
    Column("computation", "text", 40),
    Column("evidence_expected", "text", 34),
    Column("matters", "text", 40),
    Column("limits", "text", 40),
    Column("levels", "text", 46),
    Column("mappings", "text", 44),
)

_CODES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("status", ("answered", "not_applicable", "not_available")),
    ("contest", ("none", "open", "answered", "withdrawn")),
    ("participation", ("submitted", "silent", "left")),
    ("roster_status", ("joined", "invited", "left")),
    ("state", ("standing", "retracted", "withheld")),
    ("publication", ("full", "consolidated")),
    ("kind", ("ratio", "count", "amount", "level", "derived")),
    ("dimension", ("all", "sector", "country", "size")),
    ("OBS_STATUS", ("V", "M", "O", "B", "Q", "A")),
    ("CONF_STATUS", ("F", "A", "O", "D")),
)


def rows(sheets: Sequence[tuple[str, Sequence[Column]]], framework: Framework, words: Words) -> Iterator[Row]:
    """Yield the columns of every sheet, then every list of codes."""
    for sheet, columns in sheets:
        for column in columns:
            yield Row((sheet, column.code, column.words_for(words), column.meaning(words)))
    yield from _codes(words)
    yield from _criteria(words)
    yield from _of_framework(framework, words)


def _codes(words: Words) -> Iterator[Row]:
    for list_, codes in _CODES:
        for code in codes:
            yield Row((list_, code, words(f"code_{list_}_{code}"), words(f"code_{list_}")))
    for code, lowest, highest in SIZE_BANDS:
        label = (
            words("code_size_band_range", low=lowest, high=highest)
            if highest
            else words("code_size_band_open", low=lowest)
        )
        yield Row(("size_band", code, label, words("code_size_band")))


def _criteria(words: Words) -> Iterator[Row]:
    for number in range(1, 9):
        yield Row(("R1–R8", f"R{number}", words(f"criterion_R{number}"), words(f"about_R{number}")))
    for level in range(5):
        yield Row(("bindingness", str(level), words(f"badge_{level}"), words(f"about_badge_{level}")))


def _of_framework(framework: Framework, words: Words) -> Iterator[Row]:
    for motive in framework.motives:
        yield Row(("motives", motive.id, words.of(motive.label), words.of(motive.description)))
    for demand in framework.demands.values():
        yield Row(("demands", demand.id, words.of(demand.title), words.of(demand.sentence)))
    for theme in framework.themes:
        yield Row(("themes", theme.id, words.of(theme.label), words("code_theme")))
    for population in framework.populations:
        yield Row(("populations", population.id, words.of(population.label), words.of(population.definition)))


def indicator_rows(framework: Framework, words: Words) -> Iterator[Row]:
    """Yield one row an indicator, with all it takes to read it and to doubt it."""
    for indicator in framework.indicators:
        levels = "\n".join(f"{n} {words.of(text)}" for n, text in enumerate(indicator.levels or ()))
        mappings = "\n".join(
            f"{m.standard} {m.code} ({m.version})" + ("" if m.checked else f" {words('mapping_unchecked')}")
            for m in indicator.mappings
        )
        texts = (indicator.measure, indicator.definition, indicator.scope, indicator.computation)
        more = (indicator.evidence, indicator.matters, indicator.limits)
        yield Row(
            (
                indicator.id,
                words.of(indicator.title),
                ", ".join(indicator.clauses),
                words("yes" if indicator.core else "no"),
                indicator.kind,
                *(words.of(text) for text in texts),
                *(words.of(text) for text in more),
                levels,
                mappings,
            )
        )
