"""`enregard consolidate` beside a plain pandas + openpyxl script that yields the same figures, in one run.

Each way runs as a program of its own, so that time and memory are whole. Usage: python -m bench.consolidate [FILES].
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.filled_folder import write_folder

FILES = 1_000
FEW = 100
TARGET = 10
_RUN = """
import json, resource, runpy, sys, time
start = time.perf_counter()
try:
    {call}
except SystemExit as end:
    if end.code not in (0, None): raise
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({{"seconds": time.perf_counter() - start, "peak": peak}}))
"""
_OURS = "sys.argv[0] = 'enregard'; from service.cli import main; main()"
_PEER = "sys.argv[0] = 'peer'; runpy.run_module('bench.consolidate_peer', run_name='__main__')"


@dataclass(frozen=True)
class Run:
    """One program: seconds, and its own peak memory in MB."""

    seconds: float
    peak: float


def run(call: str, *arguments: object) -> Run:
    """Run a program and measure it."""
    command = [sys.executable, "-c", _RUN.format(call=call), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the program failed with {done.returncode}:\n{done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Run(told["seconds"], told["peak"] / 1024)


def ours(folder: Path, target: Path, package: Path | None = None) -> Run:
    """The command, as people run it."""
    more = ("--package", package) if package else ()
    return run(_OURS, "consolidate", folder, "-o", target, *more)


def differences(package: Path, peer: Path) -> list[str]:
    """Where the two disagree: pooled value, sums, counts and quartiles, for every indicator and cut."""
    with zipfile.ZipFile(package) as archive:
        table = list(csv.DictReader(io.StringIO(archive.read("figures.csv").decode())))
    theirs = pd.read_excel(peer, sheet_name="figures", engine="openpyxl", keep_default_na=False, na_values=[""])
    theirs = theirs.set_index(["indicator", "dimension", theirs["cut"].fillna("")])
    wrong: list[str] = []
    for row in table:
        key = (row["indicator"], row["dimension"], row["cut"])
        if row["kind"] == "derived" or row["n_answered"] == "0":
            continue
        other = theirs.loc[key]
        pairs = [("answered", row["n_answered"])]
        if row["kind"] == "ratio" and row["indicator"] != "ND-2":
            pairs += [("numerator", row["claimed_numerator"]), ("denominator", row["claimed_denominator"])]
            pairs += [("pooled", row["claimed_value"])]
        if row["kind"] == "count":
            pairs += [("count", row["claimed_value"])]
        if row["kind"] == "level":
            pairs += [("high", row["claimed_value"])]
        else:
            pairs += [(name, row[f"claimed_{name}"]) for name in ("mean", "q1", "median", "q3")]
        for name, value in pairs:
            if value and abs(float(value) - float(other[name])) > 1e-9 * max(1.0, abs(float(value))):
                wrong.append(f"{key} {name}: {value} != {other[name]}")
    return wrong


def measure(files: int = FILES) -> dict[str, float]:
    """Generate, run both, compare, print; return the ratios."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        many, few = root / "many", root / "few"
        many.mkdir()
        few.mkdir()
        write_folder(many, files)
        write_folder(few, min(FEW, files))
        small = ours(few, root / "few.xlsx")
        mine = ours(many, root / "out.xlsx")
        ours(many, root / "compared.xlsx", root / "out.zip")
        peer = run(_PEER, many, root / "peer.xlsx")
        wrong = differences(root / "out.zip", root / "peer.xlsx")
    return _told(files, small, mine, peer, wrong)


def _told(files: int, small: Run, mine: Run, peer: Run, wrong: list[str]) -> dict[str, float]:
    ratio = peer.seconds / mine.seconds
    rows = (
        ("enregard consolidate", mine),
        (f"the same over {min(FEW, files)}", small),
        ("pandas + openpyxl script", peer),
    )
    print(f"consolidating {files} workbooks into the report workbook")
    for name, one in rows:
        print(f"  {name:28} {one.seconds:8.2f} s   peak {one.peak:6.0f} MB")
    print(f"  {files / mine.seconds:.0f} workbooks a second; {ratio:.1f} x faster than the script (target >= {TARGET})")
    print(f"  memory of {files} over {min(FEW, files)} files: x {mine.peak / small.peak:.2f}")
    print(f"  figures that differ from the script's: {len(wrong)}")
    for line in wrong[:10]:
        print(f"    {line}")
    return {"faster": ratio, "memory": mine.peak / small.peak, "different": float(len(wrong))}


def main() -> None:
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)


if __name__ == "__main__":
    main()
