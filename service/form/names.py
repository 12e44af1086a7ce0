"""What the sheets of the form are called: the objective's number and short title, or the form's own words."""

from __future__ import annotations

from indicators.model import Framework, Language
from service.form.lists import form_texts

LONGEST_NAME = 31
_OBJECTIVE = "objective-"
_APART = "objective-0"
_FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


def sheet_name(code: str, framework: Framework, language: Language) -> str:
    """Return the name of the sheet with a code, as the template gives it; an unknown code names itself."""
    if code.startswith(_OBJECTIVE) and code != _APART:
        number = int(code.removeprefix(_OBJECTIVE))
        name = f"{number} {framework.objective(number).short.in_(language)}"
        return name.translate(_FORBIDDEN)[:LONGEST_NAME].rstrip()
    texts = form_texts()
    if code not in texts.keys_under("sheets"):
        return code
    name = texts(f"sheets.{code}", language)
    return f"0 {name}" if code == _APART else name
