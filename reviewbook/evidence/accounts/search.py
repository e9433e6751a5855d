"""How each platform would read a search string, and what missing brackets change.

The library search-query reads the string; it takes neighbouring words for one term, whatever a platform makes of them.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pandas as pd
from search_query.exception import SearchQueryException
from search_query.parser import LATEST_VERSIONS, PARSERS

from reviewbook.evidence.counting import parts
from reviewbook.evidence.number import Form, Number, Part, cells, filled
from reviewbook.evidence.tables import sources
from reviewbook.evidence.tables.data import Review

NODES = ["depth", "parent", "operator", "text", "alone"]
ALONE, WITH_OTHERS, NOT_SEARCHED = "alone", "with others", "not in its string"

STRING = [
    Form("n_platforms", "platforms", "Platforms by whose rules the {strings} read.", "n_platforms", parts="platforms"),
    Form("n_platforms_refused", "platforms", "Platforms whose rules the string breaks.", "n_refused", parts="refused"),
    Form("n_readings", "readings", "Different readings of the {of}.", "n_readings", parts="readings"),
    Form("n_terms", "terms", "Terms of the {longest}.", "n_terms", how="maximum", parts="lengths"),
]
SEARCHED_ALONE = "Terms that {platform} searches alone: a record with one of them is found whatever else it holds."
PLATFORM = [
    Form("n_terms_alone_{platform_id!n}", "terms", SEARCHED_ALONE, "n_alone", parts="alone"),
    Form("terms_alone_{platform_id!n}", "text", SEARCHED_ALONE, "terms", how="list", parts="alone"),
    Form(
        "rule_{platform_id!n}",
        "text",
        "Order in which {platform} applies operators without brackets.",
        "rule",
        how="value",
        parts="rules",
    ),
]


def read(query: str, parser: str) -> tuple[pd.DataFrame, list[str]]:
    """Read a search string as one platform would.

    The parser is ``pubmed``, ``wos`` or ``ebscohost``. One row per node of the tree, each operator before what it
    joins: depth (0 for the root), parent (row of the operator above; missing for the root), operator (whether the node
    is one), text (``AND``, ``OR`` or a term), alone (whether a record is found for this term whatever else it holds: no
    AND stands above it); none where the library refuses the string. And what the library warns of, or why it refuses.

    References
    ----------
    search-query, https://colrev-environment.github.io/search-query/

    >>> nodes, said = read("cat OR dog AND fish", "wos")
    >>> list(nodes.text[nodes.alone]), read("cat OR dog AND fish", "pubmed")[0].text[0]
    (['cat'], 'AND')
    """
    rows: list[tuple[int, int | None, bool, str, bool]] = []
    said: list[str] = []
    # it loses its way in some strings of other platforms, and says nothing of them
    with suppress(SearchQueryException, LookupError):
        reader = PARSERS[parser][LATEST_VERSIONS[parser]](query, silent=True)
        with suppress(SearchQueryException):
            rows = list(_walk(reader.parse()))
        said = [message["message"] for message in reader.linter.messages]
    if not rows and not said:
        said = ["The library cannot tell what is wrong with the string"]
    nodes = pd.DataFrame(rows, columns=NODES)
    return nodes.astype({"parent": "Int64", "operator": bool, "alone": bool}), list(dict.fromkeys(said))


def strings(searches: pd.DataFrame) -> dict[str, list[str]]:
    """Put the databases of one search together that were searched with the same string: string to their names."""
    return {query: list(who) for query, who in searches.groupby("query", sort=False).source}


def column(searches: pd.DataFrame) -> dict[str, str]:
    """Give the column of the search string with its title, for a table of the databases; none where all have one.

    >>> column(pd.DataFrame({"source": ["PubMed", "Scopus"], "query": ["a", "b"]}))
    {'query': 'Search string'}
    """
    return {"query": "Search string"} if len(strings(searches)) > 1 else {}


def readings(searches: pd.DataFrame, platforms: pd.DataFrame) -> pd.DataFrame:
    """Read the string of each database on the platform on which it can be searched.

    One row per platform: the columns of ``platforms``, source (the database), query, nodes (from `read`), warnings (in
    words; empty where there are none), with_brackets (the string with the brackets that the platform supplies; missing
    where the library refuses it). The rows of ``searches`` are those of one search.
    """
    found = platforms.merge(searches[["search_id", "source_id", "source", "query"]], on="source_id")
    read_as = [read(row.query, row.parser) for row in found[["query", "parser"]].itertuples(index=False)]
    return found.assign(
        nodes=[nodes for nodes, _ in read_as],
        warnings=["; ".join(said) for _, said in read_as],
        with_brackets=[with_brackets(nodes) for nodes, _ in read_as],
    )


def sentences(review: Review, searches: pd.DataFrame) -> list[sources.Source]:
    """Gather the sources of the search string."""
    keys = searches.search_id + "|" + searches.source_id
    here = sources.located(review, "searches")
    return list(here[here.column.eq("query") & here.row.isin(keys)].itertuples(index=False))


def trees(found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Put platforms that read the string alike together.

    Names of the platforms, joined by a comma, to the nodes of their common tree.
    """
    return {who: first.nodes for who, first in _alike(found)}


def _alike(found: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """Go through the readings: names of the platforms, and the row of the first of them."""
    for _, rows in found.dropna(subset="with_brackets").groupby("with_brackets", sort=False):
        yield ", ".join(rows.platform), rows.iloc[0]


def terms(found: pd.DataFrame) -> pd.DataFrame:
    """Say for each term how each platform searches it.

    One row per term, in the order of the strings: term, and for each platform_id a column with `ALONE`, `WITH_OTHERS`
    or `NOT_SEARCHED`, where another database has the term in its string; missing where the library refuses the string.
    A term that stands twice in a string has two rows.
    """
    searched: dict[str, dict[tuple[str, int], str] | None] = {}
    for row in found.itertuples():
        leaves = row.nodes[~row.nodes.operator]
        keys = zip(leaves.text, leaves.groupby("text").cumcount(), strict=True)
        ways = leaves.alone.map({True: ALONE, False: WITH_OTHERS})
        searched[row.platform_id] = dict(zip(keys, ways, strict=True)) or None
    every = list(dict.fromkeys(key for told in searched.values() for key in told or ()))
    columns = {
        platform_id: None if told is None else [told.get(key, NOT_SEARCHED) for key in every]
        for platform_id, told in searched.items()
    }
    return pd.DataFrame({"term": [term for term, _ in every]} | columns)


def with_brackets(nodes: pd.DataFrame) -> str | None:
    """Write a tree as a string in which brackets say every order.

    >>> with_brackets(read("cat OR dog AND fish", "wos")[0])
    'cat OR (dog AND fish)'
    """
    return None if nodes.empty else _written(nodes, 0)


def numbers(found: pd.DataFrame) -> list[Number]:
    """Name the numbers of the search string."""
    read_by = found.dropna(subset="with_brackets")
    several = found["query"].nunique() > 1
    counts = {
        "strings": "search strings are" if several else "search string is",
        "of": "search strings" if several else "search string",
        "longest": "longest of the search strings" if several else "search string",
        "n_platforms": len(found),
        "n_refused": len(found) - len(read_by),
        "n_readings": len(trees(found)),
        "n_terms": max((int((~nodes.operator).sum()) for nodes in read_by.nodes), default=None),
    }
    made = {
        "platforms": parts.coded("platforms", found, "platform"),
        "refused": parts.coded("platforms", found[found.with_brackets.isna()], "parser"),
        "readings": [Part(who, nodes.with_brackets) for who, nodes in _alike(found)],
        "lengths": [
            Part(row.platform_id, int((~row.nodes.operator).sum()), _string(row)) for row in read_by.itertuples()
        ],
    }
    return [*filled(STRING, [counts | made], readings, read), *filled(PLATFORM, _by_platform(read_by), read)]


def _by_platform(found: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row, rule in zip(found.itertuples(), parts.coded("platforms", found, "rule"), strict=True):
        alone = list(row.nodes.text[row.nodes.alone])
        made = {"alone": [Part(row.platform_id, term, _string(row)) for term in alone], "rules": [rule]}
        facts = {"platform_id": row.platform_id, "platform": row.platform, "rule": row.rule}
        yield facts | {"n_alone": len(alone), "terms": alone or ["none"]} | made


def _string(row: Any) -> tuple[str, ...]:
    """Give the cells that a platform reads: the string, and by which rules."""
    return cells("searches", [f"{row.search_id}|{row.source_id}"], "query") + cells(
        "platforms", [row.platform_id], "parser"
    )


def _walk(
    node: Any, depth: int = 0, parent: int | None = None, above: bool = True, count: list[int] | None = None
) -> Iterator[tuple[int, int | None, bool, str, bool]]:
    """List a node and what is below it; `above` says whether only OR stands above it."""
    count = [0] if count is None else count
    here = count[0]
    count[0] += 1
    operator = bool(node.children)
    yield depth, parent, operator, node.value, above and not operator
    for child in node.children:
        yield from _walk(child, depth + 1, here, above and node.value == "OR", count)


def _written(nodes: pd.DataFrame, place: int) -> str:
    node = nodes.loc[place]
    if not node.operator:
        return node.text
    parts = [_written(nodes, below) for below in nodes.index[nodes.parent.eq(place)]]
    joined = f" {node.text} ".join(parts)
    return joined if place == 0 else f"({joined})"
