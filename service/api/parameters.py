"""Names in addresses and queries, bounded so that nothing odd reaches a database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator
from starlette.convertors import Convertor, register_url_convertor

from schemas.annotation_target import PATTERN, known_source

_ANNOTATION, _PART = r"[0-9a-f]{32}", r"organisation|commitments|objective-[0-9]{1,2}"


class _Shaped(Convertor[str]):
    """A part of an address that has a shape of its own, so that a word beside it stays a route of its own."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _AnnotationShaped(_Shaped):
    regex = _ANNOTATION


class _PartShaped(_Shaped):
    regex = _PART


register_url_convertor("annotation", _AnnotationShaped())
register_url_convertor("part", _PartShaped())

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"

CycleId = Annotated[str, Path(pattern=_NAME, max_length=64, examples=["2026"])]
FrameworkId = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}(@[1-9][0-9]{0,5})?$", max_length=70, examples=["paris-2025"])
]
SubmissionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$", examples=["2026.EX-017"])]
RevisionNumber = Annotated[int, Path(ge=1, le=999_999, examples=[1])]
AnnotationId = Annotated[str, Path(pattern=f"^{_ANNOTATION}$")]
PartName = Annotated[str, Path(pattern=f"^({_PART})$", examples=["objective-1"])]
Limit = Annotated[int, Query(ge=1, le=200, description="Items on a page.")]
Cursor = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9._@-]{1,128}$", max_length=128, description="`next` of the page before."),
]
TargetSource = Annotated[
    Annotated[str, AfterValidator(known_source)] | None,
    Query(max_length=300, examples=["urn:enregard:paris-2025@1:clause:1.1"], json_schema_extra={"pattern": PATTERN}),
]
SequenceCursor = Annotated[
    str | None,
    Query(pattern=r"^[1-9][0-9]{0,14}$", max_length=15, description="`next` of the page before."),
]
