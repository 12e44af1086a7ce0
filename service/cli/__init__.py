"""`enregard ...`: one module a command, loaded only when it is called, so that a small command starts at once.

A command reads its arguments, calls a workflow, shows progress and sets the exit status. No rule lives here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from gettext import gettext
from importlib import import_module
from typing import Any

import click

from service.cli.usage import in_french, speak

COMMANDS: dict[str, tuple[str, str]] = {
    "account": ("account", "Make an organisation's account and its bearer token."),
    "backup": ("backup", "Write the whole database to one file, under load."),
    "check": ("check", "Validate filled workbooks offline, naming every fault cell by cell."),
    "consolidate": ("consolidate", "Turn a folder of filled workbooks into the collective-impact workbook."),
    "cycle": ("cycle", "Open a cycle of self-assessments and keep its roster."),
    "db": ("database", "Bring the database to the newest schema."),
    "deliver": ("deliver", "Tell webhooks what waits for them."),
    "demo": ("demo", "Run the invented example cycle, then serve it."),
    "framework": ("framework", "Check a framework directory, of any pledge."),
    "remind": ("remind", "Remind companies of replies that are due."),
    "restore": ("restore", "Put a backup into an empty database."),
    "log": ("log", "Sign and verify the public log."),
    "serve": ("serve", "Run the service."),
    "submit": ("submit", "Send a filled workbook to a service."),
    "template": ("template", "Write an empty workbook to fill in."),
    "verify": ("verify", "Make every figure of a published package again, and check its log proofs."),
    "wording": ("wording", "Tell what binds from what does not in a text."),
}
"""Command name -> (module in this package, which defines `command`; one line of help)."""


IN_FRENCH: dict[str, str] = {
    "account": "Crée le compte d’une organisation et son jeton.",
    "backup": "Écrit toute la base dans un fichier, en service.",
    "check": "Contrôle des classeurs remplis, hors ligne, faute par faute.",
    "consolidate": "Fait d’un dossier de classeurs le classeur d’impact collectif.",
    "cycle": "Ouvre un cycle d’auto-évaluations et tient sa liste.",
    "db": "Met la base au schéma le plus récent.",
    "deliver": "Prévient les webhooks de ce qui les attend.",
    "demo": "Déroule le cycle d’exemple inventé, puis le sert.",
    "framework": "Contrôle le dossier d’un référentiel, de tout engagement.",
    "remind": "Rappelle aux entreprises les réponses qu’elles doivent encore.",
    "restore": "Remet une sauvegarde dans une base vide.",
    "log": "Signe et vérifie le registre public.",
    "serve": "Met le service en marche.",
    "submit": "Envoie un classeur rempli à un service.",
    "template": "Écrit un classeur vide à remplir.",
    "verify": "Refait chaque chiffre d’un paquet publié et vérifie ses preuves.",
    "wording": "Dit ce qui engage et ce qui n’engage pas dans un texte.",
}
"""Command name -> its line of help in French."""


ABOUT = {
    "fr": "En regard : ce que les entreprises déclarent de l’IA au travail, face à ce que les syndicats y opposent.",
    "en": "En regard: what companies declare about AI at work, beside what unions oppose to it.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"service.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        del ctx
        french = in_french()
        lines = [(name, IN_FRENCH[name] if french else help_) for name, (_, help_) in sorted(COMMANDS.items())]
        with formatter.section(gettext("Commands")):
            formatter.write_dl(lines)

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Run, in the language chosen."""
        speak(sys.argv[1:] if args is None else args)
        self.help = ABOUT["fr" if in_french() else "en"]
        for param in self.params:
            if isinstance(param, click.Option) and param.name == "version":
                param.help = gettext("Show the version and exit.")
        return super().main(args, *more, **named)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="enregard")
def main() -> None:
    """En regard: what companies declare about AI at work, beside what unions oppose to it."""
