"""The language of the command line: of what click says by itself, and the option `--language` of every command.

`--language` goes first, then ENREGARD_LANGUAGE. Where neither is given, usage errors and help are in the language of
the machine, or French where that is another; a command does as its own default says, on every machine alike.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from service.environment import around

if TYPE_CHECKING:
    from indicators.model import Language

LOCALES = Path(__file__).with_name("locales")
SETTING = "ENREGARD_LANGUAGE"
_DOMAIN = "click"
_KNOWN: tuple[Language, ...] = ("fr", "en")
_F = TypeVar("_F", bound=Callable[..., Any])


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


def language_set() -> Language | None:
    """Return the language that ENREGARD_LANGUAGE names, None where it names neither."""
    return next((one for one in _KNOWN if one == around().get(SETTING)), None)


def language_option(
    help_: str = "Of the messages.", *, default: str | None = "fr", otherwise: str = "", also: tuple[str, ...] = ()
) -> Callable[[_F], _F]:
    """Give a command the option `--language`: `fr`, `en` or one of `also`; where it is not given, ENREGARD_LANGUAGE
    chooses, and where that is neither `fr` nor `en`, `default`.

    Without a `default`, `otherwise` says what goes instead (the workbook's own language); without either, one of the
    two has to be given.
    """

    def chosen() -> str | None:
        return language_set() or default

    def given(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
        if value is None and not otherwise:  # a default that is a function counts as given, whatever it returns
            raise click.MissingParameter(ctx=context, param=option)
        return value

    return click.option(
        "--language",
        type=click.Choice([*_KNOWN, *also]),
        default=chosen,
        callback=given,
        show_default=", ".join(one for one in (SETTING, default or otherwise) if one),
        help=help_,
    )
