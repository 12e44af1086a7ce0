"""The workspace of the secretariat: cycles, who takes part, what is withheld, what is published, the log."""
