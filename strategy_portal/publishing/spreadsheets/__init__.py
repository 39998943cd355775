"""Spreadsheets, in and out: the one safe wrapper of django-import-export (docs/decisions.md says why).

:mod:`files` takes XLSX and CSV apart without trust and writes them without live formulas, :mod:`columns` says what a
cell may hold, :mod:`importing` what a file of a model looks like, and :mod:`pages` has the pages. Export, change
nothing, import: nothing changes.
"""

from strategy_portal.publishing.spreadsheets.columns.column import CellChange, SheetColumn
from strategy_portal.publishing.spreadsheets.files.writing import csv_response, csv_text
from strategy_portal.publishing.spreadsheets.importing.entries import EntryNumber
from strategy_portal.publishing.spreadsheets.importing.resource import SpreadsheetResource

__all__ = ["CellChange", "EntryNumber", "SheetColumn", "SpreadsheetResource", "csv_response", "csv_text"]
