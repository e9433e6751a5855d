import pandas as pd
import pytest

from reviewbook.display.figures import search as figures
from reviewbook.evidence.accounts import search
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


def test_a_refusal_is_counted_and_leaves_the_other_platforms():
    searches = pd.DataFrame({"source_id": ["x", "y"], "source": ["X", "Y"], "query": ["(a OR b", "a OR b"]})
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
    texts = {axis: [text.strip() for _, _, text in sorted(nodes)] for axis, nodes in drawn.items()}
    assert texts["y2"][:5] == ["<b>OR</b>", "<b>therapeutic alliance</b>", "<b>helping alliance</b>", "<b>AND</b>",
                               "working alliance"]  # fmt: skip
    assert {axis: len(nodes) for axis, nodes in texts.items()} == {"y": 15, "y2": 15}  # 11 terms, 4 operators
    assert [note.text for note in figure.layout.annotations] == ["<b>PubMed</b>", "<b>Web of Science, EBSCOhost</b>"]


def test_the_words_of_the_figure_say_what_is_searched_alone(found):
    said = figures.trees_in_words(search.trees(found))
    assert "PubMed: (therapeutic alliance OR" in said
    assert "no term is searched alone" in said
    assert said.endswith("searched alone are therapeutic alliance and helping alliance.")
