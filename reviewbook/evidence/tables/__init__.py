"""The coded tables: read, checked, traced to the sentences they rest on."""
