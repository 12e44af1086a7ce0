"""All annotations, one a row: target, words, motives, texts, proof, who signs, who replies, what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.annotations import Annotation, contests
from schemas.annotation_target import write_source
from service.render.report.cards import (
    demands,
    dissent_text,
    lapsed_line,
    motives,
    name_of,
    positioned,
    proof_text,
    tombstone,
)
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Row

COLUMNS = (
    Column("annotation_id", "code", 30),
    Column("created", "day", 11),
    Column("union", "text", 26, "counter"),
    Column("motives", "text", 28, "counter"),
    Column("contests", "flag", 10, "counter"),
    Column("target_kind", "code", 11),
    Column("objective", "whole", 9),
    Column("clause", "code", 8),
    Column("words", "text", 34, "claim"),
    Column("indicator", "code", 10),
    Column("signatory_id", "code", 11),
    Column("signatory", "text", 26),
    Column("revision_read", "whole", 10),
    Column("revision_current", "whole", 10),
    Column("carried_to", "whole", 10),
    Column("text_fr", "text", 60, "counter"),
    Column("text_en", "text", 60, "counter"),
    Column("demands", "text", 30, "counter"),
    Column("themes", "text", 22, "counter"),
    Column("proofs", "text", 40, "counter"),
    Column("countersigned", "text", 26, "counter"),
    Column("dissents", "text", 34, "counter"),
    Column("replies", "text", 50, "claim"),
    Column("state", "code", 11),
    Column("state_reason", "text", 26),
    Column("version", "whole", 8),
    Column("target_iri", "code", 46),
)


def rows(report: Report, words: Words) -> Iterator[Row]:
    """Yield one row an annotation, retracted and withheld ones included with their reason and without their text."""
    for annotation in shown(report):
        yield Row(tuple(_values(annotation, report, words)))


def shown(report: Report) -> Iterator[Annotation]:
    """Yield the annotations that stand beside what the report's view measures."""
    clauses = {c for i in report.framework.indicators if report.view.measures(i.id) for c in i.clauses}
    for annotation in report.cycle.annotations:
        target = annotation.target
        beside = target.indicator is None or report.view.measures(target.indicator)
        if report.view.indicators is None or (beside and (target.clause is None or target.clause in clauses)):
            yield annotation


def _values(annotation: Annotation, report: Report, words: Words) -> Iterator[object]:
    target = annotation.target
    opens = annotation.standing and contests(annotation, report.contesting)
    yield from (annotation.id, annotation.created.date(), annotation.union.name, motives(annotation, report, words))
    yield words("yes" if opens else "no")
    yield from (target.kind, objective_of(annotation, report), target.clause)
    yield from (target.selector.exact if target.selector else None, target.indicator, target.signatory)
    filed = report.filed.get(target.signatory or "")
    yield from (name_of(target.signatory, report) if target.signatory else None, target.revision)
    yield from (filed.revision if filed else None, annotation.carried_to)
    yield from (annotation.texts.get(language) if annotation.legible else None for language in ("fr", "en"))
    yield from (demands(annotation, report, words), _themes(annotation, report, words))
    yield "\n".join(proof_text(proof, words) for proof in annotation.evidence) if annotation.legible else None
    yield ", ".join(positioned(speaker, annotation, words) for speaker in annotation.countersigned_by)
    yield "\n".join(
        words("card_dissent", union=positioned(speaker, annotation, words), text=dissent_text(speaker, text, words))
        for speaker, text in annotation.dissent
    )
    yield "\n".join(_replies(annotation, report, words))
    yield state(annotation)
    yield None if annotation.legible else tombstone(annotation, words)
    yield from (annotation.version, write_source(target))


def objective_of(annotation: Annotation, report: Report) -> int | None:
    """Return the objective an annotation is about, None for an edition as a whole."""
    target, framework = annotation.target, report.framework
    if target.clause and framework.has_clause(target.clause):
        return framework.clause(target.clause).objective
    if target.indicator and framework.has_indicator(target.indicator):
        return framework.indicator(target.indicator).objective
    return None


def state(annotation: Annotation) -> str:
    """Return `standing`, `retracted` or `withheld`."""
    if annotation.withheld is not None:
        return "withheld"
    return "retracted" if annotation.retracted is not None else "standing"


def _themes(annotation: Annotation, report: Report, words: Words) -> str:
    labels = {theme.id: words.of(theme.label) for theme in report.framework.themes}
    return ", ".join(labels.get(theme, theme) for theme in annotation.themes)


def _replies(annotation: Annotation, report: Report, words: Words) -> Iterator[str]:
    for reply in annotation.replies:
        text = " / ".join(reply.texts.values()) or words("card_withheld", reason=reply.withheld or "")
        who = reply.union.name if reply.union else name_of(reply.signatory, report)
        said = words("card_reply", company=who, day=words.day(reply.created), text=text)
        yield " ".join(part for part in (said, lapsed_line(annotation, reply, words)) if part)
