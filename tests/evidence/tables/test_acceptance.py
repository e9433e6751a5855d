"""What the quick check accepts, Frictionless accepts; what it does not accept goes to Frictionless."""

import frictionless
import pytest

from reviewbook.evidence.tables import acceptance, schema


def valid(folder):
    return frictionless.Package(str(folder / "data" / "datapackage.json")).validate().valid


def accepted(folder):
    return acceptance.accepted(folder, {resource["name"]: resource for resource in schema.read(folder)["resources"]})


def test_the_tables_of_the_book_are_accepted_by_both(folder):
    assert accepted(folder)
    assert valid(folder)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/studies.csv", "outpatient", "Outpatient"),
        ("data/studies.csv", ",567,", ",56x,"),
        ("data/studies.csv", ",567,", ",-567,"),
        ("data/studies.csv", ",567,", ",567.5,"),
        ("data/studies.csv", "debolle2010,", "Debolle2010,"),
        ("data/studies.csv", "debolle2010,", ",debolle2010"),
        ("data/studies.csv", "debolle2010,", "berger2018,"),
        ("data/studies.csv", '"De Bolle et al., 2010"', '"Berger et al., 2018"'),
        ("data/studies.csv", '"De Bolle et al., 2010"', ""),
        ("data/studies.csv", "study_id,study,", "study,study_id,"),
        ("data/studies.csv", "debolle2010,", "debolle2010,more,"),
        ("data/studies.csv", "weck2013,", "\nweck2013,"),
        ("data/therapists.csv", "gibbons2019,", "nobody2000,"),
        ("data/searches.csv", "2024-", "2024-13-"),
    ],
)
def test_what_frictionless_refuses_is_not_accepted(book, path, old, new):
    book.replace(path, old, new)
    assert not valid(book.folder)
    assert not accepted(book.folder)


def test_a_rule_that_is_not_known_here_is_left_to_frictionless(book):
    book.replace("data/datapackage.json", '"required": true', '"required": true, "minLength": 1')
    assert valid(book.folder)
    assert not accepted(book.folder)
