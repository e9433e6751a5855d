"""What is kept of each page from build to build, in the environment that Sphinx stores beside the trees of pages."""

from dataclasses import dataclass, field, fields
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

# A place in what was published, as notebook, kind and name, and the place and way of a reference.
Place = tuple[str, ...]
Reference = tuple[str | None, str, str, bool]


@dataclass
class Memory:
    """Hold, for each page, what tells whether it has to be read or written again.

    Attributes
    ----------
    looked
        Places of published outputs that it looked at, to the digest of what stood there; None for nothing.
    rested
        Files that it was made of, to their digests.
    referred
        What it refers to: domain, way, target, and whether the words of the link are its own.
    outlines
        What of it has a number, and what is needed to give it one, in the form of a page.
    taken
        The digest of all that it took from elsewhere when it was written.
    """

    looked: dict[str, dict[Place, str | None]] = field(default_factory=dict)
    rested: dict[str, dict[str, str]] = field(default_factory=dict)
    referred: dict[str, set[Reference]] = field(default_factory=dict)
    outlines: dict[str, nodes.Element] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


def of(env: BuildEnvironment) -> Memory:
    """Find what is kept, or begin to."""
    return vars(env).setdefault("reviewbook", Memory())


def setup(app: Sphinx) -> None:
    """Forget pages that are read again or gone, and take over those that another process read."""
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)


def _forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    for kept in fields(Memory):
        getattr(of(env), kept.name).pop(page, None)


def _merge(app: Sphinx, env: BuildEnvironment, pages: set[str], other: Any) -> None:
    for name in ("looked", "referred", "outlines"):
        here, there = (getattr(of(known), name) for known in (env, other))
        here |= {page: there[page] for page in pages if page in there}
