"""The Jinja2 environment of each language: strict, escaping, with our words, numbers and dates.

Templates get texts from the catalogues by `_("...")` and `ngettext`, never from Python code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import service
from indicators.codes import COUNTRIES, SECTIONS
from indicators.figures import SIZE_BANDS
from indicators.model import Indicator, Language, Text
from service.render.html.assets import asset
from service.render.html.calling import Directly, Showing, said_by, shown
from service.render.html.figure import plain_value
from service.render.html.messages import messages
from service.render.html.typography import typeset
from service.render.report.facts import is_percent
from service.render.report.language import Words

TEMPLATES = Path(service.__file__).with_name("templates")
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


class Pages(Environment):
    """An environment whose templates call and escape as `calling` says."""

    context_class = Directly
    code_generator_class = Showing
    shown = staticmethod(shown)


@cache
def environment(language: Language) -> Environment:
    """Return the environment of a language, made once."""
    made = Pages(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
    )
    words, saying = Words(language), said_by(messages(language))
    made.globals.update(saying)
    made.globals.update(language=language, words=words, static=lambda name: asset(name).address)
    made.filters.update(
        number=words.number,
        percent=words.percent,
        day=words.day,
        isoday=lambda value: words.day(date.fromisoformat(str(value))),
        moment=lambda value: moment(value, words),
        text=words.of,
        typeset=lambda value: typeset(value, language),
        paragraphs=paragraphs,
        host=host,
        share=lambda value: words.percent(Decimal(str(value))),
        result=lambda indicator, value: plain_value(indicator, value, words),
        change=lambda indicator, value: change(indicator, value, words),
        band=lambda code: band(code, words),
        lower_first=lambda value: value[:1].lower() + value[1:],
        country=lambda code: named(COUNTRIES, code, language),
        sector=lambda code: named(SECTIONS, code, language),
    )
    return made


def render(template: str, language: Language, context: Mapping[str, Any]) -> str:
    """Return a template as HTML. Raises UndefinedError or MissingMessageError rather than leave a gap."""
    html = environment(language).get_template(template).render(context)
    return _BETWEEN_TAGS.sub(">\n<", html)


def moment(value: datetime, words: Words) -> str:
    """Return a date with its time in UTC: `12 mai 2026, 14:05 UTC`."""
    return f"{words.day(value)}, {value:%H:%M} UTC"


def named(labels: Mapping[str, Text], code: str, language: Language) -> str:
    """Return the label of a code, or the code itself where the list does not know it."""
    return labels[code].in_(language) if code in labels else code


def change(indicator: Indicator, value: Decimal | None, words: Words) -> str:
    """Return a change since the previous cycle: points for shares, signed."""
    if value is None:
        return words("none")
    points = is_percent(indicator)
    shown = words.number(value * 100 if points else value, 1)
    sign = "+" if value > 0 else ""
    return f"{sign}{shown} {words('unit_percent_points')}" if points else f"{sign}{shown}"


def band(code: str, words: Words) -> str:
    """Return the label of a size band: `250 to 999`, `20,000 and more`."""
    for known, low, high in SIZE_BANDS:
        if known == code:
            if high is None:
                return words("code_size_band_open", low=low)
            return words("code_size_band_range", low=low, high=high)
    return code


def host(link: str) -> str:
    """Return the host of a link, which tells a reader where it leads."""
    return urlsplit(link).hostname or link


def paragraphs(text: str) -> Markup:
    """Return plain text as paragraphs, escaped."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(_lines(block)) for block in blocks)


def _lines(block: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in block.splitlines())
