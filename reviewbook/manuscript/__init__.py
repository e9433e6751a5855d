"""What people write beside the tables: settings, contents, chapters; read, or refused by file and line."""
