import pytest
from tally import MEANT, REFUSED, case

from corpus import records as corpus
from reviewbook.evidence.screening import readers, records

KIND = "logs of records"


@pytest.mark.parametrize(
    ("log", "meant"), [case(KIND, MEANT, name, log, meant) for name, log, meant in corpus.ACCEPTED]
)
def test_a_log_is_read_as_its_program_means_it(log, meant):
    read = readers.read(log.encode())
    assert read.faults == []
    told = []
    for entry in read.entries:
        decision, reason, fault = records.decided(entry)
        assert fault is None
        told.append(
            (*(records.record(entry)[name] for name in ("doi", "pmid", "other_id", "title", "year")), decision, reason)
        )
    assert told == [(*one, "", "")[:7] for one in meant]
    # where the record begins, as an editor counts
    lines = log.replace("\r\n", "\n").split("\n")
    assert all(lines[entry.line - 1].strip("\ufeff") for entry in read.entries)


@pytest.mark.parametrize(("log", "said"), [case(KIND, REFUSED, name, log, said) for name, log, said in corpus.REFUSED])
def test_a_log_that_cannot_be_read_is_refused_where_it_is_wrong(log, said):
    read = readers.read(log)
    decisions = (records.decided(entry)[2] for entry in read.entries)
    faults = [*read.faults, *(fault for fault in decisions if fault)]
    assert [(fault.line, fault.value, fault.what) for fault in faults] == said


def test_no_abstract_is_kept():
    for _, log, _ in corpus.ACCEPTED:
        for entry in readers.read(log.encode()).entries:
            assert not {"AB", "N2", "abstract", "KW"} & set(entry.values)
            assert "Words of an abstract" not in str(entry.values) and "(left out)" not in str(entry.values)


def test_the_reasons_of_a_file_of_excluded_records_are_read():
    log = (
        corpus.COVIDENCE
        + "A second trial,,,2020,,J,,,,,,,#2,Maker 2020,Exclusion reason: Wrong setting; Ann: see p. 2,\n"
    )
    (entry,) = readers.read(log.encode()).entries
    assert records.decided(entry, "excluded") == ("excluded", "Wrong setting", None)
    assert records.decided(entry, "included") == ("included", "", None)
