"""The one visual language of all figures: what a colour, a mark and a pattern mean.

Colours that mean something are safe for colour-blind readers and never the only sign.
"""

# in the order of the table `hypotheses`
COLOURS = ["#3b82c4", "#d9822b", "#4d9f7d", "#a56cc1"]
SYMBOLS = ["circle", "square", "diamond", "cross"]
PATTERNS = ["", "/", "x", "."]
