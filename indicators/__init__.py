"""The pledge as data, and the pure rules over it.

Nothing here knows the web, a database or a file other than its own data: a rule takes values and returns values.
"""
