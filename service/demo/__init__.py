"""The example cycle: invented companies, unions and people, and the code that makes files and records of them.

The data beside this module are the truth; nothing here computes a figure, judges an answer or writes a workbook itself:
the template, the checks, the consolidation and the store are those of the service.
"""
