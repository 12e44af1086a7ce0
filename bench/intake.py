"""Reading one company's workbook: the upload door beside its peers, in one run, as ratios.

Peers: openpyxl read-only (what most would write), a warm calamine worker (the fastest reader, without any check),
inflating alone (the floor). Rounds are interleaved, so that a slow moment of the machine falls on all alike.
"""

import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import openpyxl
import python_calamine
from lxml import etree

from indicators.loader import load
from service.intake.confinement import ConfinedReader
from service.intake.gate import inspect
from service.render.template import build

_ROUNDS = 40
_FILES = 400
_PLEDGE = Path(__file__).parents[1] / "indicators" / "frameworks" / "paris-2025"


def template() -> bytes:
    """The template itself, in French: what every company sends back."""
    return build(load(_PLEDGE), "fr", "2026").content


def calamine_cells(data: bytes) -> list[list[list[object]]]:
    """Every cell as calamine gives it; runs in the same confined worker as the door."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def openpyxl_cells(data: bytes) -> int:
    """Every value through openpyxl's read-only mode."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))


def inflate_only(data: bytes) -> int:
    """Unpack every member: nothing can be faster."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return sum(len(package.read(name)) for name in package.namelist())


def expat_tags(data: bytes) -> int:
    """Every tag of the sheets through expat into Python: why expat, first half of the comparison."""
    count = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1

    for part in _sheet_parts(data):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _name: None
        parser.Parse(part, True)
    return count


def lxml_tags(data: bytes) -> int:
    """The same tags through lxml's streaming parser, rows released as they pass: second half."""
    count = 0
    for part in _sheet_parts(data):
        for event, element in etree.iterparse(io.BytesIO(part), events=("start", "end"), resolve_entities=False):
            if event == "start":
                count += 1
            elif element.tag.endswith("}row"):
                element.clear()
    return count


def _sheet_parts(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]


def medians(ways: dict[str, Callable[[bytes], object]], data: bytes) -> dict[str, float]:
    """Median milliseconds of each way, rounds interleaved."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way(data)
            times[name].append((time.perf_counter() - start) * 1_000)
    return {name: statistics.median(values) for name, values in times.items()}


def files_per_second(reader: ConfinedReader, data: bytes) -> float:
    """Throughput of `map` over many files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.xlsx") for number in range(_FILES)]
        for path in paths:
            path.write_bytes(data)
        start = time.perf_counter()
        count = sum(1 for _ in reader.map(inspect, paths))
        return count / (time.perf_counter() - start)


def main() -> None:
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else template()
    with ConfinedReader() as reader:
        reader.warm()
        ways: dict[str, Callable[[bytes], object]] = {
            "inflate only": inflate_only,
            "calamine, warm confined worker": lambda content: reader.call(calamine_cells, content),
            "expat, every tag of the sheets": expat_tags,
            "lxml, every tag of the sheets": lxml_tags,
            "the gate alone, in process": inspect,
            "the upload door (gate, confined)": reader.read,
            "openpyxl read-only": openpyxl_cells,
        }
        for way in ways.values():
            way(data)
        found = medians(ways, data)
        rate = files_per_second(reader, data)
    door = found["the upload door (gate, confined)"]
    print(f"one workbook of {len(data) / 1_000:.0f} kB, median of {_ROUNDS} interleaved rounds")
    for name, value in found.items():
        print(f"  {name:36} {value:8.2f} ms   x {value / door:5.2f} of the door")
    print(f"  openpyxl / door   {found['openpyxl read-only'] / door:5.2f}   (target >= 4)")
    print(f"  door / calamine   {door / found['calamine, warm confined worker']:5.2f}   (target <= 3)")
    print(f"  {_FILES} files through map: {rate:.0f} a second")


if __name__ == "__main__":
    main()
