"""From our own HTML to PDF: tagged for assistive technology (PDF/UA-1), with our own fonts and nothing from elsewhere.

WeasyPrint and the libraries it draws with (Pango) are loaded when a PDF is asked for, not before.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from service.environment import around
from service.errors import ServiceError
from service.render.html.assets import PREFIX, by_address

_HERE = "https://enregard.invalid"
_EPOCH = "SOURCE_DATE_EPOCH"
"""Fonts are cut down as they are embedded, and dated by this (reproducible-builds.org): without it the same page would
be other bytes every second."""


def pdf_of(html: str) -> bytes:
    """Return a page of ours as PDF/UA-1, the same bytes whenever it is drawn.

    Raises ServiceError `pdf_unavailable` (503) where Pango is missing.
    """
    weasyprint = _weasyprint()
    document = weasyprint.HTML(string=html, base_url=_HERE + "/", url_fetcher=_fetcher(weasyprint))
    drawn: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, optimize_images=False)
    return drawn


def _weasyprint() -> Any:
    """WeasyPrint, or a refusal that says what the operator lacks."""
    around().setdefault(_EPOCH, "0")
    try:
        return import_module("weasyprint")
    except OSError as error:  # its C libraries are looked for when it is imported
        raise ServiceError("pdf_unavailable", 503, {"reason": str(error).partition("\n")[0][:200]}) from error


def _fetcher(weasyprint: Any) -> Any:
    """What gives the document its style sheet and fonts, and refuses every other address."""

    class Own(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002  its signature is the library's
            found = by_address().get(url.removeprefix(_HERE)) if url.startswith(_HERE + PREFIX) else None
            if found is None:
                raise ValueError(f"not one of our own files: {url[:100]}")
            return weasyprint.urls.URLFetcherResponse(url, found.content, {"Content-Type": found.media_type})

    return Own()
