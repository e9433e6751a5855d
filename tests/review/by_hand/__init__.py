"""Every published number a second time: read in the article, or counted in the tables with plain loops.

Nothing here imports the package. A module stands for a notebook; each of its `GROUPS` gives names and values.
"""
