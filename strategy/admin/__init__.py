"""Editing the strategy. All modules of this package are imported when the admin starts."""

from strategy.admin.documented import SOURCE, Consultations

__all__ = ["SOURCE", "Consultations"]
