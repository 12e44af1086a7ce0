"""What unions make of the reader's findings on clauses and on companies' own commitments, from their annotations.

Only annotations that stand are read, on a commitment only those about the revision shown; each union is read by itself.
What a judgement does to a profile and how agreement is counted is said in `indicators.wording`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indicators import wording
from indicators.annotations import Annotation
from indicators.answers import commitment_number
from indicators.case import Filed
from indicators.model import Framework, Language
from indicators.wording import Reading
from indicators.wording.agreement import Agreement, agreement
from indicators.wording.judgements import Judgement, by_unions
from service.render.report.contents import UnionReading
from service.workflows.wording_profiles import profile_of


@dataclass(frozen=True, slots=True)
class ClauseJudgements:
    """The unions' readings by clause, agreement by clause and over all clauses (None where nothing was judged)."""

    readings: Mapping[str, tuple[UnionReading, ...]] = field(default_factory=dict)
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    overall: Agreement | None = None


@dataclass(frozen=True, slots=True)
class CommitmentJudgements:
    """The unions' readings and agreement by (signatory, place of the commitment from 0), and over all commitments."""

    readings: Mapping[tuple[str, int], tuple[UnionReading, ...]] = field(default_factory=dict)
    agreement: Mapping[tuple[str, int], Agreement] = field(default_factory=dict)
    overall: Agreement | None = None


def commitment_judgements(annotations: Iterable[Annotation], revisions: Sequence[Filed]) -> CommitmentJudgements:
    """Return how unions read the commitments in `revisions` (one a company), from their standing annotations."""
    judged = _by_commitment(annotations, revisions)
    readings: dict[tuple[str, int], tuple[UnionReading, ...]] = {}
    units: dict[tuple[str, int], tuple[Reading, Mapping[str, Sequence[Judgement]]]] = {}
    for filed in revisions:
        for number, commitment in enumerate(filed.submission.commitments):
            unions = judged.get((filed.signatory, number))
            if unions:
                reading = wording.read(commitment.text, filed.submission.language)
                readings[filed.signatory, number] = tuple(_readings(reading, filed.submission.language, unions))
                units[filed.signatory, number] = (reading, unions)
    return CommitmentJudgements(
        readings,
        {place: agreement([text]) for place, text in units.items()},
        agreement(units.values()) if units else None,
    )


def _by_commitment(
    annotations: Iterable[Annotation], filed: Iterable[Filed]
) -> dict[tuple[str, int], dict[str, list[Judgement]]]:
    shown = {one.signatory: one.revision for one in filed}
    found: dict[tuple[str, int], dict[str, list[Judgement]]] = {}
    for annotation in annotations:
        target, number = annotation.target, commitment_number(annotation.target.indicator or "")
        current = target.kind == "answer" and shown.get(target.signatory or "") == target.revision
        if annotation.judgements and annotation.legible and current and number:
            unions = found.setdefault((target.signatory or "", number - 1), {})
            unions.setdefault(annotation.union.name, []).extend(annotation.judgements)
    return found


Texts = dict[tuple[str, Language], dict[str, list[Judgement]]]


def clause_judgements(framework: Framework, annotations: Iterable[Annotation]) -> ClauseJudgements:
    """Return how unions read the clauses of `framework`, from the judgements of their standing annotations."""
    judged = _by_text(framework, annotations)
    read: dict[tuple[str, Language], Reading] = {
        (clause, language): wording.read(framework.clause(clause).text.in_(language), language)
        for clause, language in judged
    }
    readings: dict[str, tuple[UnionReading, ...]] = {}
    units: dict[str, list[tuple[Reading, Mapping[str, Sequence[Judgement]]]]] = {}
    for (clause, language), unions in judged.items():
        reading = read[clause, language]
        readings[clause] = (*readings.get(clause, ()), *_readings(reading, language, unions))
        units.setdefault(clause, []).append((reading, unions))
    together = [text for texts in units.values() for text in texts]
    return ClauseJudgements(
        readings,
        {clause: agreement(texts) for clause, texts in units.items()},
        agreement(together) if together else None,
    )


def _by_text(framework: Framework, annotations: Iterable[Annotation]) -> Texts:
    found: Texts = {}
    for annotation in annotations:
        clause, selector = annotation.target.clause, annotation.target.selector
        if not (annotation.judgements and annotation.legible and clause and framework.has_clause(clause)):
            continue
        language: Language = selector.language if selector else framework.official_languages[0]
        unions = found.setdefault((clause, language), {})
        unions.setdefault(annotation.union.name, []).extend(annotation.judgements)
    return found


def _readings(
    reading: Reading, language: Language, unions: Mapping[str, Sequence[Judgement]]
) -> Iterable[UnionReading]:
    level = reading.operative.bindingness if reading.operative else None
    for union, theirs in by_unions(reading, unions).items():
        operative = theirs.operative
        if operative is not None:
            profile = profile_of(operative)
            yield UnionReading(union, language, profile, tuple(unions[union]), disputes=profile.level != level)
