"""Running notebooks with papermill: what has to run, with which parameters, and how.

Only `engine` imports papermill, and only a run imports it; asking what is stale is quick.
"""
