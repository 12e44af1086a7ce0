"""The progress that a filled template shows, computed here so that a program that computes no formula shows it too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indicators.answers import Answer, Status, Submission
from indicators.model import Framework, Indicator, Language
from service.form.layout import indicators_of, layout_of
from service.form.progress import Progress, progress_of
from service.form.texts import Texts, load_texts
from service.render.template_page import Key

TEXTS = Path(__file__).with_name("template.yaml")


def progress_cells(submission: Submission, framework: Framework, language: Language) -> dict[Key, str | int]:
    """Return the cached value of every progress cell of the template for these answers."""
    words = load_texts(TEXTS)
    answers = {answer.indicator: answer for answer in submission.answers}
    progress = progress_of(submission, framework)
    organisation, _ = progress.parts["organisation"]
    cells: dict[Key, str | int] = {("organisation", "flag:organisation", "notes"): organisation}
    for sheet in layout_of(framework).sheets:
        for indicator in (i for i in indicators_of(framework, sheet.objectives) if i.entered):
            for key, value in _of_block(indicator, answers.get(indicator.id), progress.done, words, language):
                cells[sheet.code, *key] = value
    cells |= dict(_counts(progress, words, language))
    return cells


def _of_block(
    indicator: Indicator, answer: Answer | None, done: frozenset[str], words: Texts, language: Language
) -> Iterator[tuple[tuple[str, str], str | int]]:
    id_ = indicator.id
    yield (f"flag:{id_}", "flag"), int(id_ in done)
    yield (f"state:{id_}", "state"), words(f"state.{_state(indicator, answer, done)}", language)
    if exceeds_its_denominator(indicator, answer):
        yield (f"exceeds:{id_}", "state"), words("state.exceeds", language)


def _state(indicator: Indicator, answer: Answer | None, done: frozenset[str]) -> str:
    if indicator.id in done:
        return "done"
    if answer is not None and answer.status in {Status.NOT_APPLICABLE, Status.NOT_AVAILABLE}:
        return "reason"
    return "todo" if indicator.core else "optional"


def ratio_keys(indicator: Indicator) -> tuple[str, str] | None:
    """Return the fields of a share that cannot exceed one: numerator and denominator; None for anything else."""
    keys = {entry.role: entry.key for entry in indicator.fields if entry.part_of is None}
    if indicator.unbounded or indicator.method != "pooled" or not {"numerator", "denominator"} <= keys.keys():
        return None
    return keys["numerator"], keys["denominator"]


def exceeds_its_denominator(indicator: Indicator, answer: Answer | None) -> bool:
    """Whether the workbook says so beside the numerator."""
    keys = ratio_keys(indicator)
    if keys is None or answer is None:
        return False
    numerator, denominator = (answer.number(key) for key in keys)
    return numerator is not None and denominator is not None and numerator > denominator


def _counts(progress: Progress, words: Texts, language: Language) -> Iterator[tuple[Key, str]]:
    for code, (done, asked) in progress.parts.items():
        column = "value" if code == "organisation" else "notes"
        yield (code, "count", column), words("sheet.count", language, done=done, all=asked)
        yield ("readme", f"count:{code}", "count"), f"{done} / {asked}"
    total = words("readme.progress_total", language, done=progress.answered, all=progress.asked)
    yield ("readme", "total", "key"), total
