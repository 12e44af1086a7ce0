"""The workspace of analysts, which everyone may use: what is published, cut as one likes, and taken away so."""
