"""Editing the roadmap."""

from roadmap.admin import former_addresses, projects, rounds, updates

__all__ = ["former_addresses", "projects", "rounds", "updates"]
