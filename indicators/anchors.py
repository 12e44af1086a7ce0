"""Does an annotation hold on to what it names? Exact words in the quoted language, and codes that exist.

An annotation is never attached to a lookalike: where the words differ, even by one apostrophe, the fault quotes what
stands there instead. What each code says to people is in `anchor_messages.yaml`. Source: framework, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as given

from indicators.annotations import OWN_DEMAND, Annotation, Selector, Target
from indicators.answers import Commitment, Submission, is_commitment
from indicators.model import Framework, Language, Motive
from indicators.quoting import lookalike, occurrences
from indicators.wording.judgements import JudgementFault, judgement_faults, repeated
from indicators.wording.model import FLAGS
from indicators.wording.reader import read

Path = tuple[str | int, ...]
_CARRIED: Path = ("carriedForward", "revision")


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

    `answered` holds, per (signatory, revision), the indicators found there; a pair left out is not judged. `said` holds
    what was filed there, so that a company's own commitments can be quoted and judged; without it they cannot.
    """

    framework: Framework
    cycle: str
    signatories: frozenset[str] = frozenset()
    revisions: Mapping[str, frozenset[int]] = given(default_factory=dict)
    answered: Mapping[tuple[str, int], frozenset[str]] = given(default_factory=dict)
    editions: frozenset[str] = frozenset()
    said: Mapping[tuple[str, int], Submission] = given(default_factory=dict)
    demands: frozenset[str] | None = frozenset()
    """Ids in the catalogues that unions keep of their own, beside those of the framework; None where those catalogues
    are not at hand: any id of their form then stands, because a code that cannot be looked up is no reason to lose what
    an annotation says."""
    houses: frozenset[str] = frozenset()
    """Unions whose catalogues are kept here, that of who speaks left aside: what they demand stands there or nowhere,
    whatever a file carries."""


def anchor_faults(annotation: Annotation, ground: Ground) -> tuple[AnchorFault, ...]:
    """Return every fault of what `annotation` names, in the order of its keys; none means it may stand."""
    return (
        *_target_faults(annotation, ground),
        *_words_faults(annotation, ground),
        *_code_faults(annotation, ground),
        *_evidence_faults(annotation),
        *_judgement_faults(annotation, ground),
        *_reply_faults(annotation, ground),
    )


def _target_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    target, framework, place = annotation.target, ground.framework, ("target", "source")
    if target.framework is not None and target.framework != framework.ref:
        yield AnchorFault("N01", place, target.framework, {"expected": framework.ref})
        return
    if target.clause is not None and not framework.has_clause(target.clause):
        yield AnchorFault("N02", place, target.clause, {"expected": _some(c.id for c in framework.clauses)})
    own = target.kind == "answer" and is_commitment(target.indicator)
    if target.indicator is not None and not own and not framework.has_indicator(target.indicator):
        yield AnchorFault("N03", place, target.indicator, {"expected": _some(i.id for i in framework.indicators)})
    if target.cycle is not None and target.cycle != ground.cycle:
        yield AnchorFault("N12", place, target.cycle, {"expected": ground.cycle})
    elif target.kind == "answer":
        yield from _answer_faults(annotation, ground)
    if target.edition is not None and target.edition not in ground.editions:
        yield AnchorFault("N13", place, target.edition, {"expected": _some(sorted(ground.editions))})
    if annotation.carried_to is not None and target.kind != "answer":
        yield AnchorFault("N14", _CARRIED, str(annotation.carried_to), {"expected": ""})


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
    elif not _answered(target, ground):
        yield AnchorFault("N19", place, indicator, {"signatory": signatory, "revision": str(revision)})
    carried = annotation.carried_to
    if carried is not None and (carried not in on_file or carried <= revision):
        yield AnchorFault("N14", _CARRIED, str(carried), existing)
    elif carried is not None:
        yield from _carried_faults(replace(target, revision=carried), ground)


def _carried_faults(target: Target, ground: Ground) -> Iterator[AnchorFault]:
    """What keeps an annotation from being upheld on the revision that `target` names: the answer or the commitment is
    not in it any more, or the words quoted are not its words."""
    if not _answered(target, ground):
        told = {"signatory": target.signatory or "", "revision": str(target.revision)}
        yield AnchorFault("N19", _CARRIED, target.indicator or "", told)
    elif target.selector is not None and is_commitment(target.indicator):
        yield from _quotation_faults(target, target.selector, ground, _CARRIED, _CARRIED)


def _answered(target: Target, ground: Ground) -> bool:
    """Whether the revision holds the answer, or the commitment, that is named."""
    where, name = (target.signatory or "", target.revision or 0), target.indicator or ""
    if is_commitment(name):
        return _commitment(target, ground) is not None
    return name in ground.answered.get(where, {name})


def _commitment(target: Target, ground: Ground) -> Commitment | None:
    said = ground.said.get((target.signatory or "", target.revision or 0))
    return said.commitment(target.indicator or "") if said and target.kind == "answer" else None


def _text(target: Target, language: Language, ground: Ground) -> str | None:
    """The words that can be quoted and judged: a clause's in a language, a commitment's in the one it was filed in.

    Empty where the target has words but not in this language; None where it has none.
    """
    framework = ground.framework
    if target.kind == "clause" and target.clause is not None and framework.has_clause(target.clause):
        return framework.clause(target.clause).text.in_(language) if target.framework == framework.ref else None
    commitment = _commitment(target, ground)
    if commitment is None:
        return None
    said = ground.said[target.signatory or "", target.revision or 0]
    return commitment.text if said.language == language else ""


def _quotable(target: Target) -> bool:
    return target.kind == "clause" or (target.kind == "answer" and is_commitment(target.indicator))


def _words_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    target = annotation.target
    selector = target.selector
    if selector is None:
        return
    if not _quotable(target):
        yield AnchorFault("N15", ("target", "selector"), target.kind)
        return
    place: Path = ("target", "selector")
    yield from _quotation_faults(target, selector, ground, place, (*place, "exact"))


def _quotation_faults(
    target: Target, selector: Selector, ground: Ground, place: Path, exact: Path
) -> Iterator[AnchorFault]:
    """What is told at `place` where the words quoted stand several times, and at `exact` where they stand nowhere."""
    text = _text(target, selector.language, ground)
    if text is None:
        return
    places = occurrences(text, selector)
    name = target.clause or target.indicator or ""
    where = f"{name}, revision {target.revision}" if place == _CARRIED else name
    quoted = {"clause": where, "language": selector.language}
    if len(places) > 1:
        yield AnchorFault("N05", place, selector.exact, quoted | {"count": str(len(places))})
    if not places:
        near = lookalike(text, selector.prefix + selector.exact + selector.suffix) or lookalike(text, selector.exact)
        yield AnchorFault("N04", exact, selector.exact, quoted | {"near": near or ""})


def _code_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    framework = ground.framework
    for index, motive in enumerate(annotation.motives):
        if not framework.has_motive(motive):
            yield AnchorFault("N06", ("motives", index), motive, {"expected": _some(m.id for m in framework.motives)})
        elif not takes(annotation.target, framework.motive(motive)):
            allowed = _some(m.id for m in framework.motives if takes(annotation.target, m))
            yield AnchorFault("N07", ("motives", index), motive, {"kind": annotation.target.kind, "expected": allowed})
    for index, demand in enumerate(annotation.demands):
        if not _demanded(demand, annotation, ground):
            known = [*framework.demands, *sorted(ground.demands or ())]
            yield AnchorFault("N08", ("demands", index), demand, {"expected": _some(known)})
    themes = [theme.id for theme in framework.themes]
    for index, theme in enumerate(annotation.themes):
        if theme not in themes:
            yield AnchorFault("N09", ("themes", index), theme, {"expected": _some(themes)})


def _demanded(demand: str, annotation: Annotation, ground: Ground) -> bool:
    """Whether a demand stands in a catalogue: the framework's, a union's own, or one that the file carries."""
    if demand in ground.framework.demands:
        return True
    if ground.demands is None:
        return re.match(OWN_DEMAND, demand) is not None
    carried = any(one.id == demand for one in annotation.cited)
    return demand in ground.demands or (carried and demand.rpartition(".")[0] not in ground.houses)


def _evidence_faults(annotation: Annotation) -> Iterator[AnchorFault]:
    for index, proof in enumerate(annotation.evidence):
        place: Path = ("evidence", index)
        if proof.kind == "testimony" and not (proof.quote and (proof.consent or proof.source)):
            yield AnchorFault("N16", place, (proof.quote or "")[:80])
        if proof.kind == "link" and not proof.link:
            yield AnchorFault("N17", place, proof.title)
        if proof.kind == "document" and not (proof.title or proof.reference):
            yield AnchorFault("N17", place, proof.title)


def _judgement_faults(annotation: Annotation, ground: Ground) -> Iterator[AnchorFault]:
    """A judgement holds on to a finding of the reader: in the clause and the language that the annotation quotes, or in
    the commitment as the company filed it."""
    target, given = annotation.target, annotation.judgements
    if not given:
        return
    if not _quotable(target):
        yield AnchorFault("N25", ("judgements",), target.kind)
        return
    language = read_in(target, ground)
    text = _text(target, language, ground)
    if not text:
        return  # what is named is not there, or is of another framework, which is a fault of its own
    reading = read(text, language)
    for index, judgement in enumerate(given):
        for fault in judgement_faults(judgement, reading, text):
            yield AnchorFault("N24", ("judgements", index, fault.key), fault.found, _told(fault))
    for index in repeated(given):
        fault = JudgementFault("J08", "rule", f"{given[index].criterion} {given[index].rule}".strip())
        yield AnchorFault("N24", ("judgements", index), fault.found, _told(fault))


def takes(target: Target, motive: Motive) -> bool:
    """Whether a motive fits a target: a company's own commitment takes those of an answer and those on wording."""
    own = target.kind == "answer" and is_commitment(target.indicator)
    return target.kind in motive.targets or (own and motive.id in FLAGS)


def read_in(target: Target, ground: Ground) -> Language:
    """Return the language in which the words of a target are read: the one quoted, the pledge's, or the company's."""
    said = ground.said.get((target.signatory or "", target.revision or 0))
    if target.kind == "answer" and said is not None:
        return said.language
    return target.selector.language if target.selector else ground.framework.official_languages[0]


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
