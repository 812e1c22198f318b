"""Workbooks for spreadsheets: the same bytes for the same sheets.

Read `sheet` first: columns and cells as data. `shape` works out widths and number formats, and `book` writes
the file with XlsxWriter, which the extra "xlsx" brings and which is imported late.
"""
