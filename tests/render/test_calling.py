"""What our pages are made with calls and escapes as Jinja2 does: the short ways give the same words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from service.render.html.calling import shown
from service.render.html.environment import Pages

VALUES = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'a "),
    st.text().map(Markup),
    st.none(),
    st.integers(),
    st.decimals(),
    st.booleans(),
)
OPTIONS: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}


def _said(environment: type[Environment], source: str, **given: object) -> str:
    return environment(**OPTIONS).from_string(source).render(**given)


@given(VALUES)
def test_what_is_shown_is_escaped_to_the_letter_as_markupsafe_does(value: object) -> None:
    assert str(shown(value)) == str(escape(value))


@given(VALUES, VALUES)
def test_a_page_of_ours_says_what_a_plain_page_says(one: object, other: object) -> None:
    source = (
        "{% macro both(a, b, caller=none) %}{{ a }}|{{ b|upper }}{{ caller(a) if caller else '' }}{% endmacro %}"
        "{% call(x) both(one, other) %}<b>{{ x }}</b>{% endcall %}{{ both(one, b=other) }}"
        "{% for it in [one, other] %}{{ loop.index }}{{ it }}{{ ', ' if not loop.last }}{% endfor %}"
        "{{ one ~ other }}{{ [one, other]|join('<') }}{% set kept %}{{ one }}<i>{% endset %}{{ kept }}"
    )

    assert _said(Pages, source, one=one, other=other) == _said(Environment, source, one=one, other=other)


class _Counter:
    """A thing that is called as its class says."""

    def __call__(self, *given: object) -> str:
        return f"<{len(given)}>"

    def method(self, *given: object) -> str:
        return f"<m{len(given)}>"


@pass_context
def _asks_for_the_context(context: Context, given: str) -> str:
    return f"{context['here']}<{given}"


@pytest.mark.parametrize(
    "called",
    [lambda *_: "<", _Counter(), _Counter().method, _asks_for_the_context, partial(str), str, "<{}".format],
    ids=["function", "object", "method", "asks for the context", "partial", "class", "built in"],
)
def test_whatever_a_template_calls_is_handed_what_jinja2_hands_it(called: Callable[..., object]) -> None:
    source = "{% for it in ['a'] %}{{ called(it) }}{% endfor %}{{ called('b') }}"

    assert _said(Pages, source, called=called, here="h") == _said(Environment, source, called=called, here="h")


def test_a_callable_that_stops_an_iteration_does_not_end_the_page() -> None:
    def stops() -> None:
        raise StopIteration

    for environment in (Pages, Environment):
        assert environment(autoescape=True).from_string("a{{ stops() }}b").render(stops=stops) == "ab"


def test_what_is_not_there_is_named_in_a_page_of_ours_too() -> None:
    with pytest.raises(Exception, match="'absent' is undefined"):
        _said(Pages, "{{ absent }}")
