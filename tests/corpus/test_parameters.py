"""Every value that is typed for a parameter is read as meant, or refused in one line; and so is every name."""

import papermill.cli
import pytest
import yaml
from tally import MEANT, REFUSED, case

from corpus import parameters as planted
from reviewbook.manuscript.parameters import Parameter, meant, read

KIND = "parameters as typed"


def cases(found, end):
    return [case(KIND, end, f"{one.type} {one.way} {one.text!r}", one) for one in found]


def passed(one):
    """Give what papermill passes on, by its own reading."""
    if one.way == "-y":
        return yaml.load(one.text, Loader=papermill.cli.NoDatesSafeLoader)
    return papermill.cli._resolve_type(one.text) if one.way == "-p" else one.text


def same(found, expected):
    return found == expected and type(found) is type(expected)


@pytest.mark.parametrize("one", cases(planted.READ, MEANT))
def test_a_value_is_read_as_it_is_declared(one):
    assert same(meant(passed(one), Parameter("given", one.type, None, "a meaning")), one.meant)


@pytest.mark.parametrize("one", cases(planted.REFUSED, REFUSED))
def test_a_value_that_cannot_be_meant_is_refused_in_one_line(one):
    with pytest.raises(ValueError) as refused:
        meant(passed(one), Parameter("given", one.type, None, "a meaning"))
    assert str(refused.value) == one.meant


DECLARED = 'search_id: str = "2020"  # a search\ndomains: list[str] = []  # outcome domains'


def ran(*given):
    """Give the names of a notebook of which the cells have run, with what papermill put in."""
    names = {}
    for code in (DECLARED, *given):
        exec(code, names)
    names["In"] = ["", DECLARED, *given, "%not Python", "x: int = len('a')  # a name of a cell"]
    return names


def test_what_papermill_put_in_is_read_in_place():
    names = ran("# Parameters\nsearch_id = 2024\ndomains = '[\"mood\"]'\n")
    read(names)
    assert (names["search_id"], names["domains"]) == ("2024", ["mood"])


def test_the_defaults_stay_as_they_are():
    names = ran()
    read(names)
    assert (names["search_id"], names["domains"]) == ("2020", [])


def test_names_and_values_are_refused_together():
    with pytest.raises(ValueError) as refused:
        read(ran("# Parameters\ndomians = []\nsearch_id = None\nPAPERMILL_INPUT_PATH = 'a.ipynb'\n"))
    assert str(refused.value).splitlines() == [
        "no parameter 'domians'; there are search_id, domains",
        "search_id: None is not text, -r search_id TEXT passes text as it is typed (str: a search)",
    ]


def test_of_what_papermill_put_in_the_last_counts():
    names = ran("# Parameters\ndomians = []\n", "# Parameters\ndomains = []\n")
    read(names)
    assert names["domains"] == []
