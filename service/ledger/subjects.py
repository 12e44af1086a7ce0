"""Names of what leaves are about. They never hold a person's name, nor words of a text."""

from __future__ import annotations


def revision_urn(submission: str, number: int) -> str:
    """Return the name of one revision of a submission."""
    return f"urn:enregard:submission:{submission}:revision:{number}"


def annotation_urn(annotation: str, version: int) -> str:
    """Return the name of one version of an annotation; `annotation` is its id, with or without its own prefix."""
    return f"urn:enregard:annotation:{annotation.rpartition(':')[2]}:version:{version}"


def organisation_urn(organisation: str) -> str:
    """Return the name of an organisation, by its id."""
    return f"urn:enregard:organisation:{organisation}"
