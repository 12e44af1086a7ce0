"""The address of every page by its name: `/fr/...` and `/en/...` are the same page in two languages."""

from __future__ import annotations

from urllib.parse import quote

from starlette.convertors import Convertor, register_url_convertor

PATHS: dict[str, str] = {}
"""Route name -> path with `{language}` and other names in braces; filled as the routes are made."""


class LanguageConvertor(Convertor[str]):
    """The first part of a page's address: a language of ours, so that `/healthz` is never taken for a page."""

    regex = "fr|en"

    def convert(self, value: str) -> str:
        """Return the language."""
        return value

    def to_string(self, value: str) -> str:
        """Return its part of the address."""
        return value


register_url_convertor("language", LanguageConvertor())


def address(name: str, language: str, **parts: object) -> str:
    """Return the address of the page `name`. Raises KeyError on an unknown name or a part that is missing."""
    given = {key: quote(str(value), safe="") for key, value in parts.items()}
    return PATHS[name].format_map({"language": language, **given})


def in_language(path: str, language: str) -> str:
    """Return the address of the same page in another language; an address outside the pages becomes the home page."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first not in ("fr", "en"):
        return f"/{language}"
    return f"/{language}/{rest}" if rest else f"/{language}"
