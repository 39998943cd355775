"""Editing the strategy."""

from strategy.admin import editions, goals, origin, worded
from strategy.admin.documented import SOURCE, Consultations

__all__ = ["SOURCE", "Consultations", "editions", "goals", "origin", "worded"]
