"""Text from files and services, fit for a terminal: whoever wrote it cannot add a line, hide one or move the cursor."""

from __future__ import annotations

import re

import click

_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters (a newline among them: what is printed is one line), separators of lines, marks that turn the
direction of writing, invisible characters, halves of surrogate pairs. Joiners stay: words and emoji are written so."""


def printed(line: object) -> str:
    """Return one line fit to be printed, U+FFFD in place of each character that would do something instead of being
    read. Apply it to whole lines, then nothing in them is forgotten; spaces of French typography stay."""
    return _UNFIT.sub("\ufffd", str(line))


def echo_line(line: object, *, err: bool = False) -> None:
    """Print one line, fit for a terminal."""
    click.echo(printed(line), err=err)
