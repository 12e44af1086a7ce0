"""Why an upload is turned away at the door: one exception, stable codes, words in French and English.

The words live in `refusals.yaml`: what was found, what is expected, how to mend it. Nothing here decides to refuse.
"""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal

Language = Literal["fr", "en"]
Param = str | int

_LONGEST_QUOTE = 80
_WORDED = frozenset(("kind", "reason", "what"))


class Refusal(Exception):  # noqa: N818 - the field's word: a refusal is an answer, not a fault of the program
    """The upload is refused as a whole. `code` is stable (`U01`...); `params` fill the words of `refusals.yaml`.

    The parameters `kind`, `reason` and `what` name entries under `terms` in `refusals.yaml` and are rendered by their
    words.
    """

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Param] = {
            name: _presentable(value) if isinstance(value, str) else value for name, value in params.items()
        }

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.code, self.params)

    def __str__(self) -> str:
        return f"{self.code}: {self.message('en')}"

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Sheet and cell that the refusal is about, as far as it knows them."""
        sheet, cell = self.params.get("sheet"), self.params.get("cell")
        return str(sheet) if sheet else None, str(cell) if cell else None

    def message(self, language: Language) -> str:
        """What was found, what is expected and how to mend it, in one paragraph of `language`."""
        parts = (self.part(name, language) for name in ("found", "expected", "mend"))
        return " ".join(part for part in parts if part)

    def part(self, name: Literal["found", "expected", "mend"], language: Language) -> str:
        """One of the three parts of the message; empty when the code has no such part."""
        catalogue = load_catalogue()
        sentence = catalogue["codes"][self.code].get(name, {}).get(language, "")
        terms = catalogue["terms"]
        words = {
            key: terms[value][language] if key in _WORDED and isinstance(value, str) else value
            for key, value in self.params.items()
        }
        return Formatter().vformat(sentence, (), words)


@cache
def load_catalogue() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """The words of every code and term, by language. Read once."""
    import yaml  # here, because the confined child must start fast and never renders

    text = Path(__file__).with_name("refusals.yaml").read_text(encoding="utf-8")
    catalogue: dict[str, dict[str, dict[str, dict[str, str]]]] = yaml.safe_load(text)
    return catalogue


def _rebuilt(code: str, params: dict[str, Param]) -> Refusal:
    return Refusal(code, **params)


def _presentable(text: str) -> str:
    """Text from a hostile file made fit for a message: printable, one line, short."""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
