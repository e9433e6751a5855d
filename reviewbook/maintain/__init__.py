"""What whoever keeps the book is led through: a study that comes, is renamed or goes, and what is left to code."""
