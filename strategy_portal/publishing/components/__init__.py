"""The components' Python, by kind. Templates get all of them from one library, ``templatetags/components.py``."""
