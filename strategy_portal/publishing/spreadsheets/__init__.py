"""Spreadsheets, in and out: the one safe wrapper of django-import-export (STYLE.md lists what it does by default).

:mod:`reading` takes XLSX and CSV apart without trust, :mod:`writing` makes them without live formulas, :mod:`resource`
says what a file of a model looks like, and :mod:`admin` has the pages. Export, change nothing, import: nothing changes.
"""

from strategy_portal.publishing.spreadsheets.columns import Change, Column
from strategy_portal.publishing.spreadsheets.entries import EntryNumber
from strategy_portal.publishing.spreadsheets.resource import SpreadsheetResource
from strategy_portal.publishing.spreadsheets.writing import csv_response, csv_text

__all__ = ["Change", "Column", "EntryNumber", "SpreadsheetResource", "csv_response", "csv_text"]
