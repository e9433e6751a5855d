"""Votes, and every way to count them."""
