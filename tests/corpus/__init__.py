"""Planted faults as data: what is written, and what is expected of it."""
