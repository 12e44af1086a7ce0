"""What a union makes of the reader's findings: it confirms, corrects or dismisses them, each on exact words.

Values, their faults and the profile they lead to. Who agrees with whom is counted in `agreement`; how a judgement is
sent and stored is not known here. Source: framework, section 5 ("so that a union can confirm, correct or dismiss it").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from indicators.wording.model import CRITERIA, FLAGS, ClauseReading, Reading, WordingFinding, flags_of_scores

Verdict = Literal["confirm", "correct", "dismiss"]
VERDICTS: tuple[Verdict, ...] = ("confirm", "correct", "dismiss")
HIGHEST = 3
_BY_SCORES = frozenset({"NB1", "NB2", "NB3"})
_WITHOUT_WORDS = frozenset({"NB1", "NB3"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict on one finding: `text[start:end] == words`, in characters of the whole text that was read.

    `criterion` is `R1` to `R8` or a flag; `rule` is that of the finding, and empty where the reader saw nothing and the
    union points at words of its own (then the verdict is `correct`). NB1 and NB3 rest on what is missing: their words
    are the whole clause, their rule is empty. `score` is given with `correct` only: 0 to 3, for a flag 0 or 1.
    """

    criterion: str
    rule: str
    start: int
    end: int
    words: str
    verdict: Verdict
    score: int | None = None
    reason: str = ""

    @property
    def place(self) -> tuple[str, str, int, int]:
        """What tells one finding of a text from another."""
        return self.criterion, self.rule, self.start, self.end


@dataclass(frozen=True, slots=True)
class JudgementFault:
    """One thing wrong with a judgement: `key` is its field, `params` fills the message of `code` (J01 to J08)."""

    code: str
    key: str
    found: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def judgement_faults(judgement: Judgement, reading: Reading, text: str) -> tuple[JudgementFault, ...]:
    """Return what keeps `judgement` from standing on `text`, which `reading` has read; none means that it may."""
    return (*_shape_faults(judgement), *_place_faults(judgement, reading, text))


def repeated(judgements: Sequence[Judgement]) -> tuple[int, ...]:
    """Return the places of judgements on a finding that an earlier one of the same list has judged (fault J08)."""
    seen: set[tuple[str, str, int, int]] = set()
    found: list[int] = []
    for place, judgement in enumerate(judgements):
        if judgement.place in seen:
            found.append(place)
        seen.add(judgement.place)
    return tuple(found)


def _shape_faults(judgement: Judgement) -> Iterator[JudgementFault]:
    criteria, verdict = (*CRITERIA, *FLAGS), judgement.verdict
    if judgement.criterion not in criteria:
        yield JudgementFault("J01", "criterion", judgement.criterion, {"expected": ", ".join(criteria)})
    if verdict not in VERDICTS:
        yield JudgementFault("J02", "verdict", str(verdict), {"expected": ", ".join(VERDICTS)})
    if verdict != "confirm" and not judgement.reason.strip():
        yield JudgementFault("J03", "reason", judgement.reason)
    most = HIGHEST if judgement.criterion in CRITERIA else 1
    given = "" if judgement.score is None else str(judgement.score)
    if verdict == "correct" and (judgement.score is None or not 0 <= judgement.score <= most):
        yield JudgementFault("J04", "score", given, {"criterion": judgement.criterion, "expected": f"0–{most}"})
    if verdict != "correct" and judgement.score is not None:
        yield JudgementFault("J05", "score", given)


def _place_faults(judgement: Judgement, reading: Reading, text: str) -> Iterator[JudgementFault]:
    start, end = judgement.start, judgement.end
    if not 0 <= start < end <= len(text) or text[start:end] != judgement.words:
        read = text[max(start, 0) : max(end, 0)]
        yield JudgementFault("J06", "words", judgement.words, {"read": read, "start": str(start), "end": str(end)})
        return
    adds = judgement.verdict == "correct" and not judgement.rule
    if adds or any(_meets(judgement, clause) for clause in reading.clauses):
        return
    expected = ", ".join(
        f"{one.rule} [{one.start}:{one.end}]"
        for clause in reading.clauses
        for one in clause.findings
        if one.criterion == judgement.criterion
    )
    yield JudgementFault(
        "J07", "rule", f"{judgement.criterion} {judgement.rule} [{start}:{end}]", {"expected": expected or "–"}
    )


def _meets(judgement: Judgement, clause: ClauseReading) -> bool:
    if judgement.criterion in _WITHOUT_WORDS:
        return judgement.criterion in clause.flags and (judgement.start, judgement.end) == (clause.start, clause.end)
    return any(_on(judgement, finding) for finding in clause.findings)


def _on(judgement: Judgement, finding: WordingFinding) -> bool:
    return judgement.place == (finding.criterion, finding.rule, finding.start, finding.end)


def judged(reading: Reading, judgements: Iterable[Judgement]) -> Reading:
    """Return the reading of one union: the reader's, with that union's judgements applied.

    A correction gives its criterion the corrected score (the highest of several); a dismissed finding counts no more;
    what is confirmed or not judged stays. Flags that follow from scores follow the new ones, unless judged themselves.
    A judgement whose finding this reader does not make, or no longer, changes nothing unless it is a correction.
    """
    given = tuple(judgements)
    return replace(reading, clauses=tuple(_judged_clause(clause, given) for clause in reading.clauses))


def by_unions(reading: Reading, judgements: Mapping[str, Iterable[Judgement]]) -> dict[str, Reading]:
    """Return the reading of every union that judged something, by union: each stands for itself, none is averaged."""
    given = {union: tuple(made) for union, made in judgements.items()}
    return {union: judged(reading, made) for union, made in given.items() if made}


def on_clause(clause: ClauseReading, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the judgements that lie within one clause of a reading."""
    return tuple(one for one in judgements if clause.start <= one.start and one.end <= clause.end)


def _judged_clause(clause: ClauseReading, judgements: tuple[Judgement, ...]) -> ClauseReading:
    ours = on_clause(clause, judgements)
    if not ours:
        return clause
    findings = tuple(_kept_findings(clause, ours))
    scores = dict(clause.scores)
    for criterion in dict.fromkeys(one.criterion for one in ours if one.criterion in scores):
        scores[criterion] = _score(criterion, scores[criterion], findings, ours)
    return replace(clause, scores=scores, findings=findings, flags=_flags(clause, scores, findings, ours))


def _kept_findings(clause: ClauseReading, judgements: tuple[Judgement, ...]) -> Iterator[WordingFinding]:
    by_place = {one.place: one for one in judgements}
    for finding in clause.findings:
        judgement = by_place.pop((finding.criterion, finding.rule, finding.start, finding.end), None)
        if judgement is None or judgement.verdict == "confirm":
            yield finding
        elif judgement.verdict == "correct" and judgement.score:
            yield replace(finding, value=judgement.score)
    for added in by_place.values():
        if added.verdict == "correct" and added.score:
            yield WordingFinding(added.criterion, added.rule, added.start, added.end, added.words, added.score)


def _score(criterion: str, read: int, findings: Iterable[WordingFinding], judgements: Iterable[Judgement]) -> int:
    ours = [one for one in judgements if one.criterion == criterion]
    corrected = [one.score for one in ours if one.verdict == "correct" and one.score is not None]
    if corrected:
        return min(max(corrected), HIGHEST)
    if all(one.verdict == "confirm" for one in ours):
        return read
    values = [finding.value for finding in findings if finding.criterion == criterion]
    hedges = sum(value for value in values if value < 0)
    return max(0, min(HIGHEST, max(values, default=0) + hedges))


def _flags(
    clause: ClauseReading,
    scores: Mapping[str, int],
    findings: Iterable[WordingFinding],
    judgements: Iterable[Judgement],
) -> tuple[str, ...]:
    """Follow the scores, keep other flags while words hold them up, then apply what was said of flags themselves."""
    held = {finding.criterion for finding in findings}
    flags = {flag for flag in clause.flags if flag not in _BY_SCORES and flag in held}
    if not clause.recital:
        flags |= flags_of_scores(scores)
    for one in judgements:
        if one.criterion in FLAGS and (one.verdict == "dismiss" or one.score == 0):
            flags.discard(one.criterion)
        elif one.criterion in FLAGS and one.score == 1:
            flags.add(one.criterion)
    return tuple(flag for flag in FLAGS if flag in flags)
