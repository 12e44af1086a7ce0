"""W06: the only evidence of an answer is the company's own promotional page.

A page is promotional where a newsroom speaks (`newsroom`, `press-releases`, `communiques` in host or path, whoever's),
or where the host bears the company's name and the page is its front page or one of its voices (blog, news, press,
commitments, about us). A document on the company's own site (an agreement in PDF) is none. One reference to a
document, or one link elsewhere, is evidence enough to stay silent here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from indicators.answers import Evidence
from indicators.checks.context import Context, blank
from indicators.checks.evidence import bad_link, split_link
from indicators.findings import Finding
from indicators.folding import folded

_WORDS = yaml.safe_load((Path(__file__).parent / "promotion.yaml").read_text(encoding="utf-8"))
_NEWSROOM = frozenset(_WORDS["newsroom"])
_OWN_VOICE = _NEWSROOM | frozenset(_WORDS["own_voice"])
_NOT_A_NAME = frozenset(_WORDS["not_a_name"])
_JOINING = frozenset({"de", "du", "des", "d", "l", "la", "le", "les", "et", "of", "the", "and", "for"})
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|csv|zip|xml|json)$", re.IGNORECASE)


def promotional_evidence(context: Context) -> Iterator[Finding]:
    """W06, at the link of the first piece of evidence."""
    name = context.submission.organisation.name
    for indicator, answer in context.answered():
        if answer.evidence and all(_promotional_only(evidence, name) for evidence in answer.evidence):
            path = ("answers", indicator.id, "evidence", 0, "link")
            yield Finding("W06", path, indicator.id, "link", answer.evidence[0].link or "")


def _promotional_only(evidence: Evidence, name: str) -> bool:
    return blank(evidence.reference) and evidence.link is not None and promotional(evidence.link, name)


def promotional(link: str, name: str) -> bool:
    """Whether a good link leads to a promotional page of the company `name` (see the module)."""
    parts = None if bad_link(link) is not None else split_link(link)
    if parts is None:
        return False
    steps = [step for step in parts.path.casefold().split("/") if step]
    if steps and _DOCUMENT.search(steps[-1]):
        return False
    labels = (parts.hostname or "").casefold().split(".")
    spoken = frozenset(_letters_and_dashes(word) for word in [*labels[:-2], *steps])
    if spoken & _NEWSROOM:
        return True
    pages = [step for step in steps if step not in ("fr", "en", "fr-fr", "en-gb", "en-us")]
    return _bears_name(labels[:-1], name) and (not pages or bool(spoken & _OWN_VOICE))


def _bears_name(labels: list[str], name: str) -> bool:
    """Whether a label of the host is the company's name, its initials, or holds a distinctive word of it."""
    words = [word for word in re.split(r"[^a-z0-9]+", _ascii(name)) if word]
    telling = [word for word in words if word not in _NOT_A_NAME]
    initials = "".join(word[0] for word in words if word not in _JOINING)
    for label in (_ascii(label).replace("-", "") for label in labels):
        if label and (label in ("".join(words), "".join(telling)) or (len(initials) > 2 and label == initials)):
            return True
        if any(word == label or (len(word) > 4 and word in label) for word in telling if len(word) > 2):
            return True
    return False


def _ascii(text: str) -> str:
    return folded(text)[0]


def _letters_and_dashes(word: str) -> str:
    return _ascii(word).replace("_", "-")
