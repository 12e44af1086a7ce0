"""Why something given could not be read, in French and in English: codes here, words beside this file.

What Python says of it is in one language and for programmers: it is sorted here, and never shown.
"""

from __future__ import annotations

import csv
import errno
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

_MEMBER = re.compile(r"There is no item named '(?P<name>.*)' in the archive")
_MOST_ABOUT = 200
_MOST_FIELDS = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, and what it is about where its words say so."""

    code: str
    about: str = ""

    def in_(self, language: Literal["fr", "en"]) -> str:
        """Return it as half a sentence. Raises KeyError on a code without words."""
        return words()[self.code][language].format(about=self.about[:_MOST_ABOUT])

    def __str__(self) -> str:
        return self.in_("en")


class ReasonedError(ValueError):
    """An error that people are told of, with its reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


def reason_of(error: BaseException) -> Reason:
    """Return the reason in an error that reading raised; the kind of error decides, not its words."""
    if isinstance(error, ReasonedError):
        return error.reason
    if isinstance(error, KeyError):
        named = str(error.args[0]) if error.args else ""
        found = _MEMBER.fullmatch(named)
        return Reason("missing", found["name"] if found else named)
    if isinstance(error, ValidationError):
        places = [".".join(map(str, one["loc"])) or "–" for one in error.errors(include_url=False)]
        return Reason("fields", ", ".join(places[:_MOST_FIELDS]))
    if isinstance(error, OSError):
        return Reason(_SYSTEM.get(error.errno or 0, "system"), errno.errorcode.get(error.errno or 0, ""))
    return Reason(next((code for kind, code in _KINDS if isinstance(error, kind)), "shape"))


_SYSTEM: Mapping[int, str] = {
    errno.ENOENT: "no_such_file",
    errno.EISDIR: "a_directory",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.ENOTDIR: "no_such_directory",
    errno.EROFS: "cannot_write_here",
    errno.ENOSPC: "full",
}
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (json.JSONDecodeError, "not_json"),
    (UnicodeDecodeError, "not_utf8"),
    (RecursionError, "too_deep"),
    (ArithmeticError, "number"),
    (zipfile.BadZipFile, "not_a_zip"),
    (zlib.error, "not_a_zip"),
    (EOFError, "not_a_zip"),
    (RuntimeError, "not_a_zip"),
    (csv.Error, "table"),
    (ValueError, "value"),
)
"""Kinds of errors, the narrower first; any other is a part of another kind than expected."""


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every code. Read once."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return read
