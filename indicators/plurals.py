"""Sentences kept as data that bend with a number: `{count} {count|point|points}`, filled in French or in English.

Catalogues of gettext have plural forms of their own; these are for sentences in YAML, which may count several things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_FORMS = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")


def several(number: object, language: str) -> bool:
    """Whether a number takes the plural: from two on in French, any but one in English (CLDR, cardinal plural rules).

    A number may come as text; what is no number takes the plural.
    """
    try:
        value = abs(Decimal(str(number)))
    except InvalidOperation:
        return True
    return value >= 2 if language == "fr" else value != 1


def filled(text: str, language: str, params: Mapping[str, Any]) -> str:
    """Return `text` with its `{names}` filled from `params`, and of each `{name|one|more}` the form that its number
    takes. Raises KeyError on a name that is not there.
    """
    return _FORMS.sub(lambda found: found[2 + several(params[found[1]], language)], text).format_map(params)
