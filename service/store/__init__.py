"""Engine, tables and queries: all SQL lives here."""
