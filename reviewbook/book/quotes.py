"""Typographic quotation marks and dashes: looked for only in blocks that have plain ones, as most cells have none."""

import re

from sphinx.transforms import SphinxSmartQuotes

# what is replaced, and what guards it; a null stands for an escape
PLAIN = re.compile(r"[\"'`\\\0]|--|\.\.\.|\. \. \.")


class Quotes(SphinxSmartQuotes):
    """Replace what Sphinx would replace."""

    def get_tokens(self, txtnodes):
        """Take a block without plain marks for literal, which is left as it is."""
        if any(PLAIN.search(node) for node in txtnodes):
            return super().get_tokens(txtnodes)
        return [("literal", node.astext()) for node in txtnodes]


def setup(app):
    """Put the transform in the place of Sphinx's own."""
    transforms = app.registry.transforms
    transforms[transforms.index(SphinxSmartQuotes)] = Quotes
