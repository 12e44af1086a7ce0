"""Errors of usage that are our own, in both languages: said in that of the command, else in that chosen for click."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.cli.usage import in_french

if TYPE_CHECKING:
    from indicators.model import Language
    from service.errors import ServiceError


def refusal(key: str, language: Language | None = None, **params: object) -> str:
    """Return one text of `refusals.yaml`; without a `language`, in the one in which click speaks."""
    from service.form.texts import load_texts

    return load_texts(Path(__file__).with_name("refusals.yaml"))(key, language or _chosen(), **params)


def unopened(file: object, error: OSError, language: Language | None = None) -> str:
    """Return why a file could not be read or written, with its name."""
    return refusal("file", language, file=file, reason=why_unopened(error, language))


def why_unopened(error: OSError, language: Language | None = None) -> str:
    """Return why a file could not be read or written."""
    from service.ledger.reasons import reason_of

    return reason_of(error).in_(language or _chosen())


def service_refusal(error: ServiceError, language: Language | None = None) -> str:
    """Return a refusal of the service with its code."""
    from service.errors import detail

    return f"{error.code}: {detail(error.code, language or _chosen(), error.params)}"


def _chosen() -> Language:
    return "fr" if in_french() else "en"
