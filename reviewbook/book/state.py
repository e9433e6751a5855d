"""What a build knows beside what Sphinx keeps: of all rooms, and for as long as it lasts."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx.application import Sphinx

from reviewbook.display.outputs import Published


@dataclass
class State:
    """Hold what the parts of the book tell each other during one build.

    Attributes
    ----------
    published
        What each notebook published, by its name.
    studies
        How each study is called on a page, by its study_id.
    began
        Nanoseconds since 1970, before anything of the book was read.
    """

    published: Mapping[str, Published] = field(default_factory=dict)
    studies: dict[str, str] = field(default_factory=dict)
    began: int = field(default_factory=time.time_ns)


def of(app: Sphinx) -> State:
    """Find what a build knows; who asks first begins it."""
    return vars(app).setdefault("reviewbook", State())
