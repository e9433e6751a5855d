"""What is true of every input, tried on inputs that nobody chose."""
