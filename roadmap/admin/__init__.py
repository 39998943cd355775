"""Editing the roadmap."""

from roadmap.admin import projects, rounds, updates

__all__ = ["projects", "rounds", "updates"]
