"""A company's answers written into the template: what goes into which cell, and what the counts then say.

Reading the result gives the same answers again. How a cell becomes XML is `stencil.py`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indicators.answers import Answer, Commitment, Evidence, Profile, Status, Submission, Unreadable
from indicators.model import Framework, Language
from service.form.layout import COMMITMENT_ROWS, COMMITMENTS, EVIDENCE, EVIDENCE_ROWS, VALUE_COLUMN, ListName, layout_of
from service.form.lists import label_of
from service.render.stencil import CellValue, stencil_of
from service.render.template_look import BODY
from service.render.template_measure import height_of, lines_of
from service.render.template_page import Key
from service.render.template_progress import progress_cells
from service.render.template_questions import LONG_TEXT_WIDTH

_FIRST_SHEETS = ("readme", "organisation")
"""The only sheets that knowing the company changes."""

Given = CellValue | Unreadable | None


def template_for(framework: Framework, language: Language, cycle: str, organisation: Profile | None = None) -> bytes:
    """Return the empty workbook, its organisation sheet filled in where the company is known."""
    stencil = stencil_of(framework, language, cycle)
    if organisation is None:
        return stencil.empty
    values: dict[Key, Given] = dict(_organisation(organisation, framework, language))
    progress = progress_cells(Submission(framework.ref, cycle, language, organisation), framework, language)
    values.update({key: value for key, value in progress.items() if key[0] in _FIRST_SHEETS})
    return stencil.fill(dict(_plain(values)))


def fill(submission: Submission, framework: Framework, language: Language | None = None) -> bytes:
    """Return the workbook with a company's answers, commitments and evidence; tables grow as they must.

    Raises KeyError for an answer to an indicator, or a field, that the framework does not ask.
    """
    language = language or submission.language
    evidence = sum(len(answer.evidence) for answer in submission.answers)
    stencil = stencil_of(
        framework,
        language,
        submission.cycle,
        commitment_rows=_rows(len(submission.commitments), COMMITMENT_ROWS),
        evidence_rows=_rows(evidence, EVIDENCE_ROWS),
    )
    values: dict[Key, Given] = dict(_organisation(submission.organisation, framework, language))
    values.update(_answers(submission, framework, language))
    values.update(_tables(submission, framework, language))
    values.update(progress_cells(submission, framework, language))
    plain = dict(_plain(values))
    return stencil.fill(plain, _heights(plain))


def _heights(values: Mapping[Key, CellValue]) -> dict[Key, float]:
    """What the rows of reasons and comments need: programs do not fit the rows of merged cells to their text."""
    return {
        key: height_of(lines_of(value, LONG_TEXT_WIDTH, BODY), BODY)
        for key, value in values.items()
        if isinstance(value, str) and key[1].endswith((".reason", ".comment"))
    }


def refill(values: Mapping[Key, CellValue], framework: Framework, language: Language, cycle: str) -> bytes:
    """Return the workbook with cells as they were found in another; cells that the form does not have are left out."""
    lines = {"commitments": 0, "evidence": 0}
    for sheet, row, _ in values:
        if sheet in lines:
            lines[sheet] = max(lines[sheet], int(row))
    stencil = stencil_of(
        framework,
        language,
        cycle,
        commitment_rows=_rows(lines["commitments"], COMMITMENT_ROWS),
        evidence_rows=_rows(lines["evidence"], EVIDENCE_ROWS),
    )
    known = {key: value for key, value in values.items() if key in stencil}
    return stencil.fill(known, _heights(known))


def _rows(needed: int, laid_out: int) -> int:
    """Tables grow by whole steps, so that few different templates are kept."""
    return laid_out * max(1, -(-needed // laid_out))


def _organisation(profile: Profile, framework: Framework, language: Language) -> Iterator[tuple[Key, Given]]:
    given: dict[str, Given] = {
        "name": profile.name,
        "reference": profile.reference,
        "country": _label("country", profile.country, framework, language),
        "sector": _label("sector", profile.sector, framework, language),
        "publication": None
        if profile.publication == "consolidated"
        else _label("publication", profile.publication, framework, language),
        **profile.populations,
    }
    for field, value in given.items():
        yield ("organisation", f"organisation.{field}", VALUE_COLUMN), value


def _answers(submission: Submission, framework: Framework, language: Language) -> Iterator[tuple[Key, Given]]:
    homes = {slot.code: sheet.code for sheet in layout_of(framework).sheets for slot in sheet.slots}
    for answer in submission.answers:
        for field, value in _cells_of(answer, framework, language):
            if value is not None:
                code = f"{answer.indicator}.{field}"
                yield (homes[code], code, VALUE_COLUMN), value


def _cells_of(answer: Answer, framework: Framework, language: Language) -> Iterator[tuple[str, Given]]:
    yield from answer.values.items()
    if answer.status != Status.ANSWERED or not answer.values:
        yield "status", _label("status", answer.status, framework, language)
    yield "reason", answer.reason
    yield "comment", answer.comment


def _tables(submission: Submission, framework: Framework, language: Language) -> Iterator[tuple[Key, Given]]:
    for number, commitment in enumerate(submission.commitments, start=1):
        for column, value in _commitment(commitment, framework, language).items():
            yield (COMMITMENTS.sheet, str(number), column), value
    pieces = ((answer.indicator, piece) for answer in submission.answers for piece in answer.evidence)
    for number, (indicator, piece) in enumerate(pieces, start=1):
        for column, value in _evidence(indicator, piece, framework, language).items():
            yield (EVIDENCE.sheet, str(number), column), value


def _commitment(commitment: Commitment, framework: Framework, language: Language) -> dict[str, Given]:
    return {
        "clause": _label("clause", commitment.clause, framework, language),
        "text": commitment.text,
        "target": commitment.target,
        "unit": commitment.unit,
        "target_date": commitment.target_date,
        "role": commitment.role,
    }


def _evidence(indicator: str, piece: Evidence, framework: Framework, language: Language) -> dict[str, Given]:
    return {
        "indicator": _label("indicator", indicator, framework, language),
        "kind": _label("evidence_kind", piece.kind, framework, language),
        "title": piece.title,
        "link": piece.link,
        "reference": piece.reference,
    }


def _label(name: ListName, code: str | None, framework: Framework, language: Language) -> str | None:
    return None if code is None else label_of(name, code, framework, language)


def _plain(values: Mapping[Key, Given]) -> Iterator[tuple[Key, CellValue]]:
    """Drop blanks; what could not be read goes back as the text it was."""
    for key, value in values.items():
        if isinstance(value, Unreadable):
            yield key, value.found
        elif value is not None:
            yield key, value
