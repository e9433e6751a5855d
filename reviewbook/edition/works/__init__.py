"""Works that are cited, the edition among them: read, named, and written in every format of a citation."""
