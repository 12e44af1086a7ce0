"""Editions: what was published and when, one of them with its files and how to cite it, and two of them compared."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from indicators.citation import as_bibtex, as_text
from indicators.editions import CAUSES
from service.dependencies import language_of
from service.pages.addresses import address
from service.pages.paging import Page, paging
from service.pages.parts import EDITIONS, SPOKEN
from service.pages.route import page_router
from service.pages.share import shared
from service.pages.since import Written, since
from service.pages.visit import Visit, VisitDep
from service.render.html.figure import plain_value
from service.render.report.language import Words
from service.store import editions as rows
from service.store.tables import Edition
from service.workflows import edition_reading as reading
from service.workflows import receipts

router = page_router()
MOST_EDITIONS = 100
"""Editions on one page."""

MOST_CHANGES = 300
"""Figures listed in a comparison; the interface has them all."""


@router.get("/editions/{edition}", name="pages.permalink")
async def permalink(request: Request, edition: str) -> Response:
    """Lead from the address an edition has for ever to its page in the visitor's language."""
    there = address("pages.edition", language_of(request), edition=edition)
    return RedirectResponse(there, 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{language:language}/editions", name="pages.editions")
def editions(visit: VisitDep, page: Page = 1) -> Response:
    """Every edition, the newest first, a page at a time."""

    def context() -> dict[str, object]:
        with visit.house.database.reading() as connection:
            listed = sorted(rows.editions(connection), key=lambda one: one.published, reverse=True)
        paged = paging(page, len(listed), MOST_EDITIONS, visit.address("pages.editions"))
        return {"editions": listed[paged.first : paged.after], "paging": paged}

    return visit.published("public/editions.html", EDITIONS, context)


@router.get("/{language:language}/editions/{edition}", name="pages.edition")
def edition(visit: VisitDep, edition: str, written: Written = 1) -> Response:
    """One edition: what was checked, every file with its hash, how to cite it; what was written since, in pages."""
    found = reading.known_edition(visit.house.database, edition)
    return visit.published("public/edition.html", (*SPOKEN, "log"), lambda: _context(visit, found, written))


def _context(visit: Visit, found: Edition, written: int) -> dict[str, object]:
    framework = visit.house.frameworks.find(found.framework)
    link = f"{visit.house.settings.public_url.rstrip('/')}/editions/{found.id}"
    cited = reading.cited(visit.house.database, framework, found, link)
    files = [file for file in reading.public_files(visit.house.database, found) if belongs(file.name, visit.language)]
    return {
        "one": found,
        "share": shared(visit, "edition", found.id),
        "files": files,
        "citation": as_text(cited, visit.language),
        "bibtex": as_bibtex(cited, visit.language),
        "permalink": link,
        "earlier": before(visit, found),
        "receipt": receipt(visit, found),
        "since": since(visit, framework, found.id, written),
    }


def receipt(visit: VisitDep, found: Edition) -> bool:
    """Whether everyone can have the receipt of an edition."""
    with visit.house.database.reading() as connection:
        return receipts.is_given_to_everyone(connection, found.id)


def belongs(name: str, language: str) -> bool:
    """Whether a file is listed in a language: its own, or one that has none; pictures are told in one line."""
    parts = name.split(".")
    return not name.startswith("figures/") and (language in parts or not {"fr", "en"} & set(parts))


def before(visit: VisitDep, found: Edition) -> list[Edition]:
    """Return the earlier editions of the same cycle, the newest first."""
    with visit.house.database.reading() as connection:
        listed = rows.of_cycle(connection, found.cycle)
    return [one for one in listed if (one.major, one.minor) < (found.major, found.minor)][::-1]


@router.get("/{language:language}/editions/{edition}/since/{earlier}", name="pages.comparison")
def comparison(visit: VisitDep, edition: str, earlier: str) -> Response:
    """What differs between two editions, figure by figure, and why it can."""
    old, new = (reading.known_edition(visit.house.database, id_) for id_ in (earlier, edition))
    return visit.published("public/comparison.html", EDITIONS, lambda: _differences(visit, old, new))


def _differences(visit: Visit, old: Edition, new: Edition) -> dict[str, object]:
    found = reading.comparison(visit.house.database, old.id, new.id)
    framework, words = visit.house.frameworks.find(new.framework), Words(visit.language)

    def value(indicator: str, figure: object) -> str:
        claimed = getattr(figure, "claimed", None)
        return plain_value(framework.indicator(indicator), claimed.value if claimed else None, words)

    return {
        "old": old,
        "new": new,
        "found": found,
        "shown": found.changed[:MOST_CHANGES],
        "value": value,
        "framework": framework,
        "causes": {code: text.in_(visit.language) for code, text in CAUSES.items()},
    }
