"""Whether this process may be forked, which copies what it has imported and read."""

import os
import sys
import threading


def safe() -> bool:
    """Say whether a fork is safe: on Linux, in a main thread that is alone.

    A fork copies the locks that other threads hold, and on other systems their libraries do not bear one.
    """
    alone = threading.current_thread() is threading.main_thread() and threading.active_count() == 1
    return sys.platform == "linux" and hasattr(os, "fork") and alone
