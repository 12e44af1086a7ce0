"""The contracts at the edge: what comes in and goes out, in pydantic, with unknown keys refused. No rule lives here."""
