"""What the picture of each public page says, by which other sites show it: one claim, and what is opposed to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from indicators.annotations import Annotation
from indicators.case import Filed
from indicators.figures import Signatory
from indicators.model import Framework, Indicator
from service.pages.readings import readings
from service.pages.visit import Visit
from service.render.charts.bar import bar
from service.render.charts.share import DRAWING, Face
from service.render.charts.staff import staff
from service.render.html.figure import annotations_on, number_of
from service.render.report import cards
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.leads import lead
from service.store.organisations import Known

_SHORT = 24
"""Letters that an annotation must have to be quoted alone."""


def of_figure(visit: Visit, report: Report, indicator: Indicator, since: Mapping[str, int]) -> Face:
    """One figure: its number, its bar, the annotation on it that contests it first; `since`: how many annotations were
    written about each figure since it was published."""
    words, figure = Words(visit.language), report.consolidation.figure(indicator.id)
    said, on_it = lead(indicator, figure, words), annotations_on(report, indicator)
    unseen = figure.contested - on_it.contested
    later = since.get(indicator.id, 0)
    none = _unseen(visit, unseen) if unseen else _since(visit, later) if later else words("no_annotation_figure")
    face = _face(visit, f"{indicator.id} · {words.of(indicator.title)}", on_it.ordered, none, len(on_it.ordered))

    def drawn() -> str:
        return bar(indicator, figure, words, name="bar", width=DRAWING, size=17)

    face = replace(face, big=number_of(said, words), sentence=said.sentence, line=said.line, drawing=drawn)
    return _published(visit, face, report)


def _since(visit: Visit, count: int) -> str:
    return visit.count(
        "%(num)s annotation was written about this figure since its edition was published.",
        "%(num)s annotations were written about this figure since its edition was published.",
        count,
    )


def _unseen(visit: Visit, count: int) -> str:
    return visit.count(
        "%(num)s answer in this figure is contested; the company does not publish it.",
        "%(num)s answers in this figure are contested; the companies do not publish them.",
        count,
    )


def of_part(
    visit: Visit, report: Report, indicators: Sequence[Indicator], title: str, since: Mapping[str, int]
) -> Face:
    """An objective: the figure in it that is contested most by words the reader may see, with its bar."""

    def often(one: Indicator) -> tuple[int, int]:
        on_it = len(report.on_indicator.get(one.id, ()))
        return report.consolidation.figure(one.id).contested if on_it else -1, on_it

    chosen = max(indicators, key=often)
    face = of_figure(visit, report, chosen, since)
    return replace(face, title=title, sentence=f"{Words(visit.language).of(chosen.title)}. {face.sentence}")


def of_report(visit: Visit, report: Report, title: str) -> Face:
    """The whole report, at home, as an edition: who answered, how many answers are contested."""
    coverage, words = report.consolidation.coverage, Words(visit.language)
    on_figures = [one for one in report.cycle.annotations if one.target.kind in ("figure", "indicator")]
    none = visit.say("No counter-annotation is published. Absence of annotation is not agreement.")
    face = _face(visit, title, on_figures[::-1] or report.cycle.annotations[::-1], none, len(report.cycle.annotations))
    sentence = visit.count(
        "company filled in its self-assessment", "companies filled in their self-assessment", coverage.submitted
    )
    line = visit.count("of %(num)s company that signed", "of %(num)s companies that signed", coverage.signatories)
    contested = visit.count("%(num)s contested answer", "%(num)s contested answers", coverage.contested_answers)
    face = replace(face, big=words.number(coverage.submitted), sentence=sentence, line=f"{line} · {contested}")
    return _published(visit, face, report)


def of_pledge(visit: Visit, framework: Framework, newest: Iterable[Annotation], count: int) -> Face:
    """The pledge's own words: how many clauses bind how far, and the newest annotation on one of them, of `count`."""
    words = Words(visit.language)
    levels = {id_: read.bindingness for id_, read in readings(framework, framework.official_languages[0]).items()}
    none = words("no_annotation_clause")
    face = _face(visit, words.of(framework.title), newest, none, count)
    heads = (visit.say("What the pledge says"), face.heads[1])
    sentence = visit.count(
        "clause is enforceable, by our reading", "clauses are enforceable, by our reading", Counter(levels.values())[4]
    )
    line = visit.count("of %(num)s clause in all", "of %(num)s clauses in all", len(framework.clauses))

    def drawing() -> str:
        drawn = staff([(one.objective, levels.get(one.id, 0)) for one in framework.clauses], visit.language)
        return drawn.replace('width="100%"', f'xmlns="http://www.w3.org/2000/svg" width="{DRAWING}"', 1)

    big = words.number(Counter(levels.values())[4])
    return replace(face, heads=heads, big=big, sentence=sentence, line=line, drawing=drawing, note="")


def of_company(visit: Visit, report: Report, signatory: Signatory, filed: Filed) -> Face:
    """One company that publishes its answers: how many, how many of them contested, the newest annotation on one."""
    answers = filed.submission.answers
    on_it = [one for answer in answers for one in report.on_answer(filed.signatory, answer.indicator)]
    newest = sorted(on_it, key=lambda one: one.created, reverse=True)
    none = visit.say("No counter-annotation published on its answers. Absence of annotation is not agreement.")
    contested = sum(report.contest(filed, one.indicator) in ("open", "answered") for one in answers)
    face = _face(visit, signatory.name, newest, none, len(newest))
    sentence = visit.count("answer published in full", "answers published in full", len(answers))
    line = visit.count("%(num)s contested answer", "%(num)s contested answers", contested)
    heads = (visit.say("Declared by the company"), face.heads[1])
    face = replace(face, heads=heads, big=Words(visit.language).number(len(answers)), sentence=sentence, line=line)
    return _published(visit, face, report)


def of_union(visit: Visit, union: Known, newest: Iterable[Annotation], count: int) -> Face:
    """One union: what its newest annotation aims at left, its words right."""
    words, framework = Words(visit.language), visit.framework
    none = visit.say("This union has published nothing yet.")
    aimed = _quoted(newest, visit.language)
    face = _face(visit, "", () if aimed is None else (aimed,), none, count)
    target = aimed.target if aimed else None
    left = ""
    if target and target.clause:
        left = f"« {words.of(framework.clause(target.clause).text)} »" if visit.language == "fr" else ""
        left = left or f"“{words.of(framework.clause(target.clause).text)}”"
    elif target and target.indicator and framework.has_indicator(target.indicator):
        left = f"{target.indicator} · {words.of(framework.indicator(target.indicator).title)}"
    big = words.number(count)
    sentence = visit.count("annotation published", "annotations published", count)
    note = words("invented") if union.name.endswith(("(fictive)", "(fictif)", "(invented)")) else ""
    heads = (visit.say("What it is about"), union.name)
    return replace(face, heads=heads, title=left, big=big, sentence=sentence, note=note)


def _face(visit: Visit, title: str, said: Iterable[Annotation], none: str, whole: int) -> Face:
    """The frame of a face, with its right side: the first annotation in the language, else the first in any."""
    words = Words(visit.language)
    heads = (words("objective_claim"), words("objective_counter"))
    source = f"En regard · {visit.house.settings.public_url.removeprefix('https://').removeprefix('http://')}"
    face = Face(heads, title, "", "", "", none, source=source, note=words("self_declared"))
    quoted = _quoted(said, visit.language)
    if quoted is None:
        return face
    opposed = " ".join(cards.text_of(quoted.texts, words).split())
    rest = whole - 1
    more = visit.count("and %(num)s more annotation", "and %(num)s more annotations", rest) if rest else ""
    return replace(face, opposed=opposed, by=cards.signature(quoted, words), more=more)


def _quoted(said: Iterable[Annotation], language: str) -> Annotation | None:
    """The first that can be quoted in the language, else in any; no more of them are asked for than that takes."""
    other = None
    for one in said:
        if one.legible and any(len(text) >= _SHORT for text in one.texts.values()):
            if language in one.texts:
                return one
            other = other or one
    return other


def _published(visit: Visit, face: Face, report: Report) -> Face:
    words, edition = Words(visit.language), report.edition
    parts = ["En regard", words("cover_cycle", cycle=report.cycle.id)]
    parts += [words("edition_shown", number=edition.number), edition.link.partition("://")[2]] if edition else []
    note = words("invented") if report.invented else words("self_declared")
    return replace(face, source=" · ".join(parts), note=note)
