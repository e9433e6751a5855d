"""The way from sources to site and PDF, and all that is bent of Sphinx for it.

The extension `reviewbook.book` uses what Sphinx and its extensions offer to everybody, and makes the whole book. This
one comes on top, makes the same in a fraction of the time, and is the only place that knows the insides of others. With
the variable REVIEWBOOK_PLAIN a build does without it; `tests/book/build/test_plain.py` compares both, byte for byte, so
that whatever changes in Sphinx is seen there.
"""

from sphinx.application import Sphinx

from reviewbook.book.build import memory, read, shortcuts, write


def setup(app: Sphinx) -> dict[str, bool]:
    """Put in what makes a build quick."""
    for part in (memory, shortcuts, read, write):
        part.setup(app)
    # Stands for `setup` of sphinx_multitoc_numbering, which does not say that it may share pages with other processes:
    # it numbers what all pages have, once all are read. If it is no longer among Jupyter Book's, this raises KeyError.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    return {"parallel_read_safe": True, "parallel_write_safe": True}
