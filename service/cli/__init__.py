"""`enregard ...`: one module a command, loaded only when it is called, so that a small command starts at once.

A command reads its arguments, calls a workflow, shows progress and sets the exit status. No rule lives here.
"""

from __future__ import annotations

from importlib import import_module

import click

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
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="enregard")
def main() -> None:
    """En regard: what companies declare about AI at work, beside what unions oppose to it."""
