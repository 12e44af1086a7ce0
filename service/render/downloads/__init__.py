"""The report in the forms people already use: one module a format, all of them from the same tables and figures."""
