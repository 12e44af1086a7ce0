"""Figures and answers to files: workbooks, tables, charts. No figure is computed here."""
