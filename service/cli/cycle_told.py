"""What `enregard cycle` says, in French or English."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indicators.model import Language
    from service.store.tables import Cycle, CycleTransition

WORDS = Path(__file__).with_name("cycle.yaml")


def say(key: str, language: Language, **params: object) -> None:
    """Write one sentence."""
    from service.form.texts import load_texts

    click.echo(load_texts(WORDS)(key, language, **params))


def tell_cycle(cycle: Cycle, now: datetime, language: Language) -> None:
    """Write where a cycle stands."""
    from service.workflows.moments import local
    from service.workflows.phases import phase_of

    names = ("opens", "closes", "replies_until", "frozen", "published")
    moments = {name: local(getattr(cycle, name), cycle.zone) for name in names}
    say("shown", language, id=cycle.id, framework=cycle.framework, phase=phase_of(cycle, now), **moments)


def tell_transition(one: CycleTransition, zone: str, language: Language) -> None:
    """Write one phase that began."""
    from service.form.texts import load_texts
    from service.workflows.moments import local

    words = load_texts(WORDS)
    reason = words("reason", language, reason=one.reason) if one.reason else ""
    cause = words(f"cause.{one.cause}", language)
    say("transition", language, number=one.number, at=local(one.at, zone), phase=one.phase, cause=cause, reason=reason)
