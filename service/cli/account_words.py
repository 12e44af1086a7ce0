"""The words of `enregard account` and the option that chooses their language. No command lives here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from service.errors import Language

F = TypeVar("F", bound=Callable[..., Any])


def in_language(function: F) -> F:
    """Give a command the option `--language`, of what it says."""
    option = click.option(
        "--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="Of the messages."
    )
    return option(function)


def said(key: str, language: Language, **params: object) -> str:
    """Return one text of `account.yaml`."""
    from service.form.texts import load_texts

    return load_texts(Path(__file__).with_name("account.yaml"))(key, language, **params)
