"""Running notebooks with papermill: what has to run, with which parameters, and how.

Only `batch` and `engine` import papermill; the others start in a moment, so that asking what is stale is quick.
"""
