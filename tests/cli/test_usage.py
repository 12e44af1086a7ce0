"""What the command line says by itself, in both languages: usage errors, headings of help, the choice of language."""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterator

import click.core
import click.exceptions
import click.parser
import click.types
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from service.cli import COMMANDS, IN_FRENCH, main
from service.cli.usage import LOCALES, language_of
from tests.cli.usage import HOME, compiled

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Leave no language behind for other tests."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    yield
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    if before is not None:
        os.environ["LANGUAGE"] = before


def said(*arguments: str, language: str) -> str:
    """Run the command line in this process and return all that it says."""
    return CliRunner(env={"ENREGARD_LANGUAGE": language, "LANGUAGE": None}).invoke(main, list(arguments)).output


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (("rien",), "Erreur\u00a0: Il n’y a pas de commande 'rien'.", "Error: No such command 'rien'."),
        (("check", "--rien"), "Il n’y a pas d’option '--rien'.", "No such option '--rien'."),
        (
            ("template",),
            "Il manque l’option '--language'. À choisir parmi\u00a0:",
            "Missing option '--language'. Choose",
        ),
        (("account", "create"), "Il manque l’option '--kind'.", "Missing option '--kind'."),
        (("cycle", "show"), "Il manque l’argument", "Missing argument"),
        (("account", "token", "x", "--days", "0"), "n’est pas dans l’intervalle", "is not in the range"),
        (("account", "token", "x", "y"), "Argument de trop (y)", "Got unexpected extra argument (y)"),
        (("account", "create", "--kind", "x"), "n’est aucun de", "is not one of"),
    ],
)
def test_a_usage_error_is_said_in_the_language_chosen(arguments: tuple[str, ...], french: str, english: str) -> None:
    assert french in said(*arguments, language="fr")
    assert english in said(*arguments, language="en")
    assert english not in said(*arguments, language="fr")


def test_the_headings_of_help_and_its_list_of_commands_are_in_the_language_chosen() -> None:
    french, english = said("--help", language="fr"), said("--help", language="en")

    assert [word in french for word in (f"Emploi{NO_BREAK}:", f"Commandes{NO_BREAK}:", "déclarent")] == [True] * 3
    assert [word in english for word in ("Usage:", "Commands:", "declare")] == [True] * 3
    assert "Usage" not in french
    assert IN_FRENCH["verify"].split()[0] in french
    assert IN_FRENCH.keys() == COMMANDS.keys()


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["check", "--language", "en"], {"ENREGARD_LANGUAGE": "fr", "LANG": "fr_FR.UTF-8"}, "en"),
        (["check", "--language=fr"], {"ENREGARD_LANGUAGE": "en"}, "fr"),
        (["check"], {"ENREGARD_LANGUAGE": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        (["check"], {"LANG": "en_GB.UTF-8"}, "en"),
        (["check"], {"LC_ALL": "fr_CA.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        (["check"], {"LANG": "C.UTF-8"}, "fr"),
        (["check", "--language"], {}, "fr"),
        (["consolidate", "--language", "both"], {"LANG": "en_US"}, "en"),
    ],
)
def test_the_option_goes_before_the_setting_before_the_machine(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment) == language


def test_the_catalogue_that_click_reads_is_the_one_people_write() -> None:
    assert (HOME / "click.mo").read_bytes() == compiled(), "python -m tests.cli.usage"


def test_every_message_of_the_catalogue_is_one_that_click_still_says() -> None:
    modules = (click.core, click.exceptions, click.parser, click.types, click.decorators, click.formatting)
    source = "".join(inspect.getsource(module) for module in modules)
    joined = re.sub(r'"\s*\n\s*"', "", source)
    with (LOCALES / "fr" / "LC_MESSAGES" / "click.po").open("rb") as file:
        known = [message.id for message in read_po(file) if message.id]

    singular = [one[0] if isinstance(one, tuple) else one for one in known]
    assert [one for one in singular if one.replace("\n", "\\n").replace("\t", "\\t") not in joined] == []
