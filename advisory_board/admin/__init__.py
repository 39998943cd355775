"""Editing the advisory board. All modules of this package are imported when the admin starts."""
