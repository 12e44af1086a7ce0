"""The wording reader: tells which commitments bind and which do not, in French and English, word by word.

Rules only, no model weights; lexicons and rules are the YAML files beside this one. Nothing else lives here.
"""

from indicators.wording.model import ClauseReading, Reading, WordingFinding
from indicators.wording.reader import heading_flags, read

__all__ = ["ClauseReading", "Reading", "WordingFinding", "heading_flags", "read"]
