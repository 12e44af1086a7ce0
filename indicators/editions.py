"""Editions: how they are numbered, what must hold before one is published, how it is cited, how two of them differ.

Values and rules only; who publishes, and where the files are, is not decided here. A published edition is never edited:
what was wrong in it is said by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from indicators.figures import Cut, Figure
from indicators.model import Language, Text


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """The number of an edition: `1.0` the first, `1.1` a correction of it, `2.0` an edition with what came later."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


def next_number(newest: Number | None, *, correction: bool) -> Number:
    """Return the number of the edition to come; the first is 1.0 whatever it is called."""
    if newest is None:
        return Number(1, 0)
    return Number(newest.major, newest.minor + 1) if correction else Number(newest.major + 1, 0)


@dataclass(frozen=True, slots=True)
class Condition:
    """One point of the publication checklist: whether it holds, how many things it is about, whether it forbids."""

    code: str
    met: bool
    count: int = 0
    blocking: bool = True

    @property
    def forbids(self) -> bool:
        """Whether nothing can be published before this is mended."""
        return self.blocking and not self.met


@dataclass(frozen=True, slots=True)
class Ground:
    """What the checklist is worked out from, all of it counted before.

    `exposed`: answers that earlier editions reveal together with this one; `unexplained`: withheld texts without a
    reason; `uncovered`: leaves of the public log that no signed checkpoint covers; `unsigned`: there is no checkpoint;
    `covered_later`: a later checkpoint covers them by itself, too few to be signed alone;
    `left_same`, `left_changed`: contesting annotations left on an earlier revision of an answer that since says the
    same, or something else;
    `narrow`: suppressed figures that an outsider locates more closely than may be, `unlocated`: not worked out.
    """

    resting: bool
    exposed: int
    unchecked_mappings: int
    unexplained: int
    uncovered: int
    unsigned: bool
    covered_later: bool
    silent: int
    awaited_replies: int
    left_same: int
    left_changed: int
    suppressed: int
    narrow: int
    unlocated: int
    framework_changed: bool
    correction: bool
    reason: str


def checklist(ground: Ground) -> tuple[Condition, ...]:
    """Return every condition with its state, in the order in which they are shown (framework, section 7)."""
    return (
        Condition("K01", ground.resting),
        Condition("K02", not ground.framework_changed),
        Condition("K03", ground.exposed == 0, ground.exposed),
        Condition("K04", ground.unexplained == 0, ground.unexplained),
        Condition(
            "K05", ground.uncovered == 0 and not ground.unsigned, ground.uncovered, blocking=not ground.covered_later
        ),
        Condition("K06", bool(ground.reason.strip()) or not ground.correction),
        Condition("K07", ground.unchecked_mappings == 0, ground.unchecked_mappings, blocking=False),
        Condition("K08", ground.silent == 0, ground.silent, blocking=False),
        Condition("K09", ground.awaited_replies == 0, ground.awaited_replies, blocking=False),
        Condition("K10", ground.suppressed == 0, ground.suppressed, blocking=False),
        Condition("K11", ground.narrow == 0, ground.narrow, blocking=False),
        Condition("K12", ground.unlocated == 0, ground.unlocated, blocking=False),
        # a warning: were it to forbid, a union that leaves things as they are could keep an edition back for ever
        Condition("K13", ground.left_same == 0, ground.left_same, blocking=False),
        Condition("K14", ground.left_changed == 0, ground.left_changed, blocking=False),
    )


CONDITIONS: Mapping[str, Text] = {
    "K01": Text(
        fr="Le cycle est gelé, ou le délai de réponse des entreprises est passé.",
        en="The cycle is frozen, or the companies’ time to reply is over.",
    ),
    "K02": Text(
        fr="Le cadre est celui sous lequel le cycle a été ouvert, mot pour mot.",
        en="The framework is the one the cycle was opened under, word for word.",
    ),
    "K03": Text(
        fr="Aucune réponse ne se déduit de cette édition et des précédentes ({count} {counted}).",
        en="No answer can be worked out from this edition and those before ({count} {counted}).",
    ),
    "K04": Text(
        fr="Chaque texte retenu dit pourquoi ({count} sans raison).",
        en="Every withheld text says why ({count} without a reason).",
    ),
    "K05": Text(
        fr="Un point de contrôle signé couvre tout ce qui a été déposé ({count} {counted} en attente).",
        en="A signed checkpoint covers all that was filed ({count} {counted} waiting).",
    ),
    "K06": Text(fr="Une correction dit ce qu’elle corrige.", en="A correction says what it corrects."),
    "K07": Text(
        fr="Correspondances avec des normes que nous n’avons pas lues dans la norme même\u00a0: {count}, dites telles.",
        en="Mappings to standards that we have not read in the standard itself: {count}, said to be so.",
    ),
    "K08": Text(
        fr="Signataires silencieux\u00a0: {count}, nommés dans le rapport.",
        en="Silent signatories: {count}, named in the report.",
    ),
    "K09": Text(
        fr="Annotations sans réponse de l’entreprise\u00a0: {count}, montrées comme telles.",
        en="Annotations without a company’s reply: {count}, shown as such.",
    ),
    "K10": Text(
        fr="Parties de chiffres masquées au public\u00a0: {count}, chacune avec sa raison.",
        en="Parts of figures that the public does not see: {count}, each with its reason.",
    ),
    "K11": Text(
        fr="Chiffres masqués que le reste situe de trop près\u00a0: {count}, nommés dans le paquet complet.",
        en="Suppressed figures that all the rest locates too closely: {count}, named in the complete package.",
    ),
    "K12": Text(
        fr="Chiffres masqués dont l’intervalle n’a pas été résolu\u00a0: {count}. Le paquet complet les nomme, avec un "
        "intervalle plus large qui contient le vrai.",
        en="Suppressed figures whose interval was not solved: {count}. The complete package names them, with a wider "
        "interval that holds the true one.",
    ),
    "K13": Text(
        fr="Annotations contestant une réponse redéposée depuis sans changement\u00a0: {count}. Elles n’y contestent "
        "plus rien tant que leur syndicat ne les y maintient pas, ce qu’il peut faire jusqu’au gel du cycle.",
        en="Annotations contesting an answer that was filed again since, unchanged: {count}. They no longer contest it "
        "until their union carries them forward, which it can do until the cycle is frozen.",
    ),
    "K14": Text(
        fr="Annotations contestant une réponse qui a changé depuis\u00a0: {count}. Leur syndicat les y maintient "
        "s’il le veut, ou les laisse sur la révision qu’il a lue.",
        en="Annotations contesting an answer that has changed since: {count}. Their union carries them forward if it "
        "upholds them, or leaves them on the revision that it read.",
    ),
}
"""What each condition says, by its code; `{count}` is how many things it is about, `{counted}` the word for them."""

_COUNTED: Mapping[str, tuple[Text, Text]] = {
    "K03": (Text(fr="exposée", en="exposed"), Text(fr="exposées", en="exposed")),
    "K05": (Text(fr="feuille", en="leaf"), Text(fr="feuilles", en="leaves")),
}
"""The words of conditions that bend with their number: of one, of several."""


def condition_words(code: str, count: int, language: Language) -> str:
    """Return what a condition says of `count` things; zero is singular in French, plural in English."""
    several = count > 1 if language == "fr" else count != 1
    counted = _COUNTED[code][several].in_(language) if code in _COUNTED else ""
    return CONDITIONS[code].in_(language).format(count=count, counted=counted)


Cause = Literal["answers", "roster", "annotations", "contests", "disclosure", "method", "previous"]

CAUSES: Mapping[str, Text] = {
    "answers": Text(fr="des entreprises ont révisé ou déposé des réponses", en="companies revised or filed answers"),
    "roster": Text(fr="la liste des signataires a changé", en="the roster of signatories changed"),
    "annotations": Text(
        fr="des annotations ont été publiées ou retirées", en="annotations were published or retracted"
    ),
    "contests": Text(
        fr="des réponses sont devenues contestées ou ne le sont plus", en="answers became contested, or no longer are"
    ),
    "disclosure": Text(fr="ce que le public peut voir a changé", en="what the public may see changed"),
    "method": Text(fr="le cadre a changé", en="the framework changed"),
    "previous": Text(fr="les chiffres du cycle précédent ont changé", en="the figures of the previous cycle changed"),
}
"""Why a figure may differ between two editions."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What an edition held, as far as two of them are compared: figures, framework, and which revision of whom."""

    framework_hash: str
    figures: Mapping[tuple[str, Cut], Figure]
    revisions: Mapping[str, int]
    roster: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that differs: which of its values, from what to what, and why it can. A figure that is only in one of
    the two editions has `before` or `after` None."""

    indicator: str
    cut: Cut
    before: Figure | None
    after: Figure | None
    values: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions side by side: figures that differ, how many do not, and whose answers are of another revision."""

    changed: tuple[Changed, ...]
    unchanged: int
    revised: tuple[tuple[str, int | None, int | None], ...]


_VALUES = ("coverage", "claimed", "set_aside", "contested", "contested_weight", "bounds_silent", "bounds_contested")
_MORE = (
    *("bounds_missing", "bands", "extras", "obs_status", "conf_status", "contest_status", "withheld"),
    *("annotations_by_motive", "annotations_by_union", "previous", "matched_change", "raw_change", "evidence_attached"),
)


def compare(before: Stand, after: Stand) -> Comparison:
    """Return what differs from one edition to another, figure by figure, with the causes that can be named."""
    keys = list(dict.fromkeys([*before.figures, *after.figures]))
    changed = []
    for key in keys:
        old, new = before.figures.get(key), after.figures.get(key)
        values = tuple(_differing(old, new))
        if values:
            causes = tuple(dict.fromkeys(_causes(before, after, old, new, values)))
            changed.append(Changed(key[0], key[1], old, new, values, causes))
    names = sorted({*before.revisions, *after.revisions})
    pairs = ((name, before.revisions.get(name), after.revisions.get(name)) for name in names)
    revised = tuple(pair for pair in pairs if pair[1] != pair[2])
    return Comparison(tuple(changed), len(keys) - len(changed), revised)


def _differing(old: Figure | None, new: Figure | None) -> Sequence[str]:
    if old is None or new is None:
        return () if old is new else ("figure",)
    return [name for name in (*_VALUES, *_MORE) if getattr(old, name) != getattr(new, name)]


def _causes(
    before: Stand, after: Stand, old: Figure | None, new: Figure | None, values: Sequence[str]
) -> Iterator[Cause]:
    if before.framework_hash != after.framework_hash:
        yield "method"
    if before.roster != after.roster:
        yield "roster"
    if old is None or new is None:
        return
    if before.revisions != after.revisions and ("coverage" in values or "claimed" in values or "bands" in values):
        yield "answers"
    if {"contested", "contest_status"} & set(values):
        yield "contests"
    if {"annotations_by_motive", "annotations_by_union"} & set(values):
        yield "annotations"
    if {"conf_status", "withheld"} & set(values):
        yield "disclosure"
    if "previous" in values:
        yield "previous"
