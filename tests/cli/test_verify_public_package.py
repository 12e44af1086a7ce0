"""`enregard verify` on a public package: whatever public answers, roster and annotations can show, it shows."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.ledger.subjects import annotation_urn, revision_urn
from service.render.downloads.package import write_package
from service.render.report.contents import Report
from service.workflows.package_reading import read_package
from service.workflows.report_contents import report_of
from service.workflows.verify_published import acts_without_leaf
from tests.cli.test_verify_command import (
    Members,
    signed,
    verified,
    with_figure,
    with_framework,
    with_table,
    without_a_silent_signatory,
    without_annotations,
)
from tests.report_case import example_report, public_example, published


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """The public package of the example report, member by member."""
    return packed(tmp_path_factory.mktemp("verify") / "package.zip", public_example())


def packed(path: Path, report: Report) -> Members:
    write_package(path, report, holding="public")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_figures(members: Members, change: Callable[[list[dict[str, Any]]], object]) -> Members:
    figures = json.loads(members["figures.json"])
    change(figures)
    return {**members, "figures.json": json.dumps(figures).encode()}


def of_all(figures: list[dict[str, Any]], indicator: str) -> dict[str, Any]:
    return next(one for one in figures if one["indicator"] == indicator and one["cut"]["dimension"] == "all")


def without_a_figure(members: Members) -> Members:
    return changed_figures(members, lambda figures: figures.remove(of_all(figures, "SD-2")))


def without_silence(members: Members) -> Members:
    def speak(figures: list[dict[str, Any]]) -> None:
        coverage = of_all(figures, "SD-2")["coverage"]
        coverage |= {"silent": 0, "signatories": coverage["submitted"]}

    return changed_figures(members, speak)


def without_objections(members: Members) -> Members:
    return changed_figures(members, lambda figures: of_all(figures, "SD-2").update(annotations_by_motive={}))


def with_praise(members: Members) -> Members:
    def praise(figures: list[dict[str, Any]]) -> None:
        one = of_all(figures, "SD-2")
        one |= {"low_coverage": not one["low_coverage"], "obs_status": "A"}

    return changed_figures(members, praise)


def without_general_annotations(members: Members) -> Members:
    page = json.loads(members["annotations.json"])
    page["items"] = [one for one in page["items"] if "answer" in one["target"]["source"]]
    return {**members, "annotations.json": json.dumps(page).encode()}


def with_extras(members: Members) -> Members:
    """Change every extra: those of figures to which only companies contribute that publish can be made again."""

    def add(figures: list[dict[str, Any]]) -> None:
        for one in figures:
            for extra in one["extras"].values():
                extra["value"] = "123456"

    return changed_figures(members, add)


def with_cell(column: str) -> Callable[[Members], Members]:
    """Change one cell of the first row of the table of figures."""

    def change(members: Members) -> Members:
        first, row, rest = members["figures.csv"].decode().split("\n", 2)
        cells = row.split(",")
        cells[first.split(",").index(column)] = "77"
        return {**members, "figures.csv": "\n".join([first, ",".join(cells), rest]).encode()}

    return change


def test_a_public_package_as_published_is_sound(members: Members, tmp_path: Path) -> None:
    status, said = verified(tmp_path / "package.zip", members)

    assert (status, said["sound"], said["figures"]) == (0, True, 1184)
    assert [one["code"] for one in said["findings"]] == ["V12", "V13"]


def test_it_is_sound_too_where_an_annotated_answer_was_withdrawn(tmp_path: Path) -> None:
    said = {one.target.signatory for one in public_example().cycle.annotations if one.target.kind == "answer"}
    names = sorted(one.signatory for one in public_example().cycle.filed if one.signatory in said)
    gone = names[-1]  # alone in its sector: nobody in it is left who does not publish
    report = public_example(withdrawn=gone)

    status, found = verified(tmp_path / "again.zip", packed(tmp_path / "package.zip", report))

    assert gone in {one.target.signatory for one in example_report(gone).cycle.annotations}
    assert (status, [one["code"] for one in found["findings"]]) == (0, ["V12", "V13"])


def test_it_is_sound_too_where_an_annotation_is_on_an_earlier_revision_that_was_not_published(tmp_path: Path) -> None:
    name, report = _at_revision_two("consolidated", said_of=1)

    status, found = verified(tmp_path / "again.zip", packed(tmp_path / "package.zip", report))

    assert name not in {one.target.signatory for one in report.cycle.annotations}
    assert name in {one.signatory for one in report.cycle.filed}
    assert (status, [one["code"] for one in found["findings"]]) == (0, ["V12", "V13"])


def test_an_annotation_taken_away_is_missed_beside_a_company_whose_revisions_are_all_public(tmp_path: Path) -> None:
    name, report = _at_revision_two("full", said_of=2)
    honest = packed(tmp_path / "package.zip", report)
    page = json.loads(honest["annotations.json"])
    harmless = [one for one in page["items"] if f":answer:{name}:" in one["target"]["source"]]
    page["items"].remove(harmless[0])

    before, unsaid = verified(tmp_path / "honest.zip", honest)
    after, said = verified(tmp_path / "less.zip", signed({**honest, "annotations.json": json.dumps(page).encode()}))

    assert (before, [one["code"] for one in unsaid["findings"]]) == (0, ["V12", "V13"])
    assert after == 1
    indicator = harmless[0]["target"]["source"].split(":")[6]
    sector = next(one.sector for one in report.cycle.signatories if one.id == name)
    place = f"{indicator} · sector {sector} · annotations_by_motive"
    assert ("V05", place) in {(one["code"], one["place"]) for one in said["findings"]}


def test_an_earlier_revision_that_the_proofs_do_not_name_is_named(tmp_path: Path) -> None:
    name, report = _at_revision_two("full", said_of=2)
    packed(tmp_path / "package.zip", report)
    read = read_package(tmp_path / "package.zip").cycle
    now = {revision_urn(f"{read.id}.{one.signatory}", one.revision) for one in read.filed}
    said = {annotation_urn(one.id, number) for one in read.annotations for number in range(1, one.version + 1)}

    found = {(one.code, one.place) for one in acts_without_leaf(read, now | said)}

    assert ("V11", revision_urn(f"{read.id}.{name}", 1)) in found


def _at_revision_two(publication: str, *, said_of: int) -> tuple[str, Report]:
    """A public report with one company at revision 2, whose first was published as `publication` says; what is said of
    its answers, nothing of which contests, is said of revision `said_of`. Returns the company's id with it."""
    whole, shown = example_report(), {one.signatory for one in public_example().cycle.filed}
    harmless = next(motive.id for motive in whole.framework.motives if not motive.contests)
    said = [one for one in whole.cycle.annotations if one.target.kind == "answer" and one.target.signatory in shown]
    name = max(one.target.signatory or "" for one in said)  # alone in its sector: everybody in it publishes
    now = next(one for one in whole.cycle.filed if one.signatory == name)
    profile = replace(now.submission.organisation, publication=publication)
    before = replace(now, submission=replace(now.submission, organisation=profile), revision=1)
    cycle = replace(
        whole.cycle,
        filed=tuple(one if one is not now else replace(now, revision=2) for one in whole.cycle.filed),
        superseded=(*(one for one in whole.cycle.superseded if one.signatory != name), before),
        annotations=tuple(
            replace(one, target=replace(one.target, revision=said_of), motives=(harmless,), carried_to=None)
            if one in said and one.target.signatory == name
            else one
            for one in whole.cycle.annotations
        ),
    )
    return name, published(report_of(whole.framework, cycle, made_on=date(2026, 6, 2), refused=()))


CHANGES: list[tuple[Callable[[Members], Members], str, str]] = [
    (with_framework, "V04", "framework.json"),
    (with_figure, "V10", "SD-2 · all · claimed.value"),
    (without_a_silent_signatory, "V05", "SD-1 · all · coverage.silent"),
    (without_a_figure, "V06", "SD-2 · all · figure"),
    (without_silence, "V05", "SD-2 · all · coverage.silent"),
    (without_objections, "V09", "@"),
    (with_praise, "V10", "SD-2 · all · obs_status"),
    (with_praise, "V10", "SD-2 · all · low_coverage"),
    (with_extras, "V05", "extras"),
    (without_annotations, "V05", "HC-4 · sector E · contested"),
    (without_general_annotations, "V09", "@"),
    (with_table, "V07", "GOV-1 · all · n_silent"),
    (with_cell("n_left"), "V07", "GOV-1 · all · n_left"),
    (with_cell("claimed_level_0"), "V07", "GOV-1 · all · claimed_level_0"),
]
"""What is changed, the code it is told by, and the place; `@` any place, `extras` any extra."""


def shown(found: str, place: str) -> str:
    return place if place == "@" or (place == "extras" and "· extras." in found) else found


@pytest.mark.parametrize(("change", "code", "place"), CHANGES)
def test_what_was_changed_in_a_public_package_is_named_although_its_checksums_fit(
    members: Members, tmp_path: Path, change: Callable[[Members], Members], code: str, place: str
) -> None:
    changed = change(members)
    assert changed != members

    status, said = verified(tmp_path / "package.zip", signed(changed))

    assert status == 1
    assert (code, place) in {(one["code"], shown(one["place"], place)) for one in said["findings"]}
