"""What stands in references.bib is read as it is meant, or refused by file, line, key and field."""

import random
from collections import Counter

import pytest
from corpus.cite import BIB_READ, BIB_REFUSED
from tally import MEANT, REFUSED, case

from reviewbook.edition.works import bibliography, citation, references


def encoded(text):
    return text.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(("written", "lines"), [case("references", REFUSED, one[0], *one[2:]) for one in BIB_REFUSED])
def test_a_fault_is_refused_by_line_key_and_field(written, lines):
    with pytest.raises(ValueError, match=r"^references\.bib") as caught:
        bibliography.read(encoded(written))
    assert str(caught.value).split("\n") == lines


@pytest.mark.parametrize(("written", "works"), [case("references", MEANT, one[0], *one[2:]) for one in BIB_READ])
def test_a_work_is_read_as_it_is_meant(written, works):
    read = bibliography.printed(encoded(written))
    assert {key: (references.citation(one), citation.text(one)) for key, one in read.items()} == works


def test_the_list_is_sorted_without_marks_on_letters():
    names = ["Ångström", "Azz", "{\\'E}tienne", "Eva", "Østergaard", "Otto", "{\\L}uk", "Luz"]
    written = "".join(f"@book{{k{n}, title={{T}}, author={{{name}, A}}}}\n" for n, name in enumerate(names))
    works = references.ReferenceStyle().sort(bibliography.read(written.encode()).values())
    assert [one.persons["author"][0].family for one in works] == [
        "Ångström", "Azz", "Étienne", "Eva", "Łuk", "Luz", "Østergaard", "Otto"]  # fmt: skip


def test_the_short_citation_is_that_of_the_list():
    written = b"@book{a, title={T}, author={De Bolle, M and B, C and D, E}, year=2010}\n@book{b, title={U}, year=2011}"
    assert bibliography.citations(written) == {"a": "De Bolle et al., 2010", "b": "“U”, 2011"}


@pytest.mark.parametrize(
    ("doubted", "address"),
    [
        ("volume, end page", "https://doi.org/10.1000/lamps"),
        ("doi", "https://example.org/lamps"),
        ("volume, DOI", "https://example.org/lamps"),
        ("all", "https://example.org/lamps"),
    ],
)
def test_a_doi_that_is_not_confirmed_is_not_printed_and_nothing_leads_there(doubted, address):
    fields = f"doi={{10.1000/lamps}}, url={{https://example.org/lamps}}, unconfirmed={{{doubted}}}"
    written = f"@article{{a, title={{T}}, author={{A, B}}, journal={{J}}, volume=3, year=2010, {fields}}}"
    (one,) = bibliography.printed(written.encode()).values()
    assert citation.text(one) == f"A, B. (2010). T. J, 3. {address}"
    assert references.address(one) == address
    assert references.page(one.but(url=None)) == (address if "doi.org" in address else None)


SIGNS = [*'{}",@\\%\n=#&$~é\0^_-:', " and ", "\\foo", "\udce9", "others"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_mistyped_is_read_or_refused_by_the_name_of_the_file(seed):
    chance = random.Random(seed)
    refused = 0
    for _ in range(500):
        written = chance.choice(BIB_READ)[2]
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(written) + 1)
            written = written[:at] + chance.choice(["", *SIGNS]) + written[at + chance.randint(0, 5) :]
        try:
            for one in bibliography.printed(encoded(written)).values():
                citation.text(one)
        except ValueError as error:
            refused += 1
            assert all(line.startswith("references.bib") for line in str(error).split("\n")), written
    assert 100 < refused < 500


def test_the_corpus_has_every_kind():
    counts = Counter(one[1] for one in (*BIB_READ, *BIB_REFUSED))
    assert {"bytes", "duplicate", "fields", "latex", "letters", "names", "pages", "syntax", "types"} <= set(counts)
    assert min(counts.values()) >= 4
