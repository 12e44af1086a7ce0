"""The eight scores and the flags of one clause, each with the words it rests on (framework, section 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indicators.wording.governing import Governing
from indicators.wording.inflection_fr import FINITE, GERUND, PARTICIPLE
from indicators.wording.lexicon import RELATIVE
from indicators.wording.model import CRITERIA, ClauseReading, WordingFinding, flags_of_scores
from indicators.wording.phrases import Rule
from indicators.wording.words import Row

Hit = tuple[Rule, int, int]

_ADDRESSEE = {"first": 2, "company": 1, "third": 0, "role": 3, "document": 0, "topic": 0, "aim": 0, "duty": 0}
_JOINING = frozenset({"et", "ou", "and", "or"})
_SIGNED = frozenset({"signé", "signée", "signés", "conclu", "conclue", "daté", "datée", "signed", "dated", "adopted"})
_SETS_A_TIME = frozenset(
    [
        "avant",
        "jusqu'au",
        "jusqu'à",
        "dès",
        "compter",
        "partir",
        "au",
        "en",
        "ici",
        "fin",
        "by",
        "before",
        "until",
        "from",
        "since",
        "within",
        "in",
        "during",
        "end",
    ]
)
_TEXT_REACH = 6
_SCORED = frozenset({"R2", "R4", "R5", "R6", "R7", "R8"})


def scored(row: Row, first: int, last: int, governing: Governing | None, disclaimers: list[Hit]) -> ClauseReading:
    """Score the words `first` to `last` (not included); `disclaimers` are those of the whole text.

    A disclaimer takes the legal effect from every clause of the text; where it holds the governing verb, R1 is 0.
    """
    if governing is not None and any(
        start <= governing.last and governing.first <= end for _, start, end in disclaimers
    ):
        governing = replace(governing, level=0, permissive=False)
    disclaimed = next((hit for hit in disclaimers if first <= hit[1] < last), disclaimers[0] if disclaimers else None)
    hits = [hit for hit in _hits(row, first, last) if hit[0].criterion != "R5" or not _dates_a_text(row, first, hit)]
    findings: list[WordingFinding] = []
    scores = dict.fromkeys(CRITERIA, 0)
    _obligation(row, governing, hits, scores, findings)
    _addressee(row, governing, scores, findings)
    for rule, start, end in _widest(hits):
        if rule.criterion in _SCORED and rule.value > 0:
            scores[rule.criterion] = max(scores[rule.criterion], rule.value)
            findings.append(_finding(row, rule.criterion, rule.id, start, end, rule.value))
    _milestones(row, hits, scores, findings)
    _act(row, governing, scores, findings)
    flags = _flags(row, governing, disclaimed, scores, findings)
    start, end = row.starts[first], row.ends[last - 1]
    recital = governing is not None and governing.kind == "recital"
    return ClauseReading(row.text[start:end], start, end, scores, flags, tuple(findings), recital)


def _finding(row: Row, criterion: str, rule: str, first: int, last: int, value: int = 1) -> WordingFinding:
    start, end = row.starts[first], row.ends[last]
    return WordingFinding(criterion, rule, start, end, row.text[start:end], value)


def _hits(row: Row, first: int, last: int) -> Iterable[Hit]:
    for at in range(first, last):
        phrases = row.entries[at].scored
        if not phrases:
            continue
        found: dict[str, Hit] = {}
        for phrase in phrases:
            end = phrase.end(row.keys, at)
            rule = phrase.rule
            if at < end <= last and (rule.id not in found or found[rule.id][2] < end - 1):
                found[rule.id] = (rule, at, end - 1)
        yield from found.values()


def _widest(hits: list[Hit]) -> Iterable[Hit]:
    """Leave out a hit that lies within an earlier one of the same criterion and says no more."""
    reach: dict[str, tuple[int, int]] = {}
    for rule, start, end in hits:
        last, value = reach.get(rule.criterion, (-1, 0))
        if end > last or rule.value > value:
            reach[rule.criterion] = (max(end, last), rule.value)
            yield rule, start, end


def _obligation(
    row: Row, governing: Governing | None, hits: list[Hit], scores: dict[str, int], findings: list[WordingFinding]
) -> None:
    if governing is None:
        return
    hits = [hit for hit in hits if not row.hidden[hit[1]]]
    scores["R1"] = governing.level
    findings.append(_finding(row, "R1", governing.rule, governing.first, governing.last, governing.level))
    hedge = next((hit for hit in hits if hit[0].criterion == "hedge" and _limits(row, governing, hit)), None)
    if hedge is not None and governing.level > 0 and governing.kind != "recital":
        scores["R1"] -= 1
        findings.append(_finding(row, "R1", hedge[0].id, hedge[1], hedge[2], -1))


def _limits(row: Row, governing: Governing, hedge: Hit) -> bool:
    """Whether a hedge limits what governs, not a participle, a relative or a second object ("et, si nécessaire, …")."""
    _, start, end = hedge
    if start < governing.last:
        return True
    before = start - 2 if row.words[start - 1] == "," else start - 1
    if before > governing.last and (row.entries[before].mask & RELATIVE or row.words[before] in _JOINING):
        return False
    if _in_a_means(row, governing.last, start):
        return False
    after = row.entries[end + 1].verb if end + 1 < len(row.words) else None
    return after is None or not after.tenses & PARTICIPLE or bool(after.tenses & FINITE)


def _in_a_means(row: Row, governing: int, hedge: int) -> bool:
    """Whether the hedge closes the means, not the act: "limiter …, en privilégiant le train lorsque c'est possible"."""
    for at in range(hedge - 1, governing, -1):
        if row.words[at] in (",", ";"):
            return False
        verb = row.entries[at].verb
        if verb is not None and verb.tenses & GERUND and row.words[at - 1] in ("en", "by"):
            return True
    return False


def _addressee(row: Row, governing: Governing | None, scores: dict[str, int], findings: list[WordingFinding]) -> None:
    if governing is None or governing.subject_at < 0:
        return
    scores["R2"] = _ADDRESSEE.get(governing.subject, 0)
    if scores["R2"]:
        name = f"{row.lexicon.language.upper()}-R2-{governing.subject.upper()}"
        findings.append(_finding(row, "R2", name, governing.subject_at, governing.subject_at, scores["R2"]))


def _dates_a_text(row: Row, first: int, hit: Hit) -> bool:
    """Whether a year dates an agreement or a law ("l'accord du 9 octobre 2025", "signed on …") and sets no time."""
    _, start, end = hit
    if "#y" not in row.keys[start : end + 1]:
        return False
    for at in range(start, max(first, start - _TEXT_REACH) - 1, -1):
        if row.words[at] in _SIGNED or row.entries[at].subject == "document":
            return True
        if row.words[at] in _SETS_A_TIME or row.words[at] == ",":
            return start - at < 2 and any(row.words[place] in _SIGNED for place in (at - 1, at - 2) if place >= first)
    return False


def _milestones(row: Row, hits: list[Hit], scores: dict[str, int], findings: list[WordingFinding]) -> None:
    """Two dated years in one clause are milestones (R5 = 3), unless one of them dates a baseline."""
    dated = [hit for hit in hits if hit[0].criterion == "R5" and "#y" in row.keys[hit[1] : hit[2] + 1]]
    years = {row.words[at] for _, start, end in dated for at in range(start, end + 1) if row.keys[at] == "#y"}
    if len(years) > 1 and scores["R4"] < 3:
        scores["R5"] = 3
        rule = f"{row.lexicon.language.upper()}-R5-YEARS"
        findings.append(_finding(row, "R5", rule, dated[-1][1], dated[-1][2], 3))


def _act(row: Row, governing: Governing | None, scores: dict[str, int], findings: list[WordingFinding]) -> None:
    """R3: a value, a theme (soft verb), an identifiable act, an act with a scope (a quantity or a date)."""
    if governing is None or governing.kind in ("state", "recital") or governing.level == 0:
        return
    level = 1 if governing.level == 1 or governing.kind in ("soft", "strive", "weak") else 2
    if level == 2 and (scores["R4"] > 1 or scores["R5"] > 1):
        level = 3
    scores["R3"] = level
    rule = ("", "THEME", "ACT", "SCOPE")[level]
    name = f"{row.lexicon.language.upper()}-R3-{rule}"
    findings.append(_finding(row, "R3", name, governing.first, governing.last, level))


def _flags(
    row: Row,
    governing: Governing | None,
    disclaimed: Hit | None,
    scores: dict[str, int],
    findings: list[WordingFinding],
) -> tuple[str, ...]:
    if governing is not None and governing.kind == "recital":
        return ()
    by_scores = flags_of_scores(scores)
    flags = [
        flag
        for flag, raised in (
            *((flag, flag in by_scores) for flag in ("NB1", "NB2", "NB3")),
            ("NB4", _on_a_third_party(governing)),
            ("NB5", governing is not None and governing.permissive),
            ("NB7", disclaimed is not None),
        )
        if raised
    ]
    if governing is not None:
        findings += [
            _finding(row, flag, governing.rule, governing.first, governing.last)
            for flag in flags
            if flag in ("NB2", "NB5")
        ]
        if "NB4" in flags:
            at = governing.subject_at
            findings.append(_finding(row, "NB4", f"{row.lexicon.language.upper()}-R2-THIRD", at, at))
    if disclaimed is not None:
        findings.append(_finding(row, "NB7", disclaimed[0].id, disclaimed[1], disclaimed[2]))
    return tuple(flags)


def _on_a_third_party(governing: Governing | None) -> bool:
    return governing is not None and governing.subject == "third" and governing.level > 1 and governing.under_duty
