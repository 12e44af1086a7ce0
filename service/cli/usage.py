"""The language of what click says by itself: usage errors, headings of help. One choice for every command.

`--language` goes first, then ENREGARD_LANGUAGE, then the language of the machine; where that is neither, French, as
the commands' own messages.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from service.environment import around

LOCALES = Path(__file__).with_name("locales")
SETTING = "ENREGARD_LANGUAGE"
_DOMAIN = "click"
_KNOWN = ("fr", "en")


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return `fr` or `en`."""
    given = [after for option, after in pairwise(arguments) if option == "--language"]
    given += [one.partition("=")[2] for one in arguments if one.startswith("--language=")]
    of_machine = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    wanted = [*given, environment.get(SETTING, ""), of_machine[:2]]
    return next((one for one in wanted if one in _KNOWN), "fr")


def speak(arguments: Sequence[str]) -> None:
    """Have click speak the language chosen, for the rest of this process."""
    around()["LANGUAGE"] = language_of(arguments, around())
    gettext.bindtextdomain(_DOMAIN, str(LOCALES))
    gettext.textdomain(_DOMAIN)


def in_french() -> bool:
    """Whether French was chosen."""
    return around().get("LANGUAGE") == "fr"
