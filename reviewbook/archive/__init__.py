"""One archive of an edition for a repository, which describes and checks itself."""
