"""Editing the roadmap. All modules of this package are imported when the admin starts."""
