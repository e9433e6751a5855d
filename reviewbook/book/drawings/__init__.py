"""Figures on paper: drawn by a program that a process beside the notebooks keeps, in the fonts of the book."""
