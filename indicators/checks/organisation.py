"""The organisation sheet: who answers, where, in which sector, and the populations that denominators default to."""

from __future__ import annotations

from collections.abc import Container, Iterator

from indicators.checks.context import Context, blank, text_faults
from indicators.checks.numbers import number_faults
from indicators.codes import COUNTRIES, SECTIONS
from indicators.findings import Finding, Path

PUBLICATIONS = ("consolidated", "full")


def organisation_faults(context: Context) -> Iterator[Finding]:
    """E01, E02, E03, E07 and E09 on the profile."""
    profile = context.submission.organisation
    if blank(profile.name):
        yield _missing(("organisation", "name"))
    yield from text_faults(profile.name, ("organisation", "name"))
    yield from _coded(profile.country, ("organisation", "country"), COUNTRIES, "country")
    yield from _coded(profile.sector, ("organisation", "sector"), SECTIONS, "sector")
    yield from _populations(context)
    yield from _coded(profile.publication, ("organisation", "publication"), PUBLICATIONS, "publication")


def _missing(path: Path) -> Finding:
    return Finding("E01", path, None, str(path[-1]), "", {"case": "profile"})


def _coded(code: str | None, path: Path, known: Container[str], case: str) -> Iterator[Finding]:
    if code is None or blank(code):
        yield _missing(path)
    elif code not in known:
        yield Finding("E02", path, None, str(path[-1]), code, {"case": case})


def _populations(context: Context) -> Iterator[Finding]:
    populations = context.submission.organisation.populations
    for population in context.framework.populations:
        path: Path = ("organisation", "populations", population.id)
        value = populations.get(population.id)
        if value is None:
            yield _missing(path)
        else:
            yield from number_faults(value, path, None, whole=True)
    known = {population.id for population in context.framework.populations}
    for id_ in populations:
        if id_ not in known:
            params = {"case": "key", "expected": ", ".join(p.id for p in context.framework.populations)}
            yield Finding("E02", ("organisation", "populations", id_), None, id_, id_, params)
