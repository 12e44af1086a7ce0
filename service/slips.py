"""What a schema refuses, in our words: every complaint of pydantic and of the JSON reader has a code and words in both
languages (`slips.yaml`, `errors.yaml`), so that nothing of a library's own English reaches anyone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from indicators.plurals import filled
from service.errors import Language, shape

Step = str | int

_LONGEST_QUOTE = 120
_BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_LIMITS = ("max_length", "min_length", "multiple_of")
_CHARACTER = re.compile(r"U\+[0-9A-F]{4,6} at position [0-9]+")
_KEY = "[key]"
"""How pydantic says that a fault is in a key itself; the step before is that key."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One complaint: where (`path`, without the part of the request), what stood there (`found`), in which `group`."""

    kind: str
    group: str
    path: tuple[Step, ...]
    found: str
    context: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The stable code, J00 to J17."""
        return str(_group(self.group)["shape"]).partition(".")[0]

    @property
    def name(self) -> str | None:
        """The name nearest to the place: of an item of a list, the list's."""
        return name_of(self.path)

    def told(self, part: Literal["found", "expected", "remedy"], language: Language) -> str:
        """Return one part of what is said of it."""
        return shape(_group(self.group)["shape"], part, language, self._params(language))

    def short(self, language: Language) -> str:
        """Return the same in a few words."""
        words = _group(self.group).get("short") or _catalogue()["short_of_type"]
        return filled(str(words[language]), language, self._params(language))

    def _params(self, language: Language) -> dict[str, str]:
        limit = next((self.context[name] for name in _LIMITS if self.context.get(name) is not None), "")
        return {
            "name": self.name or _catalogue()["whole"][language],
            "limit": str(limit),
            "expected": self._expected(language),
            "reason": self._reason(language),
            "some": str(self.context.get("found", "")),
            "total": str(self.context.get("total", "")),
        }

    def _expected(self, language: Language) -> str:
        bound = next((f"{sign} {self.context[key]}" for key, sign in _BOUNDS.items() if key in self.context), None)
        if bound is not None:
            return bound
        if self.group == "choice":
            listed = str(self.context.get("expected") or self.context.get("expected_tags", ""))
            return listed.replace("' or '", "' ou '") if language == "fr" else listed
        if self.group == "form":
            pattern = str(self.context.get("pattern", ""))
            known = _catalogue()["patterns"].get(pattern) or _catalogue()["any_pattern"]
            return str(known[language]).format(pattern=pattern)
        words = _group(self.group).get("expected")
        return str(words[language]).format(limit=self.context.get("multiple_of", "")) if words else ""

    def _reason(self, language: Language) -> str:
        if self.group == "json":
            return json_reason(str(self.context.get("error", "")), self.context.get("at"), language)
        return character_in(str(self.context.get("error", "")))


def slip_of(error: Mapping[str, Any]) -> Slip:
    """Return one error of pydantic, as `ValidationError.errors()` lists it, in our terms."""
    kind, given, context = str(error["type"]), error.get("input"), dict(error.get("ctx") or {})
    place = list(error["loc"])
    group = _grouped(_of_text(kind, given), context)
    if group == "json":
        place, context["at"] = [], next((step for step in place if isinstance(step, int)), None)
    if place[-1:] == [_KEY]:
        place.pop()
    found = "" if group in ("missing", "json") else quoted(given)
    return Slip(kind, group, tuple(place), found, context)


def slips(errors: Iterable[Mapping[str, Any]]) -> list[Slip]:
    """Return errors of pydantic in our terms."""
    return [slip_of(error) for error in errors]


def unreadable(error: Exception, language: Language) -> str:
    """Return why a file could not be taken at all: its JSON, its coding, or the first fault of its shape."""
    if isinstance(error, ValidationError):
        first = slip_of(error.errors(include_url=False)[0])
        return f"{'/'.join(str(step) for step in first.path)} {first.short(language)}".strip()
    if isinstance(error, json.JSONDecodeError):
        return json_reason(error.msg, error.pos, language)
    if isinstance(error, UnicodeDecodeError):
        return json_reason("not UTF-8", error.start, language)
    if isinstance(error, RecursionError):
        return json_reason("nested too deep", None, language)
    return str(error)


def json_reason(message: str, at: int | None, language: Language) -> str:
    """Return why JSON could not be read, after the reader's own message; `at`: the character at which it stopped."""
    begins = next(begins for begins in _catalogue()["json"] if message.startswith(begins))
    reason = _catalogue()["json"][begins][language].format(rest=quoted(message.removeprefix(begins)))
    return str(reason if at is None else _catalogue()["position"][language].format(reason=reason, at=at))


def character_in(message: str) -> str:
    """Return the character that a text was refused for and its place, as `U+0000, 2`; empty where there is none."""
    where = _CHARACTER.search(message)
    return where[0].replace(" at position ", ", ") if where else ""


def name_of(path: Sequence[Step]) -> str | None:
    """Return the name nearest to a place: of an item of a list, the list's."""
    return next((quoted(step) for step in reversed(path) if isinstance(step, str)), None)


def quoted(value: Any) -> str:
    """Return what was found, fit for any reader: as JSON writes it, short, printable, without lone surrogates."""
    text = value if isinstance(value, str) else _as_json(value)
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:500])
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"


def _as_json(value: Any) -> str:
    if not isinstance(value, dict | list | bool | None):
        return str(getattr(value, "filename", value))
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "…"


def _of_text(kind: str, given: Any) -> str:
    """A length counted after a text was cleaned comes back as that of any value: a text's is told as a text's."""
    return f"string_{kind}" if isinstance(given, str) and kind in ("too_short", "too_long") else kind


def _grouped(kind: str, context: Mapping[str, Any]) -> str:
    """The group of a complaint; what is empty is called empty, neither too short nor of a wrong form."""
    if kind == "value_error" and _CHARACTER.search(str(context.get("error", ""))):
        return "character"
    if kind == "string_too_short" and context.get("min_length") == 1:
        return "empty_text"
    if kind == "string_pattern_mismatch" and context.get("pattern") == r"\S":
        return "empty_text"
    if kind == "too_short" and context.get("min_length") == 1:
        return "empty_list"
    return _group_by_kind().get(kind, "other")


@cache
def _catalogue() -> Mapping[str, Any]:
    text = Path(__file__).with_name("slips.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words


@cache
def _group_by_kind() -> Mapping[str, str]:
    return {kind: name for name, group in _catalogue()["groups"].items() for kind in group["kinds"]}


def _group(name: str) -> Mapping[str, Any]:
    group: Mapping[str, Any] = _catalogue()["groups"][name]
    return group
