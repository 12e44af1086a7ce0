"""The roster is strict: every fault at once, each with line, column, what was found and what is expected."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.figures import Signatory
from service.workflows.roster import RosterRefused, read_roster

HEAD = "id,name,country,sector,headcount,status,left_on"


def roster(tmp_path: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8", newline: str = "\n") -> Path:
    path = tmp_path / "signatories.csv"
    path.write_bytes((newline.join((head, *lines)) + newline).encode(encoding))
    return path


def faults(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(RosterRefused) as refusal:
        read_roster(path)
    return [(fault.code, fault.line, fault.column) for fault in refusal.value.faults]


SOUND = (
    "EX-001,Aciéries (fictive),FR,C,8420,joined,",
    'EX-002,"Banque, Sœurs & Cie",fr,l,,invited,',
    "EX-018,Marrowbell,US,G,61000,left,2026-03-31",
)
READ = (
    Signatory("EX-001", "Aciéries (fictive)", "FR", "C", 8420),
    Signatory("EX-002", "Banque, Sœurs & Cie", "FR", "L", None, "invited"),
    Signatory("EX-018", "Marrowbell", "US", "G", 61000, "left", "2026-03-31"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_sound_roster_is_read_in_its_order(tmp_path: Path, encoding: str, newline: str) -> None:
    assert read_roster(roster(tmp_path, *SOUND, "", encoding=encoding, newline=newline)) == READ


def test_semicolons_and_another_order_of_columns_are_read_alike(tmp_path: Path) -> None:
    head = "status;left_on;id;name;country;sector;headcount"
    path = roster(tmp_path, "left;2026-03-31;EX-018;Marrowbell;US;G;61000", ";;EX-2;B, C;;;", head=head)
    assert read_roster(path) == (READ[2], Signatory("EX-2", "B, C"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("EX-1,Nom,FR,C,12,joined", ("S06", 2, "")),
        (",Nom,FR,C,12,joined,", ("S07", 2, "id")),
        ("EX-1,,FR,C,12,joined,", ("S07", 2, "name")),
        ("EX 1,Nom,FR,C,12,joined,", ("S08", 2, "id")),
        ("EX:1,Nom,FR,C,12,joined,", ("S08", 2, "id")),
        ("EX-1,Nom,France,C,12,joined,", ("S10", 2, "country")),
        ("EX-1,Nom,FR,Industrie,12,joined,", ("S11", 2, "sector")),
        ("EX-1,Nom,FR,C,8 420,joined,", ("S12", 2, "headcount")),
        ("EX-1,Nom,FR,C,12.5,joined,", ("S12", 2, "headcount")),
        ("EX-1,Nom,FR,C,-3,joined,", ("S12", 2, "headcount")),
        ("EX-1,Nom,FR,C,12,parti,", ("S13", 2, "status")),
        ("EX-1,Nom,FR,C,12,left,31/03/2026", ("S14", 2, "left_on")),
        ("EX-1,Nom,FR,C,12,left,2026-02-30", ("S14", 2, "left_on")),
        ("EX-1,Nom,FR,C,12,joined,2026-03-31", ("S15", 2, "left_on")),
        ("EX-1,No\u0007m,FR,C,12,joined,", ("S16", 2, "name")),
        ('EX-1,"Nom,FR,C,12,joined,', ("S17", 1, "")),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_column(tmp_path: Path, line: str, expected: tuple[str, int, str]) -> None:
    assert faults(roster(tmp_path, line)) == [expected]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("id,name,country,sector,headcount,status", [("S03", 1, "left_on")]),
        (HEAD + ",siren", [("S04", 1, "siren")]),
        ("id,id,country,sector,headcount,status,left_on", [("S05", 1, "id"), ("S05", 1, "id"), ("S03", 1, "name")]),
    ],
)
def test_a_bad_head_is_told_before_any_line(tmp_path: Path, head: str, expected: list[tuple[str, int, str]]) -> None:
    assert faults(roster(tmp_path, "x", head=head)) == expected


def test_two_signatories_with_one_id_or_one_name_are_told_with_the_earlier_line(tmp_path: Path) -> None:
    path = roster(tmp_path, "EX-1,Éole,FR,,,,", "EX-1,Autre,FR,,,,", "EX-3,  ÉOLE ,FR,,,,")
    assert faults(path) == [("S09", 3, "id"), ("S09", 4, "name")]
    with pytest.raises(RosterRefused) as refusal:
        read_roster(path)
    assert "ligne 2" in refusal.value.faults[1].message["fr"]
    assert "line 2" in refusal.value.faults[1].message["en"]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    path = roster(tmp_path, "EX 1,,France,C,x,joined,", "EX-2,Nom,FR,Q,1,left,hier")
    assert [code for code, _, _ in faults(path)] == ["S07", "S08", "S10", "S12", "S14"]


def test_an_empty_file_and_one_that_is_not_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"\n")
    assert faults(tmp_path / "empty.csv") == [("S02", 1, "")]
    assert faults(roster(tmp_path, "EX-1,Aciéries,FR,C,1,joined,", encoding="latin-1")) == [("S01", 2, "")]


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("roster") / "r.csv"
    path.write_bytes(content)
    with suppress(RosterRefused):
        assert len({signatory.id for signatory in read_roster(path)}) == len(read_roster(path))
