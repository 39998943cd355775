"""Editing the roadmap."""

from roadmap.admin import projects, updates

__all__ = ["projects", "updates"]
