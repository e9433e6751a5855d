"""What is true: tables in, tables and numbers out; a room per question."""
