"""`enregard demo`: the invented example cycle, written, consolidated, filed, and served."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from indicators.plurals import filled
from service.cli.usage import language_option

if TYPE_CHECKING:
    from indicators.model import Language
    from service.demo.run import Made, Step, Told

HOST = "127.0.0.1"
MOST_FILES = 5
"""Files that stand in the way and are named; there may be dozens."""


class Words:
    """What this command says, in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._texts: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("demo.yaml").read_text(encoding="utf-8"))

    def __call__(self, key: str, **params: object) -> str:
        """Return one text with its parameters."""
        text: str = self._texts[key][self._language]
        return filled(text, self._language, params)

    def step(self, step: Step) -> str:
        """Return the name of a step."""
        name: str = self._texts["steps"][step][self._language]
        return name


@click.command("demo")
@click.option("--once", is_flag=True, help="Write the files and exit.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--directory", type=click.Path(file_okay=False, path_type=Path), default=Path("var/demo"), show_default=True
)
@language_option()
def command(once: bool, port: int, directory: Path, language: Language) -> None:
    """Write the invented example cycle, consolidate it and file it; then serve it until Ctrl-C.

    What an earlier run wrote in DIRECTORY is replaced; nothing else there is touched.
    """
    words = Words(language)
    if not once:
        _make_sure_free(port, words)
    made = _make(directory, port, words)
    _tell(made, words, language)
    if not once:
        _serve(made, port, words, language)


def _make_sure_free(port: int, words: Words) -> None:
    """Refuse a taken port before anything is written, not after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise click.ClickException(words("port", port=port, host=HOST)) from None


def _make(directory: Path, port: int, words: Words) -> Made:
    from service.demo.folder import TakenDirectoryError
    from service.demo.run import make

    try:
        with _progress(words) as tell:
            return make(directory, tell, f"http://{HOST}:{port}")
    except TakenDirectoryError as error:
        shown = ", ".join(error.files[:MOST_FILES]) + (" …" if len(error.files) > MOST_FILES else "")
        raise click.ClickException(words("taken", directory=directory, files=shown)) from None
    except OSError as error:
        path = error.filename or directory
        raise click.ClickException(words("unwritable", path=path, reason=error.strerror)) from None


@contextmanager
def _progress(words: Words) -> Iterator[Told]:
    """Show one bar for each step, as the steps come, with the file that was written last where it has a name."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    name = TextColumn("{task.fields[name]}")
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), name)
    tasks: dict[Step, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as bars:

        def tell(step: Step, done: int, total: int, name: str = "") -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(words.step(step), name="")
            bars.update(tasks[step], completed=done, total=total, name="" if done == total else name)

        yield tell


def _tell(made: Made, words: Words, language: Language) -> None:
    """Say what the figures are, where the files are, and which tokens open which door."""
    from service.cli import consolidation_told

    click.echo(f"\n{words('invented')}\n{words('attributed')}\n")
    consolidation_told.Told(language).summary(made.report)
    click.echo(f"\n{words('files')}")
    click.echo(f"  {words('workbooks', count=len(made.workbooks), directory=made.workbooks[0].parent)}")
    for path in made.files:
        click.echo(f"  {path}")
    click.echo(f"\n{words('tokens')}")
    for account in made.one_account_of_a_kind:
        click.echo(f"  {account.kind:<12} {account.issued.secret}  {account.name}")


def _serve(made: Made, port: int, words: Words, language: Language) -> None:
    """Serve the example database until Ctrl-C, which is how it is meant to end."""
    import uvicorn

    from service.app import create_app
    from service.demo.edition import example_settings
    from service.demo.people import invited
    from service.demo.run import database_url

    url = f"http://{HOST}:{port}"
    settings = example_settings(made.directory, database_url(made.directory), url)
    app = create_app(settings)
    click.echo(f"\n{words('doors')}")
    for account, link in invited(settings, made.one_account_of_a_kind, language):
        click.echo(f"  {account.kind:<12} {link}  {account.name}")
    click.echo(f"\n{words('serving', url=url)}")
    with suppress(KeyboardInterrupt):
        uvicorn.run(app, host=HOST, port=port, log_level="warning", server_header=False)
    click.echo(words("stopped"))
