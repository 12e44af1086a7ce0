"""What a request is worth: an order in one's own mouth, a wish where a body or the parties ask others.

"We ask suppliers to sign" and "please report" direct; "the Conference requests its Members to …" leaves them free.
"""

from __future__ import annotations

from indicators.wording.inflection_fr import INFINITIVE
from indicators.wording.lexicon import ADV
from indicators.wording.subjects import subject
from indicators.wording.words import Row

_REACH = 12
_UNIONS = frozenset({"union", "unions", "syndicat", "syndicats", "organisation", "organisations"})
_THAT = frozenset({"that", "que", "qu'"})
_TO = frozenset({"to", "de", "d'"})


def request(row: Row, at: int, first: int, last: int) -> int:
    """Return the class of a request, 2 or 1; -1 where the verb asks nobody to act ("demande l'avis du comité")."""
    if not _asks_to_act(row, at, last):
        return -1
    who, place = subject(row, first, at)
    if who == "first" or (row.first_person and who != "speaker"):
        return 2
    body = who in ("company", "speaker", "") or (place >= 0 and row.words[place] in _UNIONS)
    return 1 if body else -1


def _asks_to_act(row: Row, at: int, last: int) -> bool:
    """Whether an infinitive, or "that" right after the verb, says what is asked for."""
    place = at + 1
    while place < last and row.entries[place].mask & ADV:
        place += 1
    if place < last and row.words[place] in _THAT:
        return True
    for place in range(at + 1, min(last, at + _REACH) - 1):
        if row.words[place] in _TO:
            after = place + 2 if row.words[place + 1] in ("ne", "lui", "leur", "se", "s'", "not", "en") else place + 1
            after += row.words[after : after + 1] == ["pas"]
            verb = row.entries[after].verb if after < last else None
            if verb is not None and verb.tenses & INFINITIVE:
                return True
    return False
