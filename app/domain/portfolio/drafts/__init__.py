"""Rows of a file on their way to activities: read by a mapping of its columns, checked and settled.

A table's rows become drafts (`table_reader`), and drafts become activities, problems or reasons why there
is none (`settlement`). Everything here is pure: what is uncertain comes back as a question or as a problem
of its row.
"""
