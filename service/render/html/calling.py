"""What templates do hundreds of times on a page, with as little as possible around it: calling our words, functions and
macros, and escaping what they show.

Jinja2 looks at each call for what the callee would be handed of the template, its gettext comes through three of them,
and every text it escapes becomes an object of its own before it is joined to the others; a page of forty cards spent a
third of its time there. What is said and escaped stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType, MethodType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from service.render.html.messages import Messages

_PLAIN = (FunctionType, MethodType)


_SPECIAL = re.compile("[&<>\"']")


def shown(value: object) -> str:
    """Return a value as it stands in a page: `escape`, but that a text without anything to escape is left as it is."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL.search(value)):  # type: ignore[call-overload]
        return value  # type: ignore[return-value]
    return escape(value)


class Showing(CodeGenerator):
    """Has templates write with `shown` where they would with `escape`: what comes of it is only ever joined."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class Directly(Context):
    """A template's context that calls a macro, or a function that asks for nothing of the template, at once."""

    def call(self, callee: Callable[..., Any], /, *args: Any, **given: Any) -> Any:
        """Call `callee` as a template does; `_loop_vars` and `_block_vars` are Jinja2's own."""
        kind = type(callee)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(callee, "jinja_pass_arg"):
            return super().call(callee, *args, **given)
        given.pop("_loop_vars", None)
        given.pop("_block_vars", None)
        try:
            return callee(*args, **given)
        except StopIteration:  # it would end the template without a word
            return self.environment.undefined("a callable raised StopIteration")


def said_by(known: Messages) -> Mapping[str, Callable[..., Markup]]:
    """Return what templates say a catalogue's messages with: texts of ours are markup, what fills them is escaped."""

    @cache
    def plain(message: str) -> Markup:
        return Markup(known.gettext(message)) % {}  # noqa: S704  our own words; as a format, so that %% is one %

    def gettext(message: str, /, **filled: object) -> Markup:
        return Markup(known.gettext(message)) % filled if filled else plain(message)  # noqa: S704  our own words

    def ngettext(singular: str, plural: str, number: int, /, **filled: object) -> Markup:
        return Markup(known.ngettext(singular, plural, number)) % {"num": number, **filled}  # noqa: S704  our own

    return {"gettext": gettext, "ngettext": ngettext, "_": gettext}
