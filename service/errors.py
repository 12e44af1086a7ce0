"""What can go wrong in an act, with a stable code and a status; no FastAPI here. The words are in `errors.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from indicators.plurals import filled

Language = Literal["fr", "en"]


class ServiceError(Exception):
    """A refusal with a stable `code`, an HTTP-like `status`, and `params` for its words in `errors.yaml`."""

    def __init__(self, code: str, status: int, params: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = dict(params or {})

    def __str__(self) -> str:
        return f"{self.code}: {detail(self.code, 'en', self.params)}"


@cache
def catalogue() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Return the words of every problem and of every fault of shape. Read once."""
    words: dict[str, dict[str, dict[str, dict[str, str]]]] = yaml.safe_load(
        Path(__file__).with_name("errors.yaml").read_text(encoding="utf-8")
    )
    return words


def title(code: str, language: Language) -> str:
    """Return the title of a problem. Raises KeyError on a code without words."""
    return catalogue()["problems"][code]["title"][language]


def detail(code: str, language: Language, params: Mapping[str, Any]) -> str:
    """Return what a problem says to people. Raises KeyError on a code, or a parameter, that is not there."""
    return filled(catalogue()["problems"][code]["detail"][language], language, params)


def page_detail(code: str, language: Language, params: Mapping[str, Any]) -> str:
    """Return the same for someone before a page: without the headers and addresses that a program is told about.

    Raises KeyError as `detail` does.
    """
    words = catalogue()["problems"][code]
    return filled(words.get("page", words["detail"])[language], language, params)


def shape(
    code: str, part: Literal["found", "expected", "remedy"], language: Language, params: Mapping[str, Any]
) -> str:
    """Return one part of what a fault of shape says. Raises KeyError as `detail` does."""
    return filled(catalogue()["shapes"][code][part][language], language, params)
