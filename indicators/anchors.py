"""Does an annotation hold on to what it names? Exact words in the quoted language, and codes that exist.

An annotation is never attached to a lookalike: where the words differ, even by one apostrophe, the fault quotes what
stands there instead. What each code says to people is in `anchor_messages.yaml`. Source: framework, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as given

from indicators.annotations import Annotation, Selector
from indicators.folding import folded
from indicators.model import Framework
from indicators.wording.judgements import JudgementFault, judgement_faults, repeated
from indicators.wording.reader import read

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AnchorFault:
    """One thing an annotation names that is not there; `path` points into its JSON, `params` fills the message."""

    code: str
    path: Path
    found: str = ""
    params: Mapping[str, str] = given(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What annotations may stand on: a cycle, its companies, the revisions each has on file, frozen editions.

    `answered` holds, per (signatory, revision), the indicators found there; a pair left out is not judged.
    """

    framework: Framework
    cycle: str
    signatories: frozenset[str] = frozenset()
    revisions: Mapping[str, frozenset[int]] = given(default_factory=dict)
    answered: Mapping[tuple[str, int], frozenset[str]] = given(default_factory=dict)
    editions: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()
    """Ids in the catalogues that unions keep of their own, beside those of the framework."""


def anchor_faults(annotation: Annotation, ground: Ground) -> tuple[AnchorFault, ...]:
    """Return every fault of what `annotation` names, in the order of its keys; none means it may stand."""
    return (
        *_target_faults(annotation, ground),
        *_words_faults(annotation, ground.framework),
        *_code_faults(annotation, ground),
        *_evidence_faults(annotation),
        *_judgement_faults(annotation, ground.framework),
        *_reply_faults(annotation, ground),
    )


def occurrences(text: str, selector: Selector) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) places in `text` of the exact words that stand between prefix and suffix."""
    places: list[tuple[int, int]] = []
    start = text.find(selector.exact) if selector.exact else -1
    while start >= 0:
        end = start + len(selector.exact)
        if text[:start].endswith(selector.prefix) and text[end:].startswith(selector.suffix):
            places.append((start, end))
        start = text.find(selector.exact, start + 1)
    return tuple(places)


def lookalike(text: str, exact: str) -> str | None:
    """Return the words of `text` that differ from `exact` only by case, spaces or typography, None where none do."""
    plainer, places = folded(text)
    wanted, _ = folded(exact)
    start = plainer.find(wanted) if wanted.strip() else -1
    if start < 0:
        return None
    return text[places[start] : places[start + len(wanted) - 1] + 1]


def _target_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    target, framework, place = annotation.target, ground.framework, ("target", "source")
    if target.framework is not None and target.framework != framework.ref:
        yield AnchorFault("N01", place, target.framework, {"expected": framework.ref})
        return
    if target.clause is not None and not framework.has_clause(target.clause):
        yield AnchorFault("N02", place, target.clause, {"expected": _some(c.id for c in framework.clauses)})
    if target.indicator is not None and not framework.has_indicator(target.indicator):
        yield AnchorFault("N03", place, target.indicator, {"expected": _some(i.id for i in framework.indicators)})
    if target.cycle is not None and target.cycle != ground.cycle:
        yield AnchorFault("N12", place, target.cycle, {"expected": ground.cycle})
    elif target.kind == "answer":
        yield from _answer_faults(annotation, ground)
    if target.edition is not None and target.edition not in ground.editions:
        yield AnchorFault("N13", place, target.edition, {"expected": _some(sorted(ground.editions))})
    if annotation.carried_to is not None and target.kind != "answer":
        yield AnchorFault("N14", ("carriedForward", "revision"), str(annotation.carried_to), {"expected": ""})


def _answer_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    target = annotation.target
    signatory, indicator, revision = target.signatory or "", target.indicator or "", target.revision or 0
    place: Path = ("target", "source")
    if signatory not in ground.signatories:
        yield AnchorFault("N10", place, signatory, {"expected": str(len(ground.signatories))})
        return
    if ground.framework.has_indicator(indicator) and not ground.framework.indicator(indicator).entered:
        yield AnchorFault("N18", place, indicator)
        return
    on_file = ground.revisions.get(signatory, frozenset())
    existing = {"expected": _some(str(number) for number in sorted(on_file)), "signatory": signatory}
    if revision not in on_file:
        yield AnchorFault("N11", place, str(revision), existing)
    elif indicator not in ground.answered.get((signatory, revision), {indicator}):
        yield AnchorFault("N19", place, indicator, {"signatory": signatory, "revision": str(revision)})
    carried = annotation.carried_to
    if carried is not None and (carried not in on_file or carried <= revision):
        yield AnchorFault("N14", ("carriedForward", "revision"), str(carried), existing)


def _words_faults(annotation: Annotation, framework: Framework) -> Iterator[AnchorFault]:
    target = annotation.target
    selector = target.selector
    if selector is None:
        return
    if target.kind != "clause":
        yield AnchorFault("N15", ("target", "selector"), target.kind)
        return
    if target.clause is None or not framework.has_clause(target.clause) or target.framework != framework.ref:
        return
    text = framework.clause(target.clause).text.in_(selector.language)
    places = occurrences(text, selector)
    quoted = {"clause": target.clause, "language": selector.language}
    if len(places) > 1:
        yield AnchorFault("N05", ("target", "selector"), selector.exact, quoted | {"count": str(len(places))})
    if not places:
        near = lookalike(text, selector.prefix + selector.exact + selector.suffix) or lookalike(text, selector.exact)
        yield AnchorFault("N04", ("target", "selector", "exact"), selector.exact, quoted | {"near": near or ""})


def _code_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    framework = ground.framework
    for index, motive in enumerate(annotation.motives):
        if not framework.has_motive(motive):
            yield AnchorFault("N06", ("motives", index), motive, {"expected": _some(m.id for m in framework.motives)})
        elif annotation.target.kind not in framework.motive(motive).targets:
            allowed = _some(m.id for m in framework.motives if annotation.target.kind in m.targets)
            yield AnchorFault("N07", ("motives", index), motive, {"kind": annotation.target.kind, "expected": allowed})
    for index, demand in enumerate(annotation.demands):
        if demand not in framework.demands and demand not in ground.demands:
            known = [*framework.demands, *sorted(ground.demands)]
            yield AnchorFault("N08", ("demands", index), demand, {"expected": _some(known)})
    themes = [theme.id for theme in framework.themes]
    for index, theme in enumerate(annotation.themes):
        if theme not in themes:
            yield AnchorFault("N09", ("themes", index), theme, {"expected": _some(themes)})


def _evidence_faults(annotation: Annotation) -> Iterator[AnchorFault]:
    for index, proof in enumerate(annotation.evidence):
        place: Path = ("evidence", index)
        if proof.kind == "testimony" and not (proof.quote and (proof.consent or proof.source)):
            yield AnchorFault("N16", place, (proof.quote or "")[:80])
        if proof.kind == "link" and not proof.link:
            yield AnchorFault("N17", place, proof.title)
        if proof.kind == "document" and not (proof.title or proof.reference):
            yield AnchorFault("N17", place, proof.title)


def _judgement_faults(annotation: Annotation, framework: Framework) -> Iterator[AnchorFault]:
    """A judgement holds on to a finding of the reader, in the clause and the language that the annotation quotes."""
    target, given = annotation.target, annotation.judgements
    if not given or (target.clause is not None and not framework.has_clause(target.clause)):
        return
    if target.kind != "clause" or target.clause is None:
        yield AnchorFault("N25", ("judgements",), target.kind)
        return
    language = target.selector.language if target.selector else framework.official_languages[0]
    text = framework.clause(target.clause).text.in_(language)
    reading = read(text, language)
    for index, judgement in enumerate(given):
        for fault in judgement_faults(judgement, reading, text):
            yield AnchorFault("N24", ("judgements", index, fault.key), fault.found, _told(fault))
    for index in repeated(given):
        fault = JudgementFault("J08", "rule", f"{given[index].criterion} {given[index].rule}".strip())
        yield AnchorFault("N24", ("judgements", index), fault.found, _told(fault))


def _told(fault: JudgementFault) -> dict[str, str]:
    return {"expected": "", **fault.params, "judgement": fault.code}


def version_faults(annotation: Annotation, earlier: Annotation) -> tuple[AnchorFault, ...]:
    """Return what keeps `annotation` from being a new version of `earlier`: it is about something else."""
    if annotation.target == earlier.target:
        return ()
    return (AnchorFault("N23", ("target",), annotation.target.clause or annotation.target.indicator or ""),)


def _reply_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    concerned = annotation.target.signatory
    for index, reply in enumerate(annotation.replies):
        if reply.union is not None:
            continue
        if reply.signatory not in ground.signatories or (concerned and reply.signatory != concerned):
            expected = concerned or str(len(ground.signatories))
            yield AnchorFault("N20", ("replies", index, "creator", "id"), reply.signatory, {"expected": expected})


def _some(names: Iterator[str] | Mapping[str, object] | list[str], most: int = 40) -> str:
    listed = list(names)
    return ", ".join(listed[:most]) + ("…" if len(listed) > most else "")
