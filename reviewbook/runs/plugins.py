"""The engines as papermill finds them: imported when they are first used.

papermill loads its plug-ins while ``papermill.engines`` is being imported (`PapermillEngines.register_entry_points`),
when an engine built on papermill's own cannot be; ``test_papermill_finds_the_engine_by_its_name`` would see it.
"""

from importlib import import_module
from typing import Any


class _Later:
    def __init__(self, name: str):
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(getattr(import_module("reviewbook.runs.engine"), self._name), attribute)


forked = _Later("Forked")
kernel = _Later("Kernel")
