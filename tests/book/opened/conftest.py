"""Windows in which a reader opens numbers."""

from contextlib import contextmanager

import pytest
from browser import HEIGHT, WAIT
from opening import WAYS


@pytest.fixture
def reader(chromium):
    """Open windows for who points with a mouse, a finger or keys."""

    @contextmanager
    def opened(way):
        context = chromium.new_context(
            viewport={"width": WAYS[way], "height": HEIGHT}, has_touch=way == "touch", reduced_motion="reduce"
        )
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        try:
            yield page
            assert page.errors == []
        finally:
            context.close()

    return opened
