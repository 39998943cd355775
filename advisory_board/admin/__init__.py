"""Editing the advisory board."""

from advisory_board.admin import bodies, calls, documents, meetings, members, recommendations

__all__ = ["bodies", "calls", "documents", "meetings", "members", "recommendations"]
