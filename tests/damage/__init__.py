"""Damaged reports with known truth: what may still be read from them, and what must not."""
