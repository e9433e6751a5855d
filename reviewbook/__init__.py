"""A published review as a reproducible book: coded data, notebooks, HTML and PDF.

The package knows reviews; it knows nothing of what a review is about.
Imports run one way: ``cli`` to ``runs`` and ``book``, these to ``display``, that to ``evidence``.
"""
