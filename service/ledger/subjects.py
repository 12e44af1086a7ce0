"""Names of what leaves are about. They never hold a person's name, nor words of a text."""

from __future__ import annotations

_ANNOTATION = "urn:enregard:annotation:"


def revision_urn(submission: str, number: int) -> str:
    """Return the name of one revision of a submission."""
    return f"urn:enregard:submission:{submission}:revision:{number}"


def annotation_urn(annotation: str, version: int) -> str:
    """Return the name of one version of an annotation; `annotation` is its id, with or without its own prefix."""
    return f"{_ANNOTATION}{annotation.rpartition(':')[2]}:version:{version}"


def annotation_of(subject: str) -> str | None:
    """Return the id of the annotation that a leaf is about, in 32 digits; None where it is about something else."""
    found = subject.removeprefix(_ANNOTATION)
    return None if found == subject else found.partition(":")[0]


def beside_urn(annotation: str, act: str) -> str:
    """Return how the names of acts of one kind beside an annotation begin (`reply`, `countersignature`, `dissent`,
    `retraction`, `carry-forward`, `withholding`); a number follows, but for a retraction.
    """
    return f"{_ANNOTATION}{annotation.rpartition(':')[2]}:{act}"


def edition_urn(edition: str) -> str:
    """Return the name of an edition, by its id."""
    return f"urn:enregard:edition:{edition}"


def organisation_urn(organisation: str) -> str:
    """Return the name of an organisation, by its id."""
    return f"urn:enregard:organisation:{organisation}"
