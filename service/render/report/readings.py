"""How named unions read a clause or a commitment, beside the reader: verdicts, profiles, who agrees how far.

Lines of text only; readings and agreement are given by the report, never computed here.
"""

from __future__ import annotations

from indicators.wording.agreement import LEAST_UNITS, Agreement
from indicators.wording.judgements import Judgement
from service.render.report.badge import badge
from service.render.report.contents import Report, UnionReading
from service.render.report.language import Words


def heading(reading: UnionReading, report: Report, words: Words) -> str:
    """Return who reads and what badge that gives, with the language of the words where it is not the official one."""
    line = words("union_reading", union=reading.union, badge=badge(reading.profile.level, words))
    if reading.language in report.framework.official_languages:
        return line
    return f"{line} {words('in_french' if reading.language == 'fr' else 'in_english')}"


def disputes(clause: str, report: Report, words: Words) -> tuple[str, ...]:
    """Return one line for each union whose badge differs from the reader's; they print under the badge."""
    return tuple(
        heading(reading, report, words) for reading in report.clause_readings.get(clause, ()) if reading.disputes
    )


def verdict(judgement: Judgement, words: Words) -> str:
    """Return one verdict on one finding, with its words and its reason."""
    line = words(
        f"verdict_{judgement.verdict}",
        criterion=judgement.criterion,
        words=judgement.words,
        score=judgement.score if judgement.score is not None else "",
    )
    return f"{line} {judgement.reason}".rstrip()


def on_commitment(place: tuple[str, int], report: Report, words: Words) -> str:
    """Return how each union that judged a company's commitment reads it, then who agrees how far; a line each."""
    lines: list[str] = []
    for reading in report.commitment_readings.get(place, ()):
        lines.append(words("union_reading", union=reading.union, badge=badge(reading.profile.level, words)))
        lines += [verdict(judgement, words) for judgement in reading.judgements]
    agreement = report.commitment_agreement.get(place)
    return "\n".join([*lines, *(agreement_lines(agreement, words) if agreement else ())])


def agreement_lines(agreement: Agreement, words: Words) -> tuple[str, ...]:
    """Return who agrees how far, with both numbers of every share, and the alpha or why there is none."""
    shares = " · ".join(
        words("agreement_share", union=union, agreed=share.agreed, of=share.of)
        for union, share in agreement.with_reader.items()
    )
    lines = [words("agreement_reader", shares=shares)] if shares else []
    if agreement.among.of:
        lines.append(words("agreement_among", agreed=agreement.among.agreed, of=agreement.among.of))
        lines.append(_alpha(agreement, words))
    return tuple(lines)


def _alpha(agreement: Agreement, words: Words) -> str:
    if agreement.alpha is None:
        return words("agreement_few", units=agreement.units, least=LEAST_UNITS)
    return words("agreement_alpha", alpha=words.number(agreement.alpha, 2), units=agreement.units)
