"""What the command line says by itself, in both languages: usage errors, headings of help, the choice of language."""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click.core
import click.exceptions
import click.parser
import click.types
import pytest
from babel.messages.pofile import read_po
from click import Context
from click.testing import CliRunner
from openpyxl import load_workbook

from service.cli import COMMANDS, IN_FRENCH, main, refusals
from service.cli.usage import LOCALES, SETTING, language_of
from service.form.texts import load_texts
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
            ("account", "create"),
            "Il manque l’option '--kind'. À choisir parmi\u00a0:",
            "Missing option '--kind'. Choose",
        ),
        (("cycle", "show"), "Il manque l’argument", "Missing argument"),
        (("account", "token", "x", "--days", "0"), "n’est pas dans l’intervalle", "is not in the range"),
        (("account", "token", "x", "y"), "Argument de trop (y)", "Got unexpected extra argument (y)"),
        (("account", "create", "--kind", "x"), "n’est aucun de", "is not one of"),
        (("wording",), "Donnez un TEXT, ou - pour l’entrée standard", "Give a TEXT, or - for standard input"),
        (("check", "a", "b", "--marked", "c"), "--marked ne prend qu’un seul fichier.", "--marked takes one FILE."),
        (("check", "a", "--framework", "x"), "aucun cadre de ce nom n’est livré", "no framework of this name comes"),
        (("template", "-o", "x.txt"), "le nom d’un fichier .xlsx est attendu", "the name of an .xlsx file is expected"),
        (("template", "-o", "x.xlsx", "--cycle", "à"), "des lettres, des chiffres", "letters, digits, . _ @ and -"),
        (("template", "-o", "x.xlsx", "--organisation", "\x07"), "une ligne de texte", "one line of text, at most"),
        (("template", "-o", "/none/x.xlsx"), "/none/x.xlsx\u00a0: aucun fichier ni", "/none/x.xlsx: no such file"),
        (("serve", "--workers", "2"), "SQLite ne sert qu’un processus", "SQLite serves one process"),
        (("verify", "x.zip", "--key", "x"), "ce n’est pas une clé\u00a0: nom+", "not a key: name+id+base64"),
        (("verify", __file__, "--proof", __file__), "donnez celui de l’édition", "give that of the edition"),
        (
            ("verify", __file__, "--receipt", __file__),
            "un reçu se vérifie avec la clé",
            "a receipt is verified with the",
        ),
        (
            ("verify", __file__, "--consistency", __file__),
            "donnez-le avec --checkpoint",
            "give that with --checkpoint",
        ),
        (("log", "verify", "--key", "x"), "ce n’est pas une clé\u00a0: nom+", "not a key: name+id+base64"),
    ],
)
def test_a_usage_error_is_said_in_the_language_chosen(arguments: tuple[str, ...], french: str, english: str) -> None:
    assert french in said(*arguments, language="fr")
    assert english in said(*arguments, language="en")
    assert english not in said(*arguments, language="fr")


def test_every_refusal_of_our_own_is_in_both_languages_and_said_somewhere() -> None:
    home = Path(refusals.__file__).parent
    said = "".join(path.read_text(encoding="utf-8") for path in home.glob("*.py"))
    texts = list(load_texts(home / "refusals.yaml").every())

    assert [key for key, words in texts if set(words) != {"fr", "en"} or f'refusal("{key}"' not in said] == []
    assert re.findall(r"(?:UsageError|ClickException|BadParameter)\(f?\"(?!\\n)", said) == [], "words of one language"


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


@pytest.mark.parametrize("setting", ["fr", "en"])
def test_the_setting_is_the_default_of_every_option_that_chooses_a_language(setting: str) -> None:
    with CliRunner(env={SETTING: setting}).isolation():
        chosen = {name: option.get_default(Context(command)) for name, command, option in _choosing()}

    assert {name for name, default in chosen.items() if default != setting} == {"wording"}, "that is the text's own"
    assert len(chosen) > 20


def test_without_the_setting_each_command_keeps_its_own_default() -> None:
    with CliRunner(env={SETTING: "de"}).isolation():
        chosen = {
            name: option.get_default(Context(command)) for name, command, option in _choosing() if name != "wording"
        }

    others = {name: default for name, default in chosen.items() if default != "fr"}
    assert others == {"framework check": "en", "check": None, "template": None}


def _choosing(group: click.Group = main, path: str = "") -> Iterator[tuple[str, click.Command, click.Option]]:
    """Every command with an option `--language`, by its name."""
    for name in group.list_commands(Context(group)):
        command = group.get_command(Context(group), name)
        if isinstance(command, click.Group):
            yield from _choosing(command, f"{path}{name} ")
        elif command is not None:
            found = (one for one in command.params if isinstance(one, click.Option) and "--language" in one.opts)
            yield from ((f"{path}{name}", command, option) for option in found)


def test_a_command_speaks_and_writes_in_the_language_set(tmp_path: Path) -> None:
    english = said("framework", "check", str(tmp_path / "none"), language="en")
    french = said("framework", "check", str(tmp_path / "none"), language="fr")
    for language in ("fr", "en"):
        assert said("template", "-o", str(tmp_path / f"{language}.xlsx"), language=language).endswith(".xlsx\n")

    assert (french.count("dossier illisible"), english.count("unreadable directory")) == (1, 1)
    sheets = [load_workbook(tmp_path / f"{language}.xlsx").sheetnames[0] for language in ("fr", "en")]
    assert sheets == ["Lisez-moi", "Read me"]


def test_a_template_needs_a_language_where_none_is_set(tmp_path: Path) -> None:
    assert "--language" in said("template", "-o", str(tmp_path / "one.xlsx"), language="")


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
