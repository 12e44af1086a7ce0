"""W07: a denominator leaves out the subcontracted or platform workers whom the indicator includes.

Only two things show it, and only they are used. (1) The company says so: its comment or reason holds words such as
"hors sous-traitants", "à l'exclusion des intérimaires", "excluding contractors", "own employees only". (2) Arithmetic:
the denominator of a population other than the headcount equals the headcount (EMP) exactly, although the organisation
sheet says that more people than its own staff work with the systems (EXP above EMP). Silence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.answers import Answer
from indicators.checks.context import Context, plain
from indicators.checks.shape import shape_of
from indicators.findings import Finding
from indicators.folding import folded
from indicators.model import Field, Indicator

_PEOPLE_FR = (
    r"(?:sous-?\s?trait\w*|interimaires?|interim|prestataires?|plateformes?|externes?|exterieurs?|independants?"
    r"|freelances?|auto-?entrepreneurs?|vacataires|saisonniers|mis(?:es)? a disposition)\b"
)
_PEOPLE_EN = (
    r"(?:sub-?\s?contract\w*|contractors?|contract (?:staff|workers)|agency|temps?|temporary|platform|gig|outsourced"
    r"|external|freelanc\w*|self-employed|third[- ]party)\b"
)
_FEW_WORDS = r"(?:[\w'-]+[\s,]+){0,4}?"
_COUNTED = (
    r"(?! (?:(?!qui |who |that |which |not |pas |non )\w+ ){0,3}?"
    r"(?:compris|inclus|compte|comptabilise|included|counted|covered))"
)
"""What follows does not say that they are counted after all: `hors de France, les intérimaires sont comptés`."""

_SAYS_SO = re.compile(
    rf"\b(?:hors|sauf|excepte|excluant|(?<!n')exclut|excluent|non compris|sans(?: compter| inclure| comptabiliser)?"
    rf"|en dehors d(?:es|e)|a l'(?:exclusion|exception) d(?:es|e|u)?)[\s']+{_FEW_WORDS}{_PEOPLE_FR}{_COUNTED}"
    rf"|\bne (?:sont|comprend|comprennent|compte|comptent|inclut|incluent|couvre|couvrent) pas {_FEW_WORDS}{_PEOPLE_FR}"
    rf"|\b{_PEOPLE_FR} n(?:e |')(?:sont|ont|etaient|avaient) pas (?:ete )?"
    rf"(?:inclus|compris|compte|comptabilise|couvert)\w*"
    rf"|\b{_PEOPLE_FR} (?:(?!non |pas |jamais |ni )\w+ ){{0,2}}"
    rf"(?:exclue?s?|non compris\w*|non inclus\w*|non comptee?s?)\b"
    rf"|\b(?:salaries|effectifs?) propres (?:uniquement|seulement)"
    rf"|\b(?:uniquement|seulement) (?:nos |les |des )(?:propres )?salaries\b|\bsalaries (?:uniquement|seulement)\b"
    rf"|(?<!not )(?<!n't )(?<!never )(?<!without )\b(?:excluding|excludes?|excluded|excl\.?|without|except(?: for)?"
    rf"|other than|not (?:including|counting|covering)|do(?:es)? not (?:include|count|cover))"
    rf"\s+{_FEW_WORDS}{_PEOPLE_EN}{_COUNTED}"
    rf"|\b{_PEOPLE_EN} (?:(?!not |never |n't )\w+ ){{0,2}}"
    rf"(?:excluded|left out|(?:not|never) (?:included|counted|covered))\b"
    rf"|\b(?:(?:own|direct) )?(?:employees|staff|workforce) only\b"
    rf"|\bonly (?:our )?(?:own |direct )(?:employees|staff)\b"
)


def excluded_workers(context: Context) -> Iterator[Finding]:
    """W07, at the denominator; see the module for how it is decided."""
    for indicator, answer in context.answered():
        if not indicator.includes_subcontracted:
            continue
        denominator = shape_of(indicator).whole.get("denominator")
        if denominator is None:
            continue
        words = stated_exclusion(answer) if answer.comment or answer.reason else ""
        number = context.numbers(indicator).get(denominator.key)
        if words:
            yield _finding(indicator, denominator, words, "words")
        elif number is not None and _staff_only(context, denominator, number):
            yield _finding(indicator, denominator, plain(number), "headcount")


def stated_exclusion(answer: Answer) -> str:
    """Return the author's words, of the comment or the reason, that say so; empty where none do."""
    for text in (answer.comment, answer.reason):
        plainer, places = folded(text or "")
        match = _SAYS_SO.search(plainer)
        if match:
            return (text or "")[places[match.start()] : places[match.end() - 1] + 1].strip()
    return ""


def _staff_only(context: Context, field: Field, number: Decimal) -> bool:
    staff, exposed = context.population("EMP"), context.population("EXP")
    return (
        field.population not in (None, "EMP")
        and staff is not None
        and exposed is not None
        and exposed > staff
        and number == staff
    )


def _finding(indicator: Indicator, field: Field, found: str, case: str) -> Finding:
    path = ("answers", indicator.id, field.key)
    return Finding("W07", path, indicator.id, field.key, found, {"case": case})
