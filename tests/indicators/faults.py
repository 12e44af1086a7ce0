"""A catalogue of faults: one changed thing, and the one finding it must yield. Every code and case stands in it.

Read by the tests of the checks (is this the finding, and the only one?) and of the messages (are there words for it?).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.answers import Answer, Evidence, Submission, Unreadable
from indicators.findings import Finding
from indicators.wording.model import ClauseReading, Reading, WordingFinding
from tests.indicators.companies import (
    CLEAN,
    FRAMEWORK,
    MINUTES,
    numbers,
    unflagged,
    with_answer,
    with_commitment,
    with_profile,
    without,
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the finding that says so."""

    name: str
    submission: Submission
    finding: Finding
    previous: Submission | None = None
    reader: Callable[[str, str], Reading] = unflagged


def _fault(
    name: str,
    submission: Submission,
    code: str,
    path: tuple[str | int, ...],
    found: str = "",
    *,
    field: str | None = "last step",
    previous: Submission | None = None,
    reader: Callable[[str, str], Reading] = unflagged,
    **params: str,
) -> Fault:
    indicator = str(path[1]) if path[0] == "answers" and len(path) > 1 else None
    key = str(path[-1]) if field == "last step" else field
    return Fault(name, submission, Finding(code, path, indicator, key, found, params), previous, reader)


def flagging(text: str, language: str) -> Reading:
    """A reader that finds "s’efforce" weak and misses a target and a date."""
    start = text.find("s’efforce")
    weak = WordingFinding("NB2", "fr.strive", start, start + 9, "s’efforce")
    clause = ClauseReading(text, 0, len(text), {"R1": 1}, ("NB2", "NB3"), (weak,))
    return Reading(language, (clause,))


def _sd1(**values: object) -> Submission:
    return with_answer("SD-1", values=values)


def _evidence(*evidence: Evidence) -> Submission:
    return with_answer("SD-1", evidence=evidence)


def _link(link: str) -> Submission:
    return _evidence(Evidence("agreement", "Agreement (invented)", link))


def _sd1_numerator(found: str, why: str) -> Fault:
    submission = _sd1(numerator=Unreadable(found, why))  # type: ignore[arg-type]
    return _fault(f"numerator is {why}", submission, "E07", SD1_NUMERATOR, found, case=why)


SD1_NUMERATOR = ("answers", "SD-1", "numerator")
SD1_LINK = ("answers", "SD-1", "evidence", 0, "link")
LONG = "x" * 2_001

MISSING = (
    _fault("core left out", without("SD-1"), "E01", ("answers", "SD-1", "status"), case="answer"),
    _fault("no status", with_answer("SD-1", status=None), "E01", ("answers", "SD-1", "status"), case="status"),
    _fault("no numerator", _sd1(numerator=None), "E01", SD1_NUMERATOR, case="field"),
    _fault("no name", with_profile(name=" \u200b"), "E01", ("organisation", "name"), case="profile"),
    _fault("no country", with_profile(country=None), "E01", ("organisation", "country"), case="profile"),
    _fault("no sector", with_profile(sector=""), "E01", ("organisation", "sector"), case="profile"),
    _fault(
        "no headcount",
        with_profile(populations={"EMP": None}),
        "E01",
        ("organisation", "populations", "EMP"),
        case="profile",
    ),
    _fault(
        "evidence without title",
        _evidence(replace(MINUTES, title="")),
        "E01",
        ("answers", "SD-1", "evidence", 0, "title"),
        case="evidence",
    ),
    _fault(
        "second evidence without kind",
        _evidence(MINUTES, replace(MINUTES, kind="")),
        "E01",
        ("answers", "SD-1", "evidence", 1, "kind"),
        case="evidence",
    ),
    _fault("evidence nowhere", _evidence(replace(MINUTES, reference=None)), "E01", SD1_LINK, case="whereabouts"),
    _fault(
        "commitment without clause",
        with_commitment(clause=None),
        "E01",
        ("commitments", 0, "clause"),
        case="commitment",
    ),
    _fault("commitment without words", with_commitment(text=" "), "E01", ("commitments", 0, "text"), case="commitment"),
    _fault("target without unit", with_commitment(unit=None), "E01", ("commitments", 0, "unit"), case="unit"),
)

TYPES = (
    _fault(
        "unknown status", with_answer("SD-1", status="oui"), "E02", ("answers", "SD-1", "status"), "oui", case="status"
    ),
    _fault(
        "country by name", with_profile(country="France"), "E02", ("organisation", "country"), "France", case="country"
    ),
    _fault("sector beyond V", with_profile(sector="W"), "E02", ("organisation", "sector"), "W", case="sector"),
    _fault(
        "publication unheard of",
        with_profile(publication="secret"),
        "E02",
        ("organisation", "publication"),
        "secret",
        case="publication",
    ),
    _fault(
        "evidence kind",
        _evidence(replace(MINUTES, kind="brochure")),
        "E02",
        ("answers", "SD-1", "evidence", 0, "kind"),
        "brochure",
        case="evidence_kind",
    ),
    _fault(
        "field not asked",
        _sd1(percentage=Decimal(50)),
        "E02",
        ("answers", "SD-1", "percentage"),
        "percentage",
        case="key",
        expected="numerator, denominator",
    ),
    _fault(
        "population not asked",
        with_profile(populations={"ROBOTS": Decimal(5)}),
        "E02",
        ("organisation", "populations", "ROBOTS"),
        "ROBOTS",
        case="key",
        expected="EMP, SYS, EXP",
    ),
    _fault("half a system", _sd1(numerator=Decimal("3.5")), "E02", SD1_NUMERATOR, "3.5", case="whole"),
    _fault(
        "half an employee",
        with_profile(populations={"EMP": Decimal("1000.5")}),
        "E02",
        ("organisation", "populations", "EMP"),
        "1000.5",
        case="whole",
    ),
    _fault(
        "no date",
        with_commitment(target_date=Unreadable("fin 2027", "text")),
        "E02",
        ("commitments", 0, "target_date"),
        "fin 2027",
        case="date",
    ),
)

NUMBERS = (
    _fault("negative", _sd1(numerator=Decimal(-1)), "E03", SD1_NUMERATOR, "-1"),
    _fault(
        "negative population",
        with_profile(populations={"SYS": Decimal(-3)}),
        "E03",
        ("organisation", "populations", "SYS"),
        "-3",
    ),
    _fault(
        "above denominator",
        _sd1(numerator=Decimal(9)),
        "E04",
        SD1_NUMERATOR,
        "9",
        above="numerator",
        below="denominator",
        numerator="9",
        denominator="8",
        case="ratio",
    ),
    _fault(
        "more women trained than there are",
        with_answer("HC-2", values=numbers(numerator=210, numerator_women=160, numerator_men=50)),
        "E04",
        ("answers", "HC-2", "numerator_women"),
        "160",
        above="numerator_women",
        below="denominator_women",
        numerator="160",
        denominator="150",
        case="ratio",
    ),
    _fault(
        "more high-risk systems than systems",
        with_answer("GOV-1", values=numbers(high_risk=11)),
        "E04",
        ("answers", "GOV-1", "high_risk"),
        "11",
        case="part",
        above="high_risk",
        below="count",
        numerator="11",
        denominator="10",
    ),
    _fault(
        "more selected than applied",
        with_answer("ND-2", values=numbers(denominator=101)),
        "E04",
        ("answers", "ND-2", "denominator"),
        "101",
        above="denominator",
        below="denominator_base",
        numerator="101",
        denominator="100",
        case="ratio",
    ),
    _fault(
        "groups swapped",
        with_answer("ND-2", values=numbers(numerator=40)),
        "E04",
        ("answers", "ND-2", "numerator"),
        "40",
        case="rates",
        above="numerator",
        below="denominator",
    ),
    _fault(
        "out of none",
        _sd1(denominator=Decimal(0)),
        "E05",
        ("answers", "SD-1", "denominator"),
        "0",
        above="numerator",
        below="denominator",
        numerator="4",
        denominator="0",
    ),
    _fault(
        "hours for nobody",
        with_answer("SD-5", values=numbers(denominator=0)),
        "E05",
        ("answers", "SD-5", "denominator"),
        "0",
        above="numerator",
        below="denominator",
        numerator="64",
        denominator="0",
    ),
    _fault("level 4", with_answer("HC-5", values=numbers(level=4)), "E06", ("answers", "HC-5", "level"), "4"),
    _fault("level -1", with_answer("HC-5", values=numbers(level=-1)), "E06", ("answers", "HC-5", "level"), "-1"),
    _fault("level 1.5", with_answer("HC-5", values=numbers(level="1.5")), "E06", ("answers", "HC-5", "level"), "1.5"),
    _fault(
        "breakdown",
        with_answer("HC-2", values=numbers(denominator_men=249)),
        "E12",
        ("answers", "HC-2", "denominator"),
        "400",
        sum="399",
        whole="400",
        parts="denominator_women denominator_men denominator_other",
    ),
)

UNREADABLE = (
    _sd1_numerator("oui, en partie", "text"),
    _sd1_numerator("", "formula"),
    _sd1_numerator("#REF!", "error"),
    _sd1_numerator("50%", "percent"),
    _sd1_numerator("true", "boolean"),
    _sd1_numerator("2026-04-09", "date"),
    _sd1_numerator("inf", "not_finite"),
    _sd1_numerator("1.2345678901234567", "too_precise"),
    _fault(
        "numerator is a number kept as text",
        _sd1(numerator=Unreadable("1\u202f234,5", "text")),
        "E07",
        SD1_NUMERATOR,
        "1\u202f234,5",
        case="digits",
    ),
    _fault(
        "target in percent",
        with_commitment(target=Unreadable("80 %", "percent")),
        "E07",
        ("commitments", 0, "target"),
        "80 %",
        case="percent_target",
    ),
    _fault("not a number", _sd1(numerator=Decimal("NaN")), "E07", SD1_NUMERATOR, "NaN", case="not_finite"),
    _fault(
        "seven decimals",
        with_answer("SD-5", values=numbers(numerator="0.1234567")),
        "E07",
        ("answers", "SD-5", "numerator"),
        "0.1234567",
        case="too_precise",
    ),
    _fault(
        "a population in words",
        with_profile(populations={"EMP": Unreadable("environ 1000", "text")}),
        "E07",
        ("organisation", "populations", "EMP"),
        "environ 1000",
        case="text",
    ),
    _fault(
        "a target in words",
        with_commitment(target=Unreadable("beaucoup", "text")),
        "E07",
        ("commitments", 0, "target"),
        "beaucoup",
        case="text",
    ),
)

TEXTS = (
    _fault(
        "not applicable without reason",
        with_answer("SD-1", status="not_applicable"),
        "E08",
        ("answers", "SD-1", "reason"),
        case="not_applicable",
    ),
    _fault(
        "not available with a blank reason",
        with_answer("SD-1", status="not_available", reason=" \n"),
        "E08",
        ("answers", "SD-1", "reason"),
        case="not_available",
    ),
    _fault(
        "comment of 2,001 characters",
        with_answer("SD-1", comment=LONG),
        "E09",
        ("answers", "SD-1", "comment"),
        LONG,
        length="2001",
        limit="2000",
    ),
    _fault(
        "reason too long",
        with_answer("SD-1", status="not_available", reason=LONG),
        "E09",
        ("answers", "SD-1", "reason"),
        LONG,
        length="2001",
        limit="2000",
    ),
    _fault(
        "commitment too long",
        with_commitment(text=LONG),
        "E09",
        ("commitments", 0, "text"),
        LONG,
        length="2001",
        limit="2000",
    ),
    _fault("http", _link("http://example.org/a.pdf"), "E10", SD1_LINK, "http://example.org/a.pdf", case="scheme"),
    _fault("javascript", _link("javascript:alert(1)"), "E10", SD1_LINK, "javascript:alert(1)", case="scheme"),
    _fault("no scheme", _link("www.example.org/a.pdf"), "E10", SD1_LINK, "www.example.org/a.pdf", case="scheme"),
    _fault("a path", _link(r"C:\accords\ia.pdf"), "E10", SD1_LINK, r"C:\accords\ia.pdf", case="characters"),
    _fault(
        "a space",
        _link("https://example.org/a b.pdf"),
        "E10",
        SD1_LINK,
        "https://example.org/a b.pdf",
        case="characters",
    ),
    _fault(
        "a password",
        _link("https://me:secret@example.org/"),
        "E10",
        SD1_LINK,
        "https://me:secret@example.org/",
        case="credentials",
    ),
    _fault("no host", _link("https:///a.pdf"), "E10", SD1_LINK, "https:///a.pdf", case="host"),
    _fault("this machine", _link("https://localhost/a"), "E10", SD1_LINK, "https://localhost/a", case="host"),
    _fault("an address", _link("https://127.0.0.1/a"), "E10", SD1_LINK, "https://127.0.0.1/a", case="host"),
    _fault("a port", _link("https://example.org:99999/"), "E10", SD1_LINK, "https://example.org:99999/", case="host"),
    _fault(
        "too long a link",
        _link("https://example.org/" + "a" * 2_000),
        "E10",
        SD1_LINK,
        "https://example.org/" + "a" * 2_000,
        case="long",
        limit="2000",
    ),
)

UNKNOWN = (
    _fault(
        "unknown indicator",
        replace(CLEAN, answers=(*CLEAN.answers, Answer("ZZ-9", "answered"))),
        "E11",
        ("answers", "ZZ-9"),
        "ZZ-9",
        field=None,
        case="unknown",
    ),
    _fault(
        "derived indicator entered",
        replace(CLEAN, answers=(*CLEAN.answers, Answer("ND-4", "answered", numbers(value=5)))),
        "E11",
        ("answers", "ND-4"),
        "ND-4",
        field=None,
        case="derived",
    ),
    _fault("unknown clause", with_commitment(clause="9.9"), "E11", ("commitments", 0, "clause"), "9.9", case="clause"),
    _fault(
        "other framework",
        replace(CLEAN, framework="paris-2025@7"),
        "E13",
        ("framework",),
        "paris-2025@7",
        case="framework",
        expected=FRAMEWORK.ref,
    ),
    _fault("other cycle", replace(CLEAN, cycle="2025"), "E13", ("cycle",), "2025", case="cycle", expected="2026"),
    _fault(
        "answered twice",
        replace(CLEAN, answers=(*CLEAN.answers, CLEAN.answers[1])),
        "E14",
        ("answers", "SD-1"),
        "SD-1",
        field=None,
    ),
)

DOUBTS = (
    _fault(
        "denominator is not the headcount",
        with_answer("SD-2", values=numbers(denominator=900)),
        "W01",
        ("answers", "SD-2", "denominator"),
        "900",
        case="organisation",
        population="EMP",
        declared="1000",
        source="organisation",
    ),
    _fault("level 3 unproven", with_answer("HC-5", values=numbers(level=3)), "W02", ("answers", "HC-5", "level"), "3"),
    _fault(
        "51 points up",
        with_answer("SD-2", values=numbers(numerator=510)),
        "W03",
        ("answers", "SD-2", "numerator"),
        "510",
        previous=with_answer("SD-2", values=numbers(numerator=0)),
        case="points",
        before="0",
        now="51",
    ),
    _fault(
        "hours a head more than tripled",
        CLEAN,
        "W03",
        ("answers", "SD-5", "numerator"),
        "64",
        previous=with_answer("SD-5", values=numbers(numerator=21)),
        case="rate",
        before="2.62",
        now="8",
    ),
    _fault(
        "headcount below a third",
        CLEAN,
        "W03",
        ("organisation", "populations", "EMP"),
        "1000",
        previous=with_profile(populations=numbers(EMP=3001)),
        case="factor",
        before="3001",
        now="1000",
    ),
    _fault(
        "suspensions more than tripled",
        CLEAN,
        "W03",
        ("answers", "SD-4", "suspensions"),
        "8",
        previous=with_answer("SD-4", values=numbers(suspensions=2)),
        case="factor",
        before="2",
        now="8",
    ),
    _fault(
        "commitment flagged",
        with_commitment(text="L’entreprise s’efforce de former.", target=None, unit=None),
        "W05",
        ("commitments", 0, "text"),
        "s’efforce",
        reader=flagging,
        flags="NB2, NB3",
    ),
    _fault(
        "commitment flagged, dated elsewhere",
        with_commitment(text="L’entreprise s’efforce de former.", target_date=date(2027, 6, 30)),
        "W05",
        ("commitments", 0, "text"),
        "s’efforce",
        reader=flagging,
        flags="NB2",
    ),
    _fault(
        "own news page",
        _link("https://www.acieries-ponant-gris.example/fr/actualites/ia-responsable"),
        "W06",
        SD1_LINK,
        "https://www.acieries-ponant-gris.example/fr/actualites/ia-responsable",
    ),
    _fault(
        "contractors left out by word",
        with_answer("HC-2", comment="Effectif au 31 décembre, hors sous-traitants et intérimaires."),
        "W07",
        ("answers", "HC-2", "denominator"),
        "hors sous-traitants",
        case="words",
    ),
)

EVERY_FAULT = MISSING + TYPES + NUMBERS + UNREADABLE + TEXTS + UNKNOWN + DOUBTS
