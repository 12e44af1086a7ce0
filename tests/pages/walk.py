"""Going through states in a real browser, as those who stand before them; what was sent is kept with what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser, Response

from tests.browser import Visitor, visiting
from tests.pages.gallery import Gallery
from tests.pages.states import Form, State

_SEND = """([at, fields, button]) => {
  const form = document.querySelector(at);
  for (const [name, value] of Object.entries(fields)) {
    const one = form.elements[name];
    one.value = value;
  }
  const [name, value] = button.split("=");
  form.requestSubmit(button ? form.querySelector(`button[name="${name}"][value="${value}"]`) : null);
}"""


@dataclass
class Sight:
    """One state as a visitor sees it, and the answer that brought it."""

    state: State
    visitor: Visitor
    answer: Response

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.answer.text()


def walk(
    browser: Browser, here: Gallery, url: str, states: Iterable[State], *, language: str, width: int = 1280
) -> Iterator[Sight]:
    """Yield each state in turn; everybody keeps one browser. Fails where a page answers with another status."""
    with ExitStack() as doors:
        visitors: dict[str, Visitor] = {}
        for state in states:
            if state.who not in visitors:
                visitors[state.who] = doors.enter_context(visiting(browser, url, width=width, language=language))
                if state.who:
                    name, secret = here.cookies[state.who]
                    visitors[state.who].context.add_cookies([{"name": name, "value": secret, "url": url}])
            visitor = visitors[state.who]
            yield Sight(state, visitor, _led(visitor, language, state, here.parts))


def _led(visitor: Visitor, language: str, state: State, parts: dict[str, str]) -> Response:
    path = f"/{language}{state.path.format(**parts)}"
    answer = visitor.page.goto(f"{visitor.url}{path}", wait_until="load")
    if state.form is not None:
        answer = _sent(visitor, state.form, parts)
    assert answer is not None, state.name
    assert answer.status == state.status, f"{state.name}: {answer.status} at {answer.url}"
    return answer


def _sent(visitor: Visitor, form: Form, parts: dict[str, str]) -> Response | None:
    written = {name: value.format(**parts) for name, value in form.fields.items()}
    with visitor.page.expect_navigation() as going:
        visitor.page.evaluate(_SEND, [form.at, written, form.button])
    return going.value
