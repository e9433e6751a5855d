"""How long records take from their logs to the flow: read, told apart from their duplicates, counted.

Records are made as a database writes them into RIS, every fifth a second time; half of them have a DOI. The slope is
that of the logarithms, from the size above to this one: at 1, twice as many take twice as long. Seconds are those of
the processor.

    python benchmarks/records.py [LARGEST]
"""

import sys
import time
from math import log
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from reviewbook.evidence.screening import duplicates, flow, readers, records  # noqa: E402

ABSTRACT = "What was asked, how it was looked at, and what was found, in as many words as an abstract has. " * 12


def made(size):
    """Write a log of so many records."""
    parts = []
    for number in range(size):
        own = number - 1 if number % 5 == 4 else number
        doi = f"DO  - 10.1000/made.{own}\n" if own % 2 else ""
        parts.append(
            f"TY  - JOUR\nAU  - Author, A\nAU  - Coauthor, B\nTI  - A trial of treatment {own} in adults\n"
            f"PY  - {2000 + own % 25}\nT2  - A journal\nVL  - {own % 90}\nSP  - {own}\nKW  - one\nKW  - two\n{doi}"
            f"AB  - {ABSTRACT}\nAN  - {number:09}\nER  - \n"
        )
    return "\n".join(parts).encode()


def timed(work, *given):
    started = time.process_time()
    found = work(*given)
    return time.process_time() - started, found


def formed(entries):
    """Give the records of entries, each decided as a screener would who excludes all but every hundredth."""
    found = []
    for number, entry in enumerate(entries):
        one = dict.fromkeys(records.COLUMNS, "") | records.record(entry)
        one |= {"record_id": f"r{number}", "search_id": "s", "source_id": "d"}
        found.append(one | {"title_abstract": "excluded" if number % 100 else "included"})
    return found


def main(largest):
    print(f"{'records':>9}{'read':>8}{'form':>8}{'doubles':>9}{'flow':>8}{'all':>8}{'slope':>8}")
    before = None
    for size in (largest // 4, largest // 2, largest):
        content = made(size)
        read, log_ = timed(readers.read, content)
        form, rows = timed(formed, log_.entries)
        doubles, states = timed(duplicates.propose, rows)
        counting, counts = timed(flow.counts, rows)
        assert counts["records_identified"] == size and states["proposed"] == size // 5
        whole = read + form + doubles + counting
        slope = f"{log(whole / before[1]) / log(size / before[0]):8.2f}" if before else ""
        print(f"{size:>9,}{read:8.2f}{form:8.2f}{doubles:9.2f}{counting:8.2f}{whole:8.2f}{slope}")
        before = size, whole


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
