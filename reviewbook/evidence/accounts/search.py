"""How each platform would read a search string, and what missing brackets change.

The library search-query reads the string; it takes neighbouring words for one term, whatever a platform makes of them.
"""

import pandas as pd
from search_query.exception import SearchQueryException
from search_query.parser import LATEST_VERSIONS, PARSERS

from reviewbook.evidence.number import Number, slug
from reviewbook.evidence.tables import sources

NODES = ["depth", "parent", "operator", "text", "alone"]
ALONE, WITH_OTHERS = "alone", "with others"


def read(query, parser):
    """Read a search string as one platform would.

    Parameters
    ----------
    query : str
    parser : str
        ``pubmed``, ``wos`` or ``ebscohost``.

    Returns
    -------
    nodes : pandas.DataFrame
        One row per node of the tree, each operator before what it joins: depth (0 for the root), parent (row of the
        operator above; missing for the root), operator (whether the node is one), text (``AND``, ``OR`` or a term),
        alone (whether a record is found for this term whatever else it holds: no AND stands above it).
        Empty where the library refuses the string.
    said : list of str
        What the library warns of, or why it refuses.

    References
    ----------
    search-query, https://colrev-environment.github.io/search-query/

    >>> nodes, said = read("cat OR dog AND fish", "wos")
    >>> list(nodes.text[nodes.alone]), read("cat OR dog AND fish", "pubmed")[0].text[0]
    (['cat'], 'AND')
    """
    reader = PARSERS[parser][LATEST_VERSIONS[parser]](query, silent=True)
    try:
        rows = list(_walk(reader.parse()))
    except SearchQueryException:
        rows = []
    nodes = pd.DataFrame(rows, columns=NODES)
    said = [message["message"] for message in reader.linter.messages]
    return nodes.astype({"parent": "Int64", "operator": bool, "alone": bool}), list(dict.fromkeys(said))


def readings(searches, platforms):
    """Read the string of each database on the platform on which it can be searched.

    Parameters
    ----------
    searches : pandas.DataFrame
        The rows of the table ``searches`` that belong to one search.
    platforms : pandas.DataFrame
        The table ``platforms``.

    Returns
    -------
    pandas.DataFrame
        One row per platform: the columns of ``platforms``, source (the database), query, nodes (from `read`),
        warnings (in words; empty where there are none), with_brackets (the string with the brackets that the platform
        supplies; missing where the library refuses it).
    """
    found = platforms.merge(searches[["source_id", "source", "query"]], on="source_id")
    read_as = [read(row.query, row.parser) for row in found[["query", "parser"]].itertuples(index=False)]
    return found.assign(
        nodes=[nodes for nodes, _ in read_as],
        warnings=["; ".join(said) for _, said in read_as],
        with_brackets=[with_brackets(nodes) for nodes, _ in read_as],
    )


def sentences(review, searches):
    """Gather the sources of the search string.

    Parameters
    ----------
    review : reviewbook.evidence.tables.data.Review
    searches : pandas.DataFrame
        Rows of the table ``searches``.

    Returns
    -------
    list of named tuple
        Rows of `reviewbook.evidence.tables.sources.located`.
    """
    keys = searches.search_id + "|" + searches.source_id
    here = sources.located(review, "searches")
    return list(here[here.column.eq("query") & here.row.isin(keys)].itertuples(index=False))


def trees(found):
    """Put platforms that read the string alike together.

    Parameters
    ----------
    found : pandas.DataFrame
        From `readings`.

    Returns
    -------
    dict
        Names of the platforms, joined by a comma, to the nodes of their common tree.
    """
    alike = found.dropna(subset="with_brackets").groupby("with_brackets", sort=False)
    return {", ".join(rows.platform): rows.nodes.iloc[0] for _, rows in alike}


def terms(found):
    """Say for each term how each platform searches it.

    Returns
    -------
    pandas.DataFrame
        One row per term, in the order of the string: term, and for each platform_id a column with `ALONE` or
        `WITH_OTHERS`; missing where the library refuses the string.
    """
    leaves = {row.platform_id: row.nodes[~row.nodes.operator] for row in found.itertuples()}
    told = [here.text for here in leaves.values() if len(here)]
    return pd.DataFrame(
        {"term": list(told[0]) if told else []}
        | {
            platform_id: [ALONE if alone else WITH_OTHERS for alone in here.alone] if len(here) else None
            for platform_id, here in leaves.items()
        }
    )


def with_brackets(nodes):
    """Write a tree as a string in which brackets say every order.

    >>> with_brackets(read("cat OR dog AND fish", "wos")[0])
    'cat OR (dog AND fish)'
    """
    return None if nodes.empty else _written(nodes, 0)


def numbers(found):
    """Name the numbers of the search string.

    Returns
    -------
    list of Number
    """
    read_by = found.dropna(subset="with_brackets")
    leaves = [int((~nodes.operator).sum()) for nodes in read_by.nodes]
    named = [
        Number("n_platforms", len(found), "platforms", "Platforms as which the search string is read."),
        Number("n_platforms_refused", len(found) - len(read_by), "platforms", "Platforms whose reader refuses it."),
        Number("n_readings", len(trees(found)), "readings", "Different readings of the search string."),
        Number("n_terms", max(leaves, default=None), "terms", "Terms of the search string."),
    ]
    for row in read_by.itertuples():
        alone = list(row.nodes.text[row.nodes.alone])
        said = f"Terms that {row.platform} searches alone: a record with one of them is found whatever else it holds."
        named.append(Number(f"n_terms_alone_{slug(row.platform_id)}", len(alone), "terms", said))
        named.append(Number(f"terms_alone_{slug(row.platform_id)}", alone or ["none"], "text", said))
        rule = f"Order in which {row.platform} applies operators that no brackets order."
        named.append(Number(f"rule_{slug(row.platform_id)}", row.rule, "text", rule))
    return named


def _walk(node, depth=0, parent=None, above=True, count=None):
    """List a node and what is below it; `above` says whether only OR stands above it."""
    count = [0] if count is None else count
    here = count[0]
    count[0] += 1
    operator = bool(node.children)
    yield depth, parent, operator, node.value, above and not operator
    for child in node.children:
        yield from _walk(child, depth + 1, here, above and node.value == "OR", count)


def _written(nodes, place):
    node = nodes.loc[place]
    if not node.operator:
        return node.text
    parts = [_written(nodes, below) for below in nodes.index[nodes.parent.eq(place)]]
    joined = f" {node.text} ".join(parts)
    return joined if place == 0 else f"({joined})"
