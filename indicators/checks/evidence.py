"""The evidence named in support of an answer: its kind, its title, where it is. Links are judged by their letters and
never fetched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from indicators.answers import EVIDENCE_KINDS, Answer, Evidence
from indicators.checks.context import TEXT_LIMITS, blank, text_faults
from indicators.findings import Finding, Path
from indicators.model import Indicator

_LABEL = re.compile(r"^(?!-)[\w-]{1,63}(?<!-)$")


def evidence_faults(indicator: Indicator, answer: Answer) -> Iterator[Finding]:
    """E01, E02, E09 and E10 on each piece of evidence."""
    for number, evidence in enumerate(answer.evidence):
        yield from _of(evidence, ("answers", indicator.id, "evidence", number), indicator.id)


def _of(evidence: Evidence, at: Path, id_: str) -> Iterator[Finding]:
    if blank(evidence.kind):
        yield Finding("E01", (*at, "kind"), id_, "kind", "", {"case": "evidence"})
    elif evidence.kind not in EVIDENCE_KINDS:
        yield Finding("E02", (*at, "kind"), id_, "kind", evidence.kind, {"case": "evidence_kind"})
    if blank(evidence.title):
        yield Finding("E01", (*at, "title"), id_, "title", "", {"case": "evidence"})
    if blank(evidence.link) and blank(evidence.reference):
        yield Finding("E01", (*at, "link"), id_, "link", "", {"case": "whereabouts"})
    yield from text_faults(evidence.title, (*at, "title"), id_)
    yield from text_faults(evidence.reference, (*at, "reference"), id_)
    if evidence.link is not None and not blank(evidence.link) and (why := bad_link(evidence.link)) is not None:
        yield Finding("E10", (*at, "link"), id_, "link", evidence.link, {"case": why, **_limit(why)})


def _limit(why: str) -> dict[str, str]:
    return {"limit": str(TEXT_LIMITS["link"])} if why == "long" else {}


def bad_link(link: str) -> str | None:
    """Return why a link is refused (`long`, `characters`, `scheme`, `credentials`, `host`), None where it is good.

    Good: `https`, a public host name of at least two labels (no address of a machine, no `localhost`), no user name
    or password, no space, control or invisible character. RFC 3986; section 2 of the framework asks for https.
    """
    if len(link) > TEXT_LIMITS["link"]:
        return "long"
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} for c in link) or "\\" in link:
        return "characters"
    parts = split_link(link)
    if parts is None:
        return "host"
    if parts.scheme != "https":
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "credentials"
    return None if _public(parts.hostname) else "host"


def split_link(link: str) -> SplitResult | None:
    """Return the parts of a link, None where it is none or its port is out of range."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return None
    return parts if port is None or port > 0 else None


def _public(host: str | None) -> bool:
    labels = (host or "").removesuffix(".").split(".")
    return len(labels) > 1 and all(_LABEL.match(label) for label in labels) and not labels[-1].isdigit()
