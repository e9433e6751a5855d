import pandas as pd
import pytest

from reviewbook.display.figures import search as figures
from reviewbook.evidence.accounts import flow, search
from reviewbook.evidence.tables import data

PLATFORMS = ["pubmed", "wos", "ebscohost"]


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def found(review):
    return search.readings(review.searches, review.platforms)


@pytest.mark.parametrize(
    ("query", "parser", "read"),
    [
        # the examples of the help pages: PubMed goes from left to right, Web of Science takes AND first
        ("salmonella AND hamburger OR eggs", "pubmed", "(salmonella AND hamburger) OR eggs"),
        ("copper OR lead AND algae", "wos", "copper OR (lead AND algae)"),
        ("copper OR lead AND algae", "ebscohost", "copper OR (lead AND algae)"),
        ("copper OR lead AND algae", "pubmed", "(copper OR lead) AND algae"),
        ("(copper OR lead) AND algae", "wos", "(copper OR lead) AND algae"),
        ("copper", "pubmed", "copper"),
    ],
)
def test_a_string_is_read_as_the_help_of_the_platform_says(query, parser, read):
    assert search.with_brackets(search.read(query, parser)[0]) == read


def test_a_term_is_searched_alone_where_no_and_stands_above_it():
    nodes, _ = search.read("a OR b AND (c OR d)", "wos")
    assert list(nodes.text) == ["OR", "a", "AND", "b", "OR", "c", "d"]
    assert nodes.depth.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert nodes.parent.fillna(-1).tolist() == [-1, 0, 0, 2, 2, 4, 4]
    assert list(nodes.text[nodes.alone]) == ["a"]


@pytest.mark.parametrize("parser", PLATFORMS)
def test_a_string_that_the_library_refuses_has_no_tree_and_a_reason(parser):
    nodes, said = search.read("(a OR b AND c", parser)
    assert nodes.empty
    assert "unbalanced" in said[0]
    assert search.with_brackets(nodes) is None


@pytest.mark.parametrize("query", ["", " ", "=", '"', "*", "TS=(a) OR TS=(b)", "TS=(a NEAR/3 b) AND PY=(2020-2026)"])
@pytest.mark.parametrize("parser", PLATFORMS)
def test_a_string_in_which_the_library_loses_its_way_is_read_or_refused_with_a_reason(query, parser):
    nodes, said = search.read(query, parser)
    assert said or not nodes.empty
    assert (search.with_brackets(nodes) is None) == nodes.empty


def test_a_refusal_is_counted_and_leaves_the_other_platforms():
    searches = pd.DataFrame(
        {"search_id": "1", "source_id": ["x", "y"], "source": ["X", "Y"], "query": ["(a OR b", "a OR b"]}
    )
    platforms = pd.DataFrame(
        {
            "platform_id": ["p", "q"],
            "platform": ["P", "Q"],
            "source_id": ["x", "y"],
            "parser": "wos",
            "rule": "AND before OR",
        }
    )
    found = search.readings(searches, platforms)
    numbers = {number.name: number.value for number in search.numbers(found)}
    assert (numbers["n_platforms"], numbers["n_platforms_refused"], numbers["n_terms_alone_q"]) == (2, 1, 2)
    assert list(search.trees(found)) == ["Q"]
    assert search.terms(found).to_dict("list") == {"term": ["a", "b"], "p": [None, None], "q": ["alone", "alone"]}


@pytest.fixture(scope="module")
def of_two(review):
    """Two databases, each with a string of its own; of one the platform is not known."""
    searches = review.searches.iloc[[0, 1, 2]].assign(
        source_id=["pubmed", "web-of-science", "embase"],
        source=["PubMed", "Web of Science", "Embase"],
        query=["(cat OR dog) AND fish", "cat AND fish AND cat", "cat/exp"],
        searched_on=["2026-10-01", "2026-10-02", "2026-10-03"],
        n_records=[30, 12, 5],
    )
    return searches, search.readings(searches, review.platforms)


def test_each_database_is_read_by_its_own_string(of_two):
    _, found = of_two
    assert dict(zip(found.platform_id, found.with_brackets, strict=True)) == {
        "pubmed": "(cat OR dog) AND fish",
        "web-of-science": "cat AND fish AND cat",
    }
    # a term of another string is not searched; one that stands twice has two rows
    terms = search.terms(found)
    assert terms.to_dict("list") == {
        "term": ["cat", "dog", "fish", "cat"],
        "pubmed": ["with others"] * 3 + ["not in its string"],
        "web-of-science": ["with others", "not in its string", "with others", "with others"],
    }
    told = {number.name: (number.value, number.meaning) for number in search.numbers(found)}
    assert told["n_terms"] == (3, "Terms of the longest of the search strings.")
    assert told["n_readings"] == (2, "Different readings of the search strings.")
    assert len(figures.trees(search.trees(found), []).layout.annotations) == 2


def test_several_strings_are_published_each_with_its_database(of_two, review):
    searches, _ = of_two
    told = {one.name: one for one in flow.numbers(flow.boxes(review.flow, "2024"), searches, review.criteria)}
    assert told["query"].meaning == "Search string as printed, one for each database."
    assert told["query"].value == [
        "PubMed: (cat OR dog) AND fish", "Web of Science: cat AND fish AND cat", "Embase: cat/exp",
    ]  # fmt: skip
    assert told["query_web_of_science"].value == "cat AND fish AND cat"
    assert (told["searched_on"].value, told["searched_on"].meaning) == ("2026-10-03", "Day of the last search.")
    assert search.column(searches) == {"query": "Search string"}


def test_one_string_for_all_is_published_once(review):
    told = {one.name: one for one in flow.numbers(flow.boxes(review.flow, "2024"), review.searches, review.criteria)}
    assert told["query"].meaning == "Search string as printed, one for all databases."
    assert not [name for name in told if name.startswith("query_")]
    assert search.column(review.searches) == {}


@pytest.mark.parametrize("query", ["(cat OR dog", None])
def test_a_search_that_no_platform_reads_is_drawn_and_told_as_that(review, query):
    searches = review.searches.assign(source_id=list("abc")) if query is None else review.searches.assign(query=query)
    found = search.readings(searches, review.platforms)
    (note,) = figures.trees(search.trees(found), []).layout.annotations
    assert note.text == "No platform is known that reads a search string of this search"
    assert figures.trees_in_words(search.trees(found)).endswith("this search.")
    assert search.terms(found).empty
    assert {number.name: number.value for number in search.numbers(found)}["n_readings"] == 0


def test_pubmed_reads_the_printed_string_as_it_is_meant(found):
    read = found.set_index("platform_id").with_brackets
    assert read["pubmed"] == (
        "(therapeutic alliance OR helping alliance OR working alliance) AND "
        "(clinician OR therapist OR psychotherapist OR psychologist) AND (instrument OR measure OR questionnaire) AND "
        "major depressive disorder"
    )


@pytest.mark.parametrize("platform", ["web-of-science", "ebscohost"])
def test_the_others_narrow_only_the_last_name_of_the_alliance(found, platform):
    read = found.set_index("platform_id").with_brackets
    assert read[platform] == (
        "therapeutic alliance OR helping alliance OR (working alliance AND "
        "(clinician OR therapist OR psychotherapist OR psychologist) AND (instrument OR measure OR questionnaire) AND "
        "major depressive disorder)"
    )


def test_with_the_brackets_every_platform_reads_the_string_alike(found):
    meant = found.set_index("platform_id").with_brackets["pubmed"]
    assert {search.with_brackets(search.read(meant, parser)[0]) for parser in PLATFORMS} == {meant}


def test_the_library_warns_of_the_missing_brackets_on_every_platform(found):
    assert all("explicit parentheses are recommended" in warnings for warnings in found.warnings)


def test_the_rule_in_the_data_is_the_one_by_which_the_library_reads(review):
    rules = review.platforms.set_index("parser").rule
    first = {"AND before OR": "a OR (b AND c)", "from left to right": "(a OR b) AND c"}
    for parser in PLATFORMS:
        assert search.with_brackets(search.read("a OR b AND c", parser)[0]) == first[rules[parser]]


def test_the_figure_draws_every_node_of_each_tree_in_its_place(found):
    figure = figures.trees(search.trees(found), [])
    drawn = {}
    for trace in figure.data:
        if trace.mode == "markers+text":
            drawn.setdefault(trace.yaxis, []).extend(zip(trace.y, trace.x, trace.text, strict=True))
    # in each row of a tree how deep a node stands, and what it is
    rows = {axis: sorted(nodes) for axis, nodes in drawn.items()}
    assert [row for row, _, _ in rows["y"]] == [row for row, _, _ in rows["y2"]] == list(range(15))
    names, people = ["therapeutic alliance", "helping alliance", "working alliance"], [
        "clinician", "therapist", "psychotherapist", "psychologist",
    ]  # fmt: skip
    means = ["instrument", "measure", "questionnaire"]
    assert [(depth, text.strip()) for _, depth, text in rows["y"]] == [
        (0, "AND"), (1, "OR"), *[(2, name) for name in names], (1, "OR"), *[(2, who) for who in people],
        (1, "OR"), *[(2, one) for one in means], (1, "major depressive disorder"),
    ]  # fmt: skip
    assert [(depth, text.strip()) for _, depth, text in rows["y2"]] == [
        (0, "OR"), (1, "<b>therapeutic alliance</b>"), (1, "<b>helping alliance</b>"), (1, "AND"),
        (2, "working alliance"), (2, "OR"), *[(3, who) for who in people], (2, "OR"), *[(3, one) for one in means],
        (2, "major depressive disorder"),
    ]  # fmt: skip
    assert [note.text for note in figure.layout.annotations] == ["<b>PubMed</b>", "<b>Web of Science, EBSCOhost</b>"]


def test_an_operator_and_a_term_that_is_searched_alone_differ_at_sight_from_the_other_terms(found):
    figure = figures.trees(search.trees(found), [])
    drawn = {
        text.strip(): (trace.marker.symbol, trace.marker.size, trace.marker.color)
        for trace in figure.data if trace.yaxis == "y2" and trace.mode == "markers+text" for text in trace.text
    }  # fmt: skip
    other = drawn["working alliance"]
    assert drawn["OR"] == drawn["AND"]
    assert drawn["OR"][0] == "square" != other[0]
    assert drawn["<b>helping alliance</b>"][1] > other[1]
    # in ink, and the others in grey
    assert (drawn["<b>helping alliance</b>"][2], other[2]) == (None, "#808080")
    legend = {one.name: (one.marker.symbol, one.marker.size, one.marker.color)
              for one in figure.data if one.mode == "markers"}  # fmt: skip
    assert legend == {
        "operator": drawn["OR"],
        "term searched with others": other,
        "term searched alone": drawn["<b>helping alliance</b>"],
    }


def test_the_words_of_the_figure_say_what_is_searched_alone(found):
    said = figures.trees_in_words(search.trees(found))
    assert said == (
        "Tree of the search string for each way of reading it. PubMed: none of 11 terms searched alone. "
        "Web of Science, EBSCOhost: two of 11 terms searched alone."
    )
