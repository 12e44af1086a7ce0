"""The words of `enregard account`. No command lives here."""

from __future__ import annotations

from pathlib import Path

from service.errors import Language


def said(key: str, language: Language, **params: object) -> str:
    """Return one text of `account.yaml`."""
    from service.form.texts import load_texts

    return load_texts(Path(__file__).with_name("account.yaml"))(key, language, **params)
