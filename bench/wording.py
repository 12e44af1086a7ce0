"""How well and how fast the wording reader reads: precision, recall, F1, confusion, ablations, clauses a second.

Run as `python -m bench.wording`. The published evaluation is the third part, read once before its errors were looked
at; that figure is on the method page. What is printed here is the reader as it is, on every part, worst errors too.
No part is unread any more: whoever claims a figure for unread text gathers and labels new sentences (decision 41).
"""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import krippendorff

from indicators.wording import read
from indicators.wording.lexicon import lexicon
from indicators.wording.words import row

CORPUS = Path(__file__).parents[1] / "tests/indicators/wording/corpus"
Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, Language] = ("fr", "en")
PARTS = ("development", "trial", "evaluation", "third")
PUBLISHED = "third"  # the newest part; its first reading is the figure the method page claims
ROUNDS = (PARTS[:1], ("trial", "evaluation"), ("third",), PARTS)  # parts that were independently labelled together
FILES = ("sentences", "third")
LABELLINGS = {
    "first": ("first", "third"),
    "second": ("second",),
    "independent": ("independent", "third-independent"),
}
_SILENT = frozenset({"state", "be", "have", "do", "go", "contain", "define"})
Sentence = dict[str, Any]


def labels(labelling: str) -> dict[str, int]:
    """Class 0 to 3 by id of the sentence, of every file of that labelling; KeyError for an unknown labelling."""
    found = {}
    for name in LABELLINGS[labelling]:
        with (CORPUS / f"labels-{name}.csv").open(encoding="utf-8") as stream:
            found.update({line["id"]: int(line["r1"]) for line in csv.DictReader(stream)})
    return found


def sentences(language: str, part: str) -> list[Sentence]:
    """One object a sentence, in the order of the files; `all` leaves none out. ValueError for an unknown part."""
    if part not in ("all", *PARTS):
        raise ValueError(f"no part of the corpus is called {part}")
    rows = []
    for name in FILES:
        with (CORPUS / f"{name}.{language}.jsonl").open(encoding="utf-8") as stream:
            rows += [json.loads(line) for line in stream]
    return [one for one in rows if part in ("all", one["part"])]


def by_reader(text: str, language: Language) -> tuple[int, bool]:
    reading = read(text, language)
    operative = reading.operative
    return (operative.scores["R1"] if operative else 0), reading.binding


def by_words(text: str, language: Language, *, negation: bool) -> tuple[int, bool]:
    """Class of the strongest word of the lexicon, wherever it stands: what a list of words alone would say."""
    words = row(text, lexicon(language))
    level = 0
    for at, entry in enumerate(words.entries):
        found = entry.verb.rule.level if entry.verb is not None and entry.verb.rule.kind not in _SILENT else 0
        if entry.complement is not None:
            found = max(found, entry.complement.value)
        if negation and entry.verb is not None and entry.verb.rule.kind == "may" and _denied(words.words, at):
            found = 3
        level = max(level, found)
    return level, level > 1


def _denied(words: list[str], at: int) -> bool:
    near = set(words[max(0, at - 3) : at + 3])
    return bool(near & {"not", "no", "never", "ne", "n'", "cannot", "nul", "aucun", "aucune"})


ABLATIONS: dict[str, Callable[[str, Language], tuple[int, bool]]] = {
    "lexicon only": lambda text, language: by_words(text, language, negation=False),
    "lexicon and negation": lambda text, language: by_words(text, language, negation=True),
    "governing verb": by_reader,
}


def measured(
    language: Language, part: str, way: Callable[[str, Language], tuple[int, bool]], *, labelling: str = "first"
) -> dict[str, Any]:
    """Counts and rates of one part: `firm` and `soft` hold precision, recall, F1; `table[gold][read]` the classes."""
    gold = labels(labelling)
    table = [[0] * 4 for _ in range(4)]
    hits = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    errors = []
    for one in sentences(language, part):
        level, binds = way(one["text"], language)
        expected = gold[one["id"]]
        table[expected][level] += 1
        hits[("t" if binds == (expected > 1) else "f") + ("p" if binds else "n")] += 1
        distance = abs(level - expected) + 2 * (binds != (expected > 1))
        if distance:
            errors.append((distance, expected, level, one["id"], one["text"]))
    total = sum(map(sum, table))
    return {
        "sentences": total,
        "firm": _rates(hits["tp"], hits["fp"], hits["fn"]),
        "soft": _rates(hits["tn"], hits["fn"], hits["fp"]),
        "exact": sum(table[k][k] for k in range(4)) / total,
        "within_one": sum(table[i][j] for i in range(4) for j in range(4) if abs(i - j) < 2) / total,
        "table": table,
        "errors": sorted(errors, key=lambda error: -error[0]),
    }


def _rates(true: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = true / (true + wrong) if true + wrong else 0.0
    recall = true / (true + missed) if true + missed else 0.0
    return precision, recall, 2 * true / (2 * true + wrong + missed) if true else 0.0


def criteria(language: Language) -> dict[str, tuple[float, float, float, float]]:
    """Precision, recall and F1 of a criterion's presence, and the share of exact scores, on `criteria.jsonl`."""
    found: dict[str, list[tuple[int, int]]] = {}
    with (CORPUS / "criteria.jsonl").open(encoding="utf-8") as stream:
        for one in map(json.loads, stream):
            if one["language"] == language:
                operative = read(one["text"], language).operative
                for name, score in one["scores"].items():
                    found.setdefault(name, []).append((score, operative.scores[name] if operative else 0))
    return {
        name: (
            *_rates(
                sum(gold > 0 and got > 0 for gold, got in pairs),
                sum(gold == 0 and got > 0 for gold, got in pairs),
                sum(gold > 0 and got == 0 for gold, got in pairs),
            ),
            sum(gold == got for gold, got in pairs) / len(pairs),
        )
        for name, pairs in found.items()
    }


def agreement(language: str, other: str = "second", parts: tuple[str, ...] = PARTS) -> tuple[int, float, float]:
    """Sentences labelled twice, Krippendorff's alpha of the class (ordinal) and of firm against soft (nominal)."""
    first, second = labels("first"), labels(other)
    twice = [one["id"] for one in sentences(language, "all") if one["part"] in parts and one["id"] in second]
    pairs = [[first[one] for one in twice], [second[one] for one in twice]]
    firm = [[int(level > 1) for level in line] for line in pairs]
    return (
        len(twice),
        float(krippendorff.alpha(pairs, level_of_measurement="ordinal")),
        float(krippendorff.alpha(firm, level_of_measurement="nominal")),
    )


def speed(language: Language, seconds: float = 1.0) -> float:
    """Clauses a second of processor time on one core, the best of several readings of the corpus, lexicon loaded."""
    texts = [one["text"] for one in sentences(language, "all")]
    clauses = sum(len(read(text, language).clauses) for text in texts)
    best, begun = 0.0, time.process_time()
    while time.process_time() - begun < seconds:
        start = time.process_time()
        for text in texts:
            read(text, language)
        best = max(best, clauses / (time.process_time() - start))
    return best


def main() -> None:
    """Print everything; nothing is returned, nothing is written."""
    for language in LANGUAGES:
        _print_agreement(language)
        for part in PARTS:
            for name, way in ABLATIONS.items():
                _print(f"{language} {part:11s} {name:20s}", measured(language, part, way))
            print("  R1 labelled (rows) against read (columns):", measured(language, part, by_reader)["table"])
        for part in ("evaluation", PUBLISHED):
            other = measured(language, part, by_reader, labelling="independent")
            _print(f"{language} {part:11s} against the independent labels", other)
        for name, (precision, recall, f1, exact) in sorted(criteria(language).items()):
            print(f"  {name}: precision {precision:.2f} recall {recall:.2f} F1 {f1:.2f} exact {exact:.2f}")
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"  {speed(language):,.0f} clauses/s, load {load}")
        for part in ("development", "evaluation", PUBLISHED):
            print(f"  worst ten of the {part} part: distance, labelled, read, sentence")
            for error in measured(language, part, by_reader)["errors"][:10]:
                print("   ", *error)


def _print_agreement(language: Language) -> None:
    """Rounds apart: each was labelled at another time, the third by another person."""
    print()
    for other, parts in (("second", PARTS), *(("independent", parts) for parts in ROUNDS)):
        count, ordinal, nominal = agreement(language, other, parts)
        found = f"alpha of R1 {ordinal:.3f}, of firm/soft {nominal:.3f}"
        print(f"{language}: {other} labelling of {count} ({', '.join(parts)}), {found}")


def _print(title: str, result: dict[str, Any]) -> None:
    firm, soft = ("/".join(f"{rate:.3f}" for rate in result[side]) for side in ("firm", "soft"))
    print(
        f"{title} n={result['sentences']} firm P/R/F1 {firm} soft P/R/F1 {soft} "
        f"exact {result['exact']:.3f} within one {result['within_one']:.3f}"
    )


if __name__ == "__main__":
    main()
