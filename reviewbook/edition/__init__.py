"""What this copy is: where it lies, of which revision, how it is cited, what it was made of."""
