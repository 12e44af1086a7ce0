"""What the report prints beside a contested answer: replies that lapsed, withheld words, where the answer moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from indicators.annotations import Annotation, Reply, Respondent, Target
from indicators.model import LANGUAGES, Language
from service.render.downloads.package import write_package
from service.render.html.card import card_of
from service.render.report import annotations_sheet
from service.render.report.cards import card
from service.render.report.contents import Report
from service.render.report.language import Words
from service.workflows.package_reading import read_package
from service.workflows.report_contents import report_of
from service.workflows.verify_package import verify_package
from tests.indicators.companies import FRAMEWORK
from tests.indicators.cycles import WHEN, answered, cycle, filed, on_answer

REPLY = Reply("A", {"fr": "Nous maintenons.", "en": "We uphold it."}, WHEN, version=1)
ON_2 = Target("answer", cycle="2026", signatory="A", indicator="SD-1", revision=2)
SAID = replace(on_answer("A", "SD-1", "A1"), id="urn:enregard:annotation:1", target=ON_2, replies=(REPLY,))
ON_1 = replace(ON_2, revision=1)
LATER = WHEN + timedelta(days=1)
CARRIED = replace(SAID, target=ON_1, carried_to=2, carried_on=LATER)
EDITED = replace(SAID, version=2, revised=LATER)
WITHHELD = replace(SAID, texts={}, evidence=(), withheld="Illicite.", replies=())
LAPSED = {
    "fr": "a répondu à la version 1\u202f; maintenant en version 2",
    "en": "replied to version 1; now at version 2",
}
BEFORE = {
    "fr": "a répondu avant son maintien sur la révision 2",
    "en": "replied before it was carried forward to revision 2",
}
AGAIN = {
    "fr": "□ L’entreprise n’a pas encore répondu à ce qu’elle dit maintenant.",
    "en": "□ The company has not yet replied to what it says now.",
}


def made(*annotations: Annotation) -> Report:
    """The report of two companies; the one that is annotated is at its second revision."""
    entries = [filed(name, answered("SD-1", numerator=1, denominator=2), revision=2) for name in ("A", "B")]
    return report_of(FRAMEWORK, cycle(entries, annotations=annotations))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("annotation", "line"), [(SAID, None), (EDITED, LAPSED), (CARRIED, BEFORE)], ids=["replied", "edited", "carried"]
)
def test_beside_an_older_reply_stands_what_it_answered(
    annotation: Annotation, line: dict[str, str] | None, language: Language
) -> None:
    report, words = made(annotation), Words(language)
    pieces = [piece.text for piece in card(annotation, report, words)]
    shown = card_of(annotation, report, language)
    (row,) = annotations_sheet.rows(report, words)
    replies = str(dict(zip((one.code for one in annotations_sheet.COLUMNS), row.values, strict=True))["replies"])

    expected = line[language] if line else ""
    assert [text for text in pieces if text in (*LAPSED.values(), *BEFORE.values())] == ([expected] if line else [])
    assert (AGAIN[language] in pieces) is (line is not None)
    assert ([turn.lapsed for turn in shown.thread], shown.awaits) == ([expected], line is not None)
    assert replies.endswith(f" {expected}" if line else REPLY.texts["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_position_on_earlier_words_lends_nothing_to_the_present_ones(language: Language) -> None:
    earlier, now = Respondent("u1", "Union Une", version=1), Respondent("u2", "Union Deux", version=2)
    positions = replace(EDITED, countersigned_by=(earlier, now), dissent=((earlier, "Non."), (now, "Pas ainsi.")))
    report, words = made(positions), Words(language)

    shown = card_of(positions, report, language)
    pieces = [piece.text for piece in card(positions, report, words)]
    (row,) = annotations_sheet.rows(report, words)
    told = dict(zip((one.code for one in annotations_sheet.COLUMNS), row.values, strict=True))

    named = ["Union Une (version 1)", "Union Deux"]
    assert list(shown.countersigned) == [turn.who for turn in shown.dissent] == named
    assert told["countersigned"] == ", ".join(named)
    signed = words("card_countersigned", unions=", ".join(named))
    differ = [
        words("card_dissent", union=who, text=text) for who, text in zip(named, ("Non.", "Pas ainsi."), strict=True)
    ]
    assert sum(signed in text for text in pieces) == 1
    assert [text for text in pieces if text in differ] == differ
    assert told["dissents"] == "\n".join(differ)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withheld_annotation_keeps_its_motive_and_contests_without_its_words(language: Language) -> None:
    report, words = made(WITHHELD), Words(language)
    (row,) = annotations_sheet.rows(report, words)
    told = dict(zip((one.code for one in annotations_sheet.COLUMNS), row.values, strict=True))

    assert (told["contests"], told["state"], told["text_fr"], told["proofs"]) == (words("yes"), "withheld", None, None)
    assert report.contests_now(WITHHELD)
    assert report.contest(report.filed["A"], "SD-1") == "open"
    shown = card_of(WITHHELD, report, language)
    assert (shown.text, shown.awaits) == (None, False)
    assert "Illicite." in shown.tombstone
    assert AGAIN[language] not in [piece.text for piece in card(WITHHELD, report, words)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_carried_annotation_whose_answer_moved_again_says_all_three_revisions(language: Language) -> None:
    entries = [filed("A", answered("SD-1", numerator=1, denominator=2), revision=3)]
    report = report_of(FRAMEWORK, cycle(entries, annotations=(CARRIED,)))
    expected = {
        "fr": "Écrite sur la révision 1, maintenue par son auteur sur la révision 2\u202f; la réponse en est "
        "maintenant à la révision 3.",
        "en": "Written about revision 1, upheld by its author on revision 2; the answer is now at revision 3.",
    }
    assert card_of(CARRIED, report, language).moved == expected[language]


@pytest.mark.parametrize(
    ("annotation", "status"),
    [(SAID, "answered"), (EDITED, "open"), (CARRIED, "open"), (WITHHELD, "open")],
    ids=["replied", "edited", "carried", "withheld"],
)
def test_a_package_is_verified_to_the_same_status(annotation: Annotation, status: str, tmp_path: Path) -> None:
    report = made(annotation)
    write_package(tmp_path / "package.zip", report)

    read = read_package(tmp_path / "package.zip")
    verdict = verify_package(tmp_path / "package.zip")

    assert read.cycle.annotations == (annotation,)
    assert next(figure for key, figure in read.figures.items() if key[0] == "SD-1").contest_status == status
    assert [one.code for one in verdict.findings] == ["V12"]
    assert verdict.sound


def test_a_package_whose_reply_claims_the_newest_version_is_found_out(tmp_path: Path) -> None:
    claimed = replace(EDITED, replies=(replace(REPLY, version=2),))
    report = made(EDITED)
    figures = report.consolidation
    write_package(tmp_path / "package.zip", replace(made(claimed), consolidated=figures))

    verdict = verify_package(tmp_path / "package.zip")

    assert {one.code for one in verdict.findings} == {"V05", "V12"}
    assert all("contest_status" in one.place for one in verdict.findings if one.code == "V05")


@pytest.mark.parametrize(
    "said",
    [replace(SAID, target=replace(ON_2, cycle="2025")), replace(SAID, motivation="replying")],
    ids=["another cycle", "a turn of a thread"],
)
def test_the_report_counts_as_contested_what_the_figures_do(said: Annotation) -> None:
    report = made(said)
    assert (report.contest(report.filed["A"], "SD-1"), report.contests_now(said)) == ("none", False)
    assert report.consolidation.figure("SD-1").contest_status == "none"
