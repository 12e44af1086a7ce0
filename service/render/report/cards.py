"""An annotation as a card of short pieces: motive, words, text, proof, who signs, what the company replies.

The card is the same wherever it stands: beside a figure, beside a clause. Pieces are plain text with a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.annotation_life import revision_note
from indicators.annotations import Annotation, CitedDemand, Proof, Reply, Respondent
from indicators.answers import commitment_number
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.styles import COUNTER, COUNTER_DARK, COUNTER_MARK, INK, INK_SOFT, SANS, SERIF


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a card: its text and how it looks."""

    text: str
    look: Mapping[str, Any] = field(default_factory=dict)


_MOTIVE = {"bold": True, "font_color": COUNTER, "font_name": SANS, "font_size": 10}
_TEXT = {"font_name": SERIF, "font_size": 10.5, "font_color": INK}
_WORDS = {"font_name": SERIF, "font_size": 10, "font_color": COUNTER_DARK, "bg_color": COUNTER_MARK}
_PROOF = {
    "font_name": SERIF,
    "font_size": 9.5,
    "font_color": INK,
    "left": 5,
    "left_color": COUNTER,
    "align": "left",
    "indent": 1,
}
_SMALL = {"font_name": SANS, "font_size": 9, "font_color": INK_SOFT}
_SIGNED = {"font_name": SANS, "font_size": 9, "bold": True, "font_color": INK}
_GONE = {"font_name": SERIF, "font_size": 10, "italic": True, "font_color": INK_SOFT}


def card(annotation: Annotation, report: Report, words: Words) -> tuple[Piece, ...]:
    """Return the pieces of one annotation, from motive to reply; a retracted or withheld text leaves its reason."""
    return tuple(_pieces(annotation, report, words))


def _pieces(annotation: Annotation, report: Report, words: Words) -> Iterator[Piece]:
    yield Piece(f"{motives(annotation, report, words)} · {aim(annotation, report, words)}", _MOTIVE)
    selector = annotation.target.selector
    if selector:
        yield Piece(words("card_words", words=selector.exact), _WORDS)
    if annotation.legible:
        yield Piece(text_of(annotation.texts, words), _TEXT)
        yield from (Piece(proof_text(proof, words), _PROOF) for proof in annotation.evidence)
        if annotation.demands:
            yield Piece(words("card_demands", demands=demands(annotation, report, words)), _SMALL)
    else:
        yield Piece(tombstone(annotation, words), _GONE)
    moved = moved_line(annotation, report, words)
    if moved:
        yield Piece(moved, {**_SMALL, "italic": True})
    yield Piece(signature(annotation, words), _SIGNED)
    yield from (
        Piece(
            words(
                "card_dissent", union=positioned(speaker, annotation, words), text=dissent_text(speaker, text, words)
            ),
            {**_TEXT, "font_size": 9.5, "italic": True},
        )
        for speaker, text in annotation.dissent
    )
    yield from _replies(annotation, report, words)


def _replies(annotation: Annotation, report: Report, words: Words) -> Iterator[Piece]:
    for reply in annotation.replies:
        company = name_of(reply.signatory, report)
        if reply.union:
            company = reply.union.name
        text = text_of(reply.texts, words) if reply.texts else words("card_withheld", reason=reply.withheld or "")
        yield Piece(
            words("card_reply", company=company, day=words.day(reply.created), text=text), {**_SMALL, "font_color": INK}
        )
        lapsed = lapsed_line(annotation, reply, words)
        if lapsed:
            yield Piece(lapsed, {**_SMALL, "italic": True})
    if annotation.awaits_reply:
        yield Piece(no_reply(annotation, words), _SMALL)


def lapsed_line(annotation: Annotation, reply: Reply, words: Words) -> str:
    """Return the line beside a company's reply that no longer answers what the annotation says now; else nothing."""
    lapse = annotation.lapse(reply) if reply.by_company else None
    if lapse == "version":
        return words("card_reply_version", version=str(reply.version), now=str(annotation.version))
    return words("card_reply_carried", carried=str(annotation.carried_to)) if lapse == "carried" else ""


def no_reply(annotation: Annotation, words: Words) -> str:
    """Return the line of an annotation that awaits a reply: to all of it, or to what it says now."""
    replied_before = any(reply.by_company for reply in annotation.replies)
    return words("card_no_reply_now" if replied_before else "card_no_reply")


def motives(annotation: Annotation, report: Report, words: Words) -> str:
    """Return the motives by code and label."""
    known = report.framework
    return ", ".join(
        f"{code} {words.of(known.motive(code).label)}" if known.has_motive(code) else code
        for code in annotation.motives
    )


def demands(annotation: Annotation, report: Report, words: Words) -> str:
    """Return the demands cited, by code and title; of a union's own, what it said then and whose it is."""
    known, own = report.framework.demands, {one.id: one for one in annotation.cited}
    return ", ".join(
        f"{code} {words.of(known[code].title)}"
        if code in known
        else own_demand(own[code], words)
        if code in own
        else code
        for code in annotation.demands
    )


def own_demand(cited: CitedDemand, words: Words) -> str:
    """Return a demand of a union's own catalogue: title, sentence, whose it is and in which version it was cited."""
    texts = {name: text_of(getattr(cited, name), words) for name in ("title", "sentence")}
    given = {**texts, "code": cited.id, "union": cited.union.name, "version": str(cited.version)}
    return words("card_own_demand_carried" if cited.carried else "card_own_demand", **given)


def name_of(signatory: str, report: Report) -> str:
    """Return a signatory's name, its id where it is not on the roster."""
    known = report.signatories.get(signatory)
    return known.name if known else signatory


def aim(annotation: Annotation, report: Report, words: Words) -> str:
    """Return what the annotation is about, in words."""
    target = annotation.target
    company = name_of(target.signatory, report) if target.signatory else ""
    number = commitment_number(target.indicator or "") if target.kind == "answer" else 0
    of_edition = target.kind == "figure" and target.edition
    return words(
        "card_on_commitment" if number else "card_on_figure_edition" if of_edition else f"card_on_{target.kind}",
        company=company,
        number=str(number),
        indicator=target.indicator or "",
        revision=str(target.revision or ""),
        clause=target.clause or "",
        edition=target.edition or "",
    )


def text_of(texts: Mapping[str, str], words: Words) -> str:
    """Return the text in the report's language, else the other one with its language named."""
    if words.language in texts:
        return unmarked(texts[words.language])
    language, text = next(iter(texts.items()))
    return f"{words('in_french' if language == 'fr' else 'in_english')} {unmarked(text)}"


_LINK = re.compile(r"\[([^\]\n]{1,300})\]\((https?://[^)\s]{1,2000})\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")


def unmarked(text: str) -> str:
    """Return limited Markdown as it reads: emphasis without its marks, a link as its words and its address."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1 (\2)", text))


def positioned(by: Respondent, annotation: Annotation, words: Words) -> str:
    """Return the name of a union that took a position, with the version it was given to where that is an earlier one:
    it lends nothing to the words that stand now (decision 0017).
    """
    if by.version == annotation.version:
        return by.name
    return words("card_position_version", union=by.name, version=str(by.version))


def dissent_text(by: Respondent, text: str, words: Words) -> str:
    """Return what a union said that differs, or why that is withheld."""
    return text or words("card_withheld", reason=by.withheld or "")


def tombstone(annotation: Annotation, words: Words) -> str:
    """Return what stands in place of a retracted or withheld text."""
    if annotation.withheld is not None:
        return words("card_withheld", reason=annotation.withheld)
    return words("card_retracted", reason=annotation.retracted or "")


def moved_line(annotation: Annotation, report: Report, words: Words) -> str:
    """Return the line that says which revision was read, where the answer has been revised since; else nothing.

    `report.now` says where answers stand that are not in the report.
    """
    filed = report.filed.get(annotation.target.signatory or "")
    now = filed.revision if filed else report.now.get(annotation.id, annotation.carried_to)
    return revision_note(annotation, now).get(words.language, "")


def signature(annotation: Annotation, words: Words) -> str:
    """Return who signs and countersigns, and when."""
    parts = [annotation.union.name]
    if not annotation.union.verified:
        parts.append(words("card_unverified"))
    if annotation.countersigned_by:
        unions = ", ".join(positioned(one, annotation, words) for one in annotation.countersigned_by)
        parts.append(words("card_countersigned", unions=unions))
    return " · ".join([*parts, words.day(annotation.created)])


def proof_text(proof: Proof, words: Words) -> str:
    """Return one piece of evidence with its source; a link is shown as text."""
    if proof.kind == "testimony":
        who = ", ".join(part for part in (proof.role, proof.sector) if part)
        consent = words("card_testimony_who", who=who) if who and proof.consent else who
        parts = [words("card_testimony", quote=proof.quote or ""), consent]
    else:
        parts = [words(f"card_{proof.kind}", title=proof.title or proof.reference or "")]
        if proof.quote:
            parts.append(words("card_quote", quote=proof.quote))
        parts += [proof.reference or "" if proof.title else "", proof.link or ""]
    if proof.source and not proof.reference:
        parts.append(proof.source)
    return " · ".join(part for part in parts if part)
