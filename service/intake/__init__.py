"""Workbook bytes to `SubmissionIn` and findings with their cells; parsing runs in a confined child process."""
