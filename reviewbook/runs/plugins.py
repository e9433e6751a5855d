"""The engines as papermill finds them: imported when they are first used.

papermill loads its plug-ins while it is itself being imported, when an engine built on papermill's own cannot be.
"""

from importlib import import_module


class _Later:
    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        return getattr(getattr(import_module("reviewbook.runs.engine"), self._name), attribute)


forked = _Later("Forked")
kernel = _Later("Kernel")
