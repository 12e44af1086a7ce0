"""Both catalogues say everything the pages say, nothing else, and well set."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Language
from service.render.html.messages import MissingMessageError, files, messages, read
from service.render.html.typography import NARROW, NO_BREAK, typeset
from tests.pages import extraction

LANGUAGES: tuple[Language, ...] = ("fr", "en")
ROOMS = extraction.said()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_each_catalogue_says_all_that_its_pages_say_and_nothing_else(room: str, language: Language) -> None:
    path = extraction.LOCALES / language / "LC_MESSAGES" / f"{room}.po"
    known = {entry.id[0] if isinstance(entry.id, tuple) else entry.id: entry for entry in read(path) if entry.id}
    wordless = [
        id_ for id_, one in known.items() if not all(one.string if isinstance(one.string, tuple) else (one.string,))
    ]

    assert sorted(ROOMS[room].keys() - known.keys()) == [], "missing: python -m tests.pages.extraction " + room
    assert sorted(known.keys() - ROOMS[room].keys()) == [], "unused: python -m tests.pages.extraction " + room
    assert wordless == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_stands_without_a_room(language: Language) -> None:
    assert {path.stem for path in files(language)} == set(ROOMS)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_translation_fills_in_the_same_names(room: str) -> None:
    path = extraction.LOCALES / "fr" / "LC_MESSAGES" / f"{room}.po"
    named = re.compile(r"%\((\w+)\)")
    differing = [
        entry.id
        for entry in read(path)
        if entry.id and set(named.findall(str(entry.id))) != set(named.findall(str(entry.string)))
    ]

    assert differing == []


def test_a_message_nobody_wrote_down_is_never_shown_in_another_language() -> None:
    with pytest.raises(MissingMessageError, match="nobody said this"):
        messages("fr").gettext("nobody said this")


@pytest.mark.parametrize(("count", "french", "english"), [(0, 0, 1), (1, 0, 0), (2, 1, 1)])
def test_none_is_singular_in_french_and_plural_in_english(count: int, french: int, english: int) -> None:
    asked = ("%(num)d clause", "%(num)d clauses", count)

    assert messages("fr").ngettext(*asked) == ("%(num)d clause", "%(num)d clauses")[french]
    assert messages("en").ngettext(*asked) == ("%(num)d clause", "%(num)d clauses")[english]


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Vraiment ?", f"Vraiment{NARROW}?"),
        ("71 % des 1 234", f"71{NARROW}% des 1{NARROW}234"),
        ("Cible : « mots »", f"Cible{NO_BREAK}: «{NO_BREAK}mots{NO_BREAK}»"),
        ("l'accord ; l'avis !", f"l’accord{NARROW}; l’avis{NARROW}!"),
        ('<a href="/fr?a=1 ;b">lien ;</a>', f'<a href="/fr?a=1 ;b">lien{NARROW};</a>'),
        ("14:05 à https://exemple.fr", "14:05 à https://exemple.fr"),
    ],
)
def test_french_is_set_with_its_own_spaces(plain: str, set_: str) -> None:
    assert typeset(plain, "fr") == set_


_LINES = st.text(alphabet=string.ascii_letters + string.digits + " '«»;:!?%.\u00a0\u202féà", max_size=60)


@given(_LINES)
def test_setting_twice_changes_nothing_more_and_loses_no_letter(line: str) -> None:
    once = typeset(line, "fr")
    letters = re.compile(r"[\s'’…]|\.{3}")

    assert typeset(once, "fr") == once
    assert letters.sub("", once) == letters.sub("", line)
    assert not re.search(r"[ \u00a0][;!?%]|[ \u202f]:|« |[ \u202f]»", once)
