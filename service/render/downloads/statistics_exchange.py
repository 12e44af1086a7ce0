"""The figures as SDMX-CSV 2.0 with their structure message (SDMX-JSON 2.0), for statistical offices and their tools.

One observation is one statistic of one figure: as claimed, or with contested answers set aside. What unions oppose
travels with every observation, as an attribute.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from indicators.figures import Cut, Estimate, Figure
from indicators.model import Framework, Language
from service.render.downloads.flat import plain
from service.render.downloads.tables import opposed
from service.render.report.contents import Report
from service.render.report.figures_sheet import in_order
from service.render.report.language import Words

AGENCY: Final = "ENREGARD"
TOTAL: Final = "_T"
"""All signatories: the code of a total (SDMX Content-Oriented Guidelines, cross-domain code lists)."""

DIMENSIONS: Final = ("CYCLE", "INDICATOR", "BREAKDOWN", "CUT", "READING", "STATISTIC")
ATTRIBUTES: Final = ("OBS_STATUS", "CONF_STATUS", "CONTEST_STATUS", "CONTESTED", "COVERAGE", "COUNTER_ANNOTATIONS")
READINGS: Final = ("CLAIMED", "SET_ASIDE")
_SPREAD: Final = ("mean", "minimum", "q1", "median", "q3", "maximum")
STATISTICS: Final = (
    *("VALUE", "NUMERATOR", "DENOMINATOR", "CONTRIBUTORS"),
    *(f"LEVEL_{level}" for level in range(4)),
    *(name.upper() for name in _SPREAD),
)
_NOT_IN_IDS: Final = re.compile(r"[^A-Za-z0-9_@$-]")


def code(text: str) -> str:
    """Return a code as SDMX identifiers allow it: `20000+` is `20000_`."""
    return _NOT_IN_IDS.sub("_", text)


def cut_code(cut: Cut) -> str:
    """Return the code of a cut's value; size bands and countries share one list with sectors."""
    return TOTAL if cut.dimension == "all" else f"{cut.dimension.upper()}_{code(cut.value)}"


def structure_id(framework: Framework) -> str:
    """Return the identity of the dataflow, as rows name it."""
    return f"{AGENCY}:{_flow(framework)}({framework.version}.0)"


def _flow(framework: Framework) -> str:
    return code(framework.id.upper().replace("-", "_"))


def write_sdmx(path: Path, report: Report, words: Words) -> None:
    """Write the figures as SDMX-CSV 2.0. Raises OSError."""
    heads = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)
    identity = ("dataflow", structure_id(report.framework), "I")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows((*identity, *map(plain, row)) for row in _observations(report, words))


def _observations(report: Report, words: Words) -> Iterator[tuple[object, ...]]:
    beside = {i.id: opposed(report.beside_figure(i.id), report, words) for i in report.framework.indicators}
    for indicator, figure in in_order(report):
        place = (code(report.cycle.id), indicator.id, figure.cut.dimension.upper(), cut_code(figure.cut))
        for reading, estimate in _readings(figure, report):
            for statistic, value in statistics(estimate):
                status = _status(figure, reading, value)
                ground = (figure.contested, figure.coverage.share, beside[indicator.id])
                yield (*place, reading, statistic, value, *status, *ground)


def _readings(figure: Figure, report: Report) -> Iterator[tuple[str, Estimate]]:
    if report.view.contested != "set_aside":
        yield READINGS[0], figure.claimed
    if report.view.contested != "claimed":
        yield READINGS[1], figure.set_aside


def statistics(estimate: Estimate) -> Iterator[tuple[str, Decimal | int | None]]:
    """Yield what an estimate holds, by code; `VALUE` always, the others where there is one."""
    yield "VALUE", estimate.value
    others: list[tuple[str, Decimal | int | None]] = [
        ("NUMERATOR", estimate.numerator),
        ("DENOMINATOR", estimate.denominator),
        ("CONTRIBUTORS", estimate.contributors),
    ]
    others += [(f"LEVEL_{level}", count) for level, count in enumerate(estimate.levels or ())]
    others += [(name.upper(), getattr(estimate.spread, name, None)) for name in _SPREAD]
    yield from ((name, value) for name, value in others if value is not None)


def _status(figure: Figure, reading: str, value: object) -> tuple[str, str, str]:
    """Q and why where the public does not see the value in this reading of the figure; else the figure's own status."""
    part = "claimed" if reading == READINGS[0] else "set_aside"
    why = figure.withheld.get("claimed") or figure.withheld.get(part)
    if value is None and why:
        return "Q", why, figure.contest_status
    return figure.obs_status, figure.conf_status, figure.contest_status


def write_structure(path: Path, report: Report) -> None:
    """Write the structure message (SDMX-JSON 2.0): code lists, concepts, structure and dataflow. Raises OSError."""
    path.write_text(json.dumps(structure(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def structure(report: Report) -> dict[str, Any]:
    """Return the structure message, in both languages at once."""
    framework = report.framework
    concepts = [_named(name, f"sdmx_{name}") for name in (*DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)]
    data = {
        "codelists": [_codelist(framework, name, codes) for name, codes in _codes(report).items()],
        "conceptSchemes": [{**_owned(framework, "CONCEPTS", "sdmx_CONCEPTS"), "concepts": concepts}],
        "dataStructures": [{**_owned(framework, _flow(framework), "sdmx_STRUCTURE"), **_components(framework)}],
        "dataflows": [
            {
                **_owned(framework, _flow(framework), "sdmx_STRUCTURE"),
                "structure": _urn("datastructure.DataStructure", framework, _flow(framework)),
            }
        ],
    }
    schema = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    sender = {"id": AGENCY}
    # without a clock in it, equal structures are equal files
    meta = {"schema": f"{schema}sdmx-json-structure-schema.json", "id": _flow(framework), "test": False}
    prepared = {"prepared": "1970-01-01T00:00:00Z", "contentLanguages": ["fr", "en"], "sender": sender}
    return {"meta": {**meta, **prepared}, "data": data}


def _both(key: str) -> dict[str, str]:
    return {"fr": Words("fr")(key), "en": Words("en")(key)}


def _named(id_: str, key: str) -> dict[str, Any]:
    names = _both(key)
    return {"id": id_, "name": names["en"], "names": names}


def _owned(framework: Framework, id_: str, key: str) -> dict[str, Any]:
    return {**_named(id_, key), "agencyID": AGENCY, "version": f"{framework.version}.0"}


def _urn(kind: str, framework: Framework, id_: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{id_}({framework.version}.0)"


def _codes(report: Report) -> dict[str, dict[str, dict[str, str]]]:
    """The code lists: name -> code -> label by language."""
    cuts: dict[str, dict[str, str]] = {TOTAL: _both("code_dimension_all")}
    for _, cut in report.consolidation.figures:
        if cut.dimension != "all":
            cuts[cut_code(cut)] = _labelled_cut(cut)
    titles = {i.id: {"fr": i.title.fr, "en": i.title.en} for i in report.framework.indicators}
    statuses = {
        name: ("V", "M", "O", "B", "Q", "A") if name == "OBS_STATUS" else ("F", "A", "O", "D")
        for name in ATTRIBUTES[:2]
    }
    contest = ("none", "open", "answered", "withdrawn")
    return {
        "CYCLE": {code(report.cycle.id): dict.fromkeys(("fr", "en"), report.cycle.id)},
        "INDICATOR": titles,
        "BREAKDOWN": {name.upper(): _both(f"code_dimension_{name}") for name in ("all", "sector", "country", "size")},
        "CUT": cuts,
        "READING": {name: _both(f"sdmx_READING_{name}") for name in READINGS},
        "STATISTIC": {name: _both(f"sdmx_STATISTIC_{name}") for name in STATISTICS},
        **{name: {key: _both(f"code_{name}_{key}") for key in keys} for name, keys in statuses.items()},
        "CONTEST_STATUS": {key: _both(f"code_contest_{key}") for key in contest},
    }


def _labelled_cut(cut: Cut) -> dict[str, str]:
    languages: tuple[Language, ...] = ("fr", "en")
    return {language: f"{Words(language)(f'code_dimension_{cut.dimension}')} {cut.value}" for language in languages}


def _codelist(framework: Framework, name: str, codes: dict[str, dict[str, str]]) -> dict[str, Any]:
    listed = [{"id": key, "name": names["en"], "names": names} for key, names in codes.items()]
    return {**_owned(framework, f"CL_{name}", f"sdmx_{name}"), "codes": listed}


def _components(framework: Framework) -> dict[str, Any]:
    concepts = _urn("conceptscheme.Concept", framework, "CONCEPTS")

    def component(name: str, representation: dict[str, Any]) -> dict[str, Any]:
        return {"id": name, "conceptIdentity": f"{concepts}.{name}", "localRepresentation": representation}

    def listed(name: str) -> dict[str, Any]:
        return {"enumeration": _urn("codelist.Codelist", framework, f"CL_{name}")}

    kinds = {"CONTESTED": "Integer", "COVERAGE": "Decimal", "COUNTER_ANNOTATIONS": "String"}
    dimensions = [{**component(name, listed(name)), "position": place} for place, name in enumerate(DIMENSIONS)]
    attributes = [
        {
            **component(name, {"format": {"dataType": kinds[name]}} if name in kinds else listed(name)),
            "usage": "optional",
            "attributeRelationship": {"observation": {}},
        }
        for name in ATTRIBUTES
    ]
    measure = component("OBS_VALUE", {"format": {"dataType": "Decimal"}})
    return {
        "dataStructureComponents": {
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions},
            "measureList": {"id": "MeasureDescriptor", "measures": [{**measure, "usage": "optional"}]},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
        }
    }
