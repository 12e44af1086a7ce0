"""An annotation as its card shows it, wherever it stands: on a page, in print, in a workspace. Values for the template
`macros/card.html`; the words are those of the report's cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from indicators.annotations import Annotation
from indicators.case import Cycle
from indicators.figures import Consolidation, CycleCoverage, Signatory
from indicators.model import Framework, Language
from service.render.html.markdown import markdown
from service.render.report import cards
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.objective import letters

NOWHERE: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """A text as HTML, in which language it is, and whether that is the page's."""

    html: Markup
    language: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One text beside an annotation: who says it, when, and whether it is withheld (then `text` is None); `lapsed` is
    the line beside a reply that no longer answers what the annotation says now.
    """

    who: str
    text: Said | None
    created: datetime | None = None
    by_company: bool = False
    late: bool = False
    withheld: str | None = None
    lapsed: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A proof: the words quoted, if any, and what is said of where they come from; `link` is shown, never fetched."""

    words: str
    source: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything one card shows. `name` is unique on a page; `key` its letter there, empty where it has none."""

    annotation: Annotation
    id: str
    name: str
    key: str
    motives: tuple[str, ...]
    aim: str
    words: str
    words_language: str
    text: Said | None
    tombstone: str
    proofs: tuple[Quoted, ...]
    demands: str
    moved: str
    by: str
    verified: bool
    countersigned: tuple[str, ...]
    created: datetime
    thread: tuple[Turn, ...]
    dissent: tuple[Turn, ...]
    awaits: bool


def cards_of(annotations: Iterable[Annotation], report: Report, language: Language, first: int = 0) -> list[Card]:
    """Return the cards of annotations in their order; their key letters begin at number `first`, from 0."""
    return [card_of(one, report, language, letters(first + place)) for place, one in enumerate(annotations)]


def card_of(annotation: Annotation, report: Report, language: Language, key: str = "") -> Card:
    """Return the card of one annotation."""
    words = Words(language)
    selector, known = annotation.target.selector, report.framework
    id_ = annotation.id.rpartition(":")[2]
    return Card(
        annotation=annotation,
        id=id_,
        name=f"a-{id_}",
        key=key,
        motives=tuple(
            words.of(known.motive(code).label) if known.has_motive(code) else code for code in annotation.motives
        ),
        aim=cards.aim(annotation, report, words),
        words=selector.exact if selector else "",
        words_language=selector.language if selector else language,
        text=said(annotation.texts, language) if annotation.legible else None,
        tombstone="" if annotation.legible else cards.tombstone(annotation, words),
        proofs=tuple(_proofs(annotation, words)) if annotation.legible else (),
        demands=cards.demands(annotation, report, words) if annotation.legible else "",
        moved=cards.moved_line(annotation, report, words),
        by=annotation.union.name,
        verified=annotation.union.verified,
        countersigned=tuple(
            cards.positioned(one, annotation, words) for one in annotation.countersigned_by if one.withheld is None
        ),
        created=annotation.created,
        thread=tuple(_thread(annotation, report, language)),
        dissent=tuple(
            Turn(
                cards.positioned(one, annotation, words),
                None if one.withheld else plain(text, language),
                one.created,
                withheld=one.withheld,
            )
            for one, text in annotation.dissent
        ),
        awaits=annotation.awaits_reply,
    )


def said(texts: Mapping[str, str], language: Language) -> Said | None:
    """Return a text in the page's language, else in the one it was written in; None where there is none."""
    if not texts:
        return None
    spoken = language if language in texts else next(iter(texts))
    return Said(markdown(texts[spoken]), spoken, spoken != language)


def plain(text: str, language: Language) -> Said:
    """Return a text whose language nobody named."""
    return Said(markdown(text), language, foreign=False)


def _thread(annotation: Annotation, report: Report, language: Language) -> Iterator[Turn]:
    for reply in annotation.replies:
        who = reply.union.name if reply.union else cards.name_of(reply.signatory, report)
        text = None if reply.withheld else said(reply.texts, language)
        lapsed = cards.lapsed_line(annotation, reply, Words(language))
        yield Turn(who, text, reply.created, reply.by_company, reply.late, reply.withheld, lapsed)


def _proofs(annotation: Annotation, words: Words) -> Iterator[Quoted]:
    for proof in annotation.evidence:
        if proof.kind == "testimony":
            who = ", ".join(part for part in (proof.role, proof.sector) if part)
            consent = words("card_testimony_who", who=who) if who and proof.consent else who
            source = " · ".join(part for part in (consent, proof.source or "") if part)
        else:
            named = [proof.title, proof.reference or "", "" if proof.reference else proof.source or ""]
            source = ", ".join(part for part in named if part)
        yield Quoted(proof.quote or "", source, proof.link)


def beside(
    framework: Framework,
    annotations: Iterable[Annotation],
    signatories: Iterable[Signatory] = (),
    now: Mapping[str, int] = NOWHERE,
) -> Report:
    """Return a report without figures, for cards that stand outside a cycle's report; `now` is the current revision of
    the answers, by the ids of the annotations on them.
    """
    cycle = Cycle("", framework.ref, tuple(signatories), (), tuple(annotations))
    nobody = CycleCoverage(0, 0, (), (), 0, 0, 0, 0, 0, 0)
    return Report(framework, cycle, Consolidation(framework.ref, "", nobody, {}), now=now)
