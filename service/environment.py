"""The environment of this process, touched here and nowhere else.

What the service is told by `ENREGARD_...` is read by `service/settings.py`; here is what libraries read and set there
themselves, and what must be known before settings are loaded (the language of a command's own errors).
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping


def around() -> MutableMapping[str, str]:
    """Return the variables around this process; what is set in them its children inherit."""
    return os.environ
