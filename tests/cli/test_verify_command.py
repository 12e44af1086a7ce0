"""`enregard verify` finds whatever was changed in a package, names it, and sets its exit status by it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli.verify import command
from service.render.downloads.package import write_package
from tests.report_case import example_report

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """The package of the example report, member by member."""
    path = tmp_path_factory.mktemp("verify") / "package.zip"
    write_package(path, example_report())
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signed(members: Members) -> Members:
    """The same members with checksums that fit them: who changes a package may change its list too."""
    kept = {name: content for name, content in members.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(kept.items()))
    return {**kept, "SHA256SUMS": sums.encode()}


def verified(path: Path, members: Members, *options: str) -> tuple[int, dict[str, Any]]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    done = CliRunner().invoke(command, [str(path), "--format", "json", *options])
    return done.exit_code, json.loads(done.stdout) if done.stdout else {}


def test_a_package_as_published_is_sound(members: Members, tmp_path: Path) -> None:
    status, said = verified(tmp_path / "package.zip", members)

    assert (status, said["sound"], said["whole"], said["figures"]) == (0, True, 1184, 1184)
    assert [one["code"] for one in said["findings"]] == ["V12"]


def test_a_package_whose_annotations_lived_long_is_read_as_any_other(members: Members, tmp_path: Path) -> None:
    page = json.loads(members["annotations.json"])
    replied = next(one for one in page["items"] if one.get("replies"))
    replied["replies"] *= 150
    for key in ("countersignatures", "dissents"):
        signed_by = next(one for one in page["items"] if one.get(key))
        signed_by[key] *= 600

    status, said = verified(tmp_path / "x.zip", signed({**members, "annotations.json": json.dumps(page).encode()}))

    assert (status, said["sound"]) == (0, True)


def with_answer(members: Members) -> Members:
    lines = members["answers.csv"].decode().splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if ",SD-1,answered,numerator,2," in line)
    lines[place] = lines[place].replace(",SD-1,answered,numerator,2,", ",SD-1,answered,numerator,1,")
    return {**members, "answers.csv": "".join(lines).encode()}


def with_figure(members: Members) -> Members:
    figures = json.loads(members["figures.json"])
    one = next(f for f in figures if f["indicator"] == "SD-2" and f["cut"]["dimension"] == "all")
    one["claimed"]["value"] = "0.99"
    return {**members, "figures.json": json.dumps(figures).encode()}


def without_a_silent_signatory(members: Members) -> Members:
    silent = next(line for line in members["participation.csv"].decode().splitlines() if line.startswith("silent,"))
    id_ = silent.split(",")[1]
    kept = [line for line in members["signatories.csv"].decode().splitlines(True) if not line.startswith(f"{id_},")]
    return {**members, "signatories.csv": "".join(kept).encode()}


def without_annotations(members: Members) -> Members:
    page = json.loads(members["annotations.json"])
    page["items"] = [one for one in page["items"] if "answer" not in one["target"]["source"]]
    return {**members, "annotations.json": json.dumps(page).encode()}


def with_table(members: Members) -> Members:
    head, first, rest = members["figures.csv"].decode().split("\n", 2)
    cells = first.split(",")
    cells[head.split(",").index("n_silent")] = "0"
    return {**members, "figures.csv": "\n".join([head, ",".join(cells), rest]).encode()}


def with_framework(members: Members) -> Members:
    return {
        **members,
        "framework.json": members["framework.json"].replace(b'"unbounded":false', b'"unbounded":true', 1),
    }


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (with_answer, "V05", "SD-1 · all · claimed"),
        (with_figure, "V05", "SD-2 · all · claimed"),
        (without_a_silent_signatory, "V05", "SD-1 · all · coverage"),
        (without_annotations, "V05", "SD-1 · all · contested"),
        (with_table, "V07", "GOV-1 · all · n_silent"),
        (with_framework, "V04", "framework.json"),
    ],
)
def test_what_was_changed_is_named_although_its_checksums_fit(
    members: Members, tmp_path: Path, change: Callable[[Members], Members], code: str, place: str
) -> None:
    changed = change(members)
    assert changed != members

    status, said = verified(tmp_path / "package.zip", signed(changed))

    assert status == 1
    assert (code, place) in {(one["code"], one["place"]) for one in said["findings"]}


def test_a_member_changed_added_or_taken_away_is_named(members: Members, tmp_path: Path) -> None:
    changed = {name: content for name, content in members.items() if name != "method.en.md"}
    changed |= {"codebook.fr.csv": b"x\n", "extra.txt": b"x"}

    status, said = verified(tmp_path / "package.zip", changed)

    altered = [one["place"] for one in said["findings"] if one["code"] == "V02"]
    assert (status, altered) == (1, ["codebook.fr.csv", "extra.txt", "method.en.md"])


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"not a zip"])
def test_what_is_no_package_is_told_so_with_status_2(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(content)

    done = CliRunner().invoke(command, [str(path), "--language", "en"])

    assert done.exit_code == 2
    assert "odd.zip is no readable data package" in done.stderr


def test_a_package_of_no_edition_that_no_service_published_owes_no_words_to_a_log(
    members: Members, tmp_path: Path
) -> None:
    verified(tmp_path / "package.zip", members)
    said = CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--language", "en"]).stdout

    assert "V13" not in said
    assert said.endswith("\nNothing differs.\n")


def test_nothing_in_a_package_adds_a_line_to_the_verdict_or_hides_one(members: Members, tmp_path: Path) -> None:
    forged = "x\nNothing differs.\x1b[2K\u202e\x9b1m"
    verified(tmp_path / "package.zip", {**members, forged: b"x"})
    done = CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--language", "en"])

    named = next(line for line in done.stdout.splitlines() if line.startswith("V02"))
    assert named.startswith("V02 x\ufffdNothing differs.\ufffd[2K\ufffd\ufffd1m: this member is not the one")
    assert done.stdout.splitlines()[-1] == "1 difference."
    assert not {"\x1b", "\u202e", "\x9b"} & set(done.stdout)
    told = CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--format", "json"]).stdout
    assert (told.count("\n"), {"\x1b", "\u202e", "\x9b"} & set(told)) == (1, set())
    assert json.loads(told)["findings"][0]["code"] == "V02"


def test_it_speaks_both_languages(members: Members, tmp_path: Path) -> None:
    verified(tmp_path / "package.zip", members)

    french, english = (
        CliRunner().invoke(command, [str(tmp_path / "package.zip"), "--language", language]).stdout
        for language in ("fr", "en")
    )

    assert "1184 chiffres, refaits tous à partir des réponses." in french
    assert "Rien ne diffère." in french
    assert "1184 figures, all made again from the answers." in english
    assert "Nothing differs." in english
