"""How much a workbook may hold. Every bound of the upload door stands here, with its reason.

A filled template is about 100 KB, 300 KB unpacked, ten sheets and a few thousand cells; each bound leaves it at
least a factor of ten. Nothing else in the door holds a number of its own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one upload. Sizes in bytes, lengths in characters, times in seconds."""

    upload_bytes: int = 10_000_000
    """Room for pictures pasted beside the answers; small enough to be held in memory by server and child."""

    unpacked_bytes: int = 60_000_000
    """All members together, as really inflated. At 100 MB/s of tokenising it keeps any file under a second."""

    part_bytes: int = 30_000_000
    """One member: no sheet of answers comes near; keeps a single part from using up all time."""

    ratio: int = 300
    """Unpacked over packed for one member. Sheets of blank styled cells reach 100; deflate can reach 1,032."""

    ratio_floor_bytes: int = 1_000_000
    """Below this size a high ratio is harmless and happens in honest files (a sheet of empty rows)."""

    members: int = 1_000
    """Parts in the package: sheets, drawings, printer settings. A pasted gallery of pictures stays below."""

    name_length: int = 255
    """Longest member name; longer ones only occur in attacks."""

    depth: int = 100
    """Nesting of elements. Worksheets need 10, drawings and charts up to 40."""

    attributes: int = 200
    """Attributes of one element. The richest element of the formats has about 60."""

    token_bytes: int = 262_144
    """One tag, comment or instruction. Keeps expat's rescanning of unfinished tokens linear."""

    elements: int = 300_000
    """Elements over all parts, about one microsecond each: bounds the reading time. A filled template has 15,000."""

    sheets: int = 64
    """The template has twelve; people add notes and copies."""

    cells: int = 20_000
    """Cells with content on one sheet. A sheet of the template has under 2,000."""

    workbook_cells: int = 60_000
    """Cells with content on all sheets together: what one upload may make the server itself hold, about 20 MB."""

    last_row: int = 20_000
    """Furthest row with content: what is laid out ends before row 500."""

    last_column: int = 1_000
    """Furthest column with content: what is laid out ends before column 30."""

    shared_strings: int = 200_000
    """Distinct texts; more than the cells of all sheets an honest file would have."""

    styles: int = 65_490
    """Excel's own bound on cell formats."""

    range_area: int = 250_000
    """Cells covered by all merged, spanned and linked ranges of a workbook: other readers visit each of them."""

    ranges: int = 20_000
    """Ranges (merged, linked, validated, conditionally formatted) and defined names of a workbook."""

    text_length: int = 32_767
    """Longest text of a cell: Excel's own bound."""

    text_total: int = 4_000_000
    """Characters over all cells, each cell counted: one long shared text used everywhere is bounded too."""

    number_length: int = 64
    """Longest written number. 17 digits, a point, a sign and an exponent are enough for any double."""

    read_seconds: float = 8.0
    """Wall time of one reading in the child; honest files take a hundredth of it."""

    wait_seconds: float = 14.0
    """Longest wait for an answer, queueing included: any upload is answered within 15 s."""

    memory_bytes: int = 512_000_000
    """Address space a child may add to what it has when it starts."""


LIMITS = Limits()
