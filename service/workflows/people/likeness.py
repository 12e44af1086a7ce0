"""Which names look alike: a skeleton after Unicode's UTS 39, coarser than it, to flag and never to merge.

Two organisations whose names look the same stay two; the secretariat is told.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from confusable_homoglyphs.confusables import confusables_data


def skeleton(name: str) -> str:
    """Return what is left of a name for the eye: equal for names that look alike, whatever their letters are.

    UTS 39, section 4, with NFKC before it; case, accents, spaces and punctuation fall as well, and i, l, 1 are one.
    Names in no letter at all keep themselves.
    """
    plain = unicodedata.normalize("NFKC", name)
    seen = _mapped(_mapped(plain).casefold()).casefold()
    letters = "".join(one for one in unicodedata.normalize("NFKD", seen) if one.isalnum())
    return letters.replace("i", "l") or plain


def _mapped(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(_prototype(one) for one in decomposed if unicodedata.category(one) not in ("Cf", "Mn"))


@cache
def _prototype(character: str) -> str:
    """The letters that Unicode's table of confusables has in the place of one character.

    The library gives the table both ways: a character with one partner is that partner's lookalike, unless the partner
    has no other; then either will do, as long as it is always the same.
    """
    partners = [entry["c"] for entry in confusables_data.get(character, ())]
    if len(partners) != 1:
        return character
    partner: str = partners[0]
    return min(character, partner) if len(confusables_data.get(partner, ())) == 1 else partner
