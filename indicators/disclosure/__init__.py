"""What the public may see of the figures: small and dominated cells, and whatever would give them away, suppressed.

`protect` is the way in. Pure: no file, no database; HiGHS solves the linear programs.
"""

from indicators.disclosure.protect import Audit, Protected, Suppression, protect, protect_columns
from indicators.disclosure.record import Record

__all__ = ["Audit", "Protected", "Record", "Suppression", "protect", "protect_columns"]
