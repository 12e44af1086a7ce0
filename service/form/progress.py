"""How much of the form is done: the one rule behind the counts in the workbook and on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.answers import Answer, Profile, Status, Submission, Value
from indicators.model import Field, Framework, Indicator
from service.form.layout import indicators_of, layout_of

_SET_ASIDE = {Status.NOT_APPLICABLE, Status.NOT_AVAILABLE}


def is_done(answer: Answer | None, indicator: Indicator, populations: Mapping[str, Value]) -> bool:
    """Whether a question is answered (each required number is there, a blank one may default to its population), or
    set aside with a reason. The template's own formulas compute the same."""
    if answer is None:
        return False
    if answer.status in _SET_ASIDE:
        return bool((answer.reason or "").strip())
    entered = any(isinstance(value, Decimal) for value in answer.values.values())
    return entered and all(_given(field, answer, populations) for field in indicator.fields if field.required)


def _given(field: Field, answer: Answer, populations: Mapping[str, Value]) -> bool:
    if answer.number(field.key) is not None:
        return True
    return field.population is not None and isinstance(populations.get(field.population), Decimal)


def done_indicators(answers: Mapping[str, Answer], profile: Profile, framework: Framework) -> frozenset[str]:
    """Return the ids of the indicators that are done."""
    return frozenset(i.id for i in framework.entered() if is_done(answers.get(i.id), i, profile.populations))


def filled_in(profile: Profile) -> int:
    """Return how many of the required lines of the organisation sheet are filled in."""
    given = (profile.name.strip(), profile.country, profile.sector, *profile.populations.values())
    return sum(1 for value in given if value not in (None, ""))


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done and what is asked, by part of the form (the organisation by its lines, the others by questions);
    `answered` of `asked` questions in all: "28 of 37 answered"."""

    parts: Mapping[str, tuple[int, int]]
    done: frozenset[str]

    @property
    def answered(self) -> int:
        """Number of questions that are done."""
        return sum(done for code, (done, _) in self.parts.items() if code != "organisation")

    @property
    def asked(self) -> int:
        """Number of questions."""
        return sum(asked for code, (_, asked) in self.parts.items() if code != "organisation")


def progress_of(submission: Submission, framework: Framework) -> Progress:
    """Return how much of the form for `framework` a submission, finished or not, has done."""
    answers = {answer.indicator: answer for answer in submission.answers}
    done = done_indicators(answers, submission.organisation, framework)
    parts = {"organisation": (filled_in(submission.organisation), 3 + len(framework.populations))}
    for sheet in layout_of(framework).sheets:
        if sheet.objectives:
            asked = [indicator.id for indicator in indicators_of(framework, sheet.objectives) if indicator.entered]
            parts[sheet.code] = (sum(id_ in done for id_ in asked), len(asked))
    return Progress(parts, done)
