"""The names of what can be annotated: one IRI grammar, read and written here and nowhere else.

    urn:enregard:paris-2025@1:clause:6.2a
    urn:enregard:paris-2025@1:indicator:SD-1
    urn:enregard:cycle:2026:answer:EX-004:SD-1:revision:2
    urn:enregard:cycle:2026:figure:SD-1
    urn:enregard:edition:2026-1
    urn:enregard:edition:2026-1:figure:SD-1

Whether the named thing exists is asked elsewhere (`indicators.anchors`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic_core import PydanticCustomError

from indicators.annotations import Selector, Target

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_CYCLE = rf"urn:enregard:cycle:(?P<cycle>{_NAME})"
_FORMS: tuple[tuple[str, str], ...] = (
    ("clause", rf"urn:enregard:(?P<framework>{_NAME}@[0-9]{{1,6}}):clause:(?P<clause>{_NAME})"),
    ("indicator", rf"urn:enregard:(?P<framework>{_NAME}@[0-9]{{1,6}}):indicator:(?P<indicator>{_NAME})"),
    (
        "answer",
        _CYCLE + rf":answer:(?P<signatory>{_NAME}):(?P<indicator>{_NAME}):revision:(?P<revision>[1-9][0-9]{{0,5}})",
    ),
    ("figure", _CYCLE + rf":figure:(?P<indicator>{_NAME})"),
    ("figure", rf"urn:enregard:edition:(?P<edition>{_NAME}):figure:(?P<indicator>{_NAME})"),
    ("edition", rf"urn:enregard:edition:(?P<edition>{_NAME})"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _FORMS)

PATTERN = "^(" + "|".join(re.sub(r"\?P<[a-z]+>", "?:", pattern) for _, pattern in _FORMS) + ")$"
"""Every form as one regular expression, for published schemas."""

EXPECTED = "urn:enregard:<framework@version>:clause:<id>, …:indicator:<id>, urn:enregard:cycle:<cycle>:answer:…"
"""What a target's `source` looks like, for messages."""


def read_source(source: str) -> Target:
    """Return the target an IRI names, without selector. Raises ValueError when it follows none of the forms."""
    for kind, pattern in _PATTERNS:
        found = pattern.fullmatch(source)
        if found:
            keys = found.groupdict()
            revision = keys.pop("revision", None)
            return Target(kind=kind, revision=int(revision) if revision else None, **keys)  # type: ignore[arg-type]
    raise ValueError(f"'{source[:120]}' names nothing that can be annotated; expected {EXPECTED}")


def known_source(source: str) -> str:
    """Return an IRI that follows one of the forms. Raises PydanticCustomError `unknown_target`."""
    try:
        read_source(source)
    except ValueError as error:
        raise PydanticCustomError("unknown_target", "{reason}", {"reason": str(error)}) from None
    return source


def write_source(target: Target) -> str:
    """Return the IRI that names a target; the inverse of `read_source`."""
    if target.kind == "clause":
        return f"urn:enregard:{target.framework}:clause:{target.clause}"
    if target.kind == "indicator":
        return f"urn:enregard:{target.framework}:indicator:{target.indicator}"
    if target.kind == "answer":
        answer = f"{target.signatory}:{target.indicator}:revision:{target.revision}"
        return f"urn:enregard:cycle:{target.cycle}:answer:{answer}"
    if target.kind == "figure":
        scope = f"edition:{target.edition}" if target.edition else f"cycle:{target.cycle}"
        return f"urn:enregard:{scope}:figure:{target.indicator}"
    return f"urn:enregard:edition:{target.edition}"


def with_selector(target: Target, selector: Selector | None) -> Target:
    """Return `target` with the exact words quoted from it."""
    return replace(target, selector=selector)
