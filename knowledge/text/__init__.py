"""Repairing and normalising text, with the way back to the source."""
