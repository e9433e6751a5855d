"""How time and memory of a whole build grow, with the studies and with the notebooks.

Studies are made with all their rows: treatments, therapists, assessments, findings, sources, references. Notebooks are
copies of one; there are never fewer than the book has, as its chapters name numbers of each. Every size is a copy of
its own, built from nothing. The slope is that of the logarithms, from the size above to this one: at 1, twice as many
take twice as long; below 1 less than that, as at 0 the size is all the same; above 1 more, and there growth bends.
Below stands what each stage took, with its slope between the two largest sizes, and in a sentence which of them bend.
Made studies are alike, so the book finds more that it has written before than in a review of as many real ones.

    python benchmarks/growth.py [ROUNDS [html]]
"""

import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from math import log
from pathlib import Path
from string import ascii_lowercase

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import made_studies  # noqa: E402

LEFT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")
STUDIES = (10, 100, 1000)
NOTEBOOKS = (9, 12, 24)
MODEL = "selection"


def with_studies(place, size):
    """Make the studies that are missing to a size."""
    letters = (f"{first}{second}" for first in ascii_lowercase for second in ascii_lowercase)
    names = [f"made{pair}{year}" for pair in letters for year in range(2000, 2010)]
    made_studies.add(place, names[: size - 10])


def with_notebooks(place, size):
    """Make copies of a notebook until there are so many."""
    there = sorted(place.glob("notebooks/*.ipynb"))
    text = (place / "notebooks" / f"{MODEL}.ipynb").read_text(encoding="utf-8")
    contents = place / "_toc.yml"
    for number in range(size - len(there)):
        name = f"{MODEL}_{'abcdefghijklmnopqrstuvwxyz'[number]}"
        copied = re.sub(r"\b(fig|tab)-([a-z-]+)", rf"\1-\2-{number}", text).replace(f"{MODEL}.", f"{name}.")
        copied = copied.replace(f"figures import {name}", f"figures import {MODEL}")
        json.loads(copied)
        (place / "notebooks" / f"{name}.ipynb").write_text(copied, encoding="utf-8")
        line = re.search(rf"^( *- file: notebooks/){MODEL}\n", contents.read_text(), flags=re.MULTILINE)
        contents.write_text(contents.read_text().replace(line[0], f"{line[0]}{line[1]}{name}\n"))


def built(place, pdf):
    """Build from nothing; give seconds, the largest process in megabytes, and what the stages said."""
    # as made, with every notebook run: those that fit the stored data would not be stale
    build = (
        "from pathlib import Path; from reviewbook import pipeline; here = Path.cwd(); "
        "pipeline.run(here, everything=True, meanwhile=lambda: pipeline.prepare(here)); "
        f"pipeline.pages(here, print, {pdf})"
    )
    log_file = place / "said"
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.chdir(place)
        with log_file.open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        os.execv(sys.executable, [sys.executable, "-u", "-c", build])
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(log_file.read_text()[-2000:])
    return seconds, used.ru_maxrss / 1024, log_file.read_text()


def stages(said):
    """Find the seconds that each notebook took, and those after which HTML and PDF had come out."""
    found = re.findall(r"^(?:notebooks  \S+|book     )  (\w+)  ([\d.]+) s$", said, flags=re.MULTILINE)
    return {name: float(seconds) for name, seconds in found}


def slope(one, other):
    """Give the slope between two pairs of a size and its seconds."""
    return log(max(other[1], 0.1) / max(one[1], 0.1)) / log(other[0] / one[0])


def measured(grow, sizes, rounds, title, pdf=True):
    """Build every size in turn, and print the medians and the slope to the size before."""
    runs = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            with tempfile.TemporaryDirectory() as scratch:
                place = Path(scratch, "book")
                shutil.copytree(ROOT, place, ignore=LEFT)
                grow(place, size)
                runs[size].append(built(place, pdf))
    print(f"\n| {title} | Seconds | Times those of {sizes[0]} | Slope | MB | Slope |\n|---:|---:|---:|---:|---:|---:|")
    points, told = [], {}
    for size, found in runs.items():
        seconds, megabytes = (statistics.median(run[place] for run in found) for place in (0, 1))
        points.append([(size, seconds), (size, megabytes)])
        rises = [f"{slope(*pair):.2f}" for pair in zip(*points[-2:], strict=True)] if len(points) > 1 else ["", ""]
        times = seconds / points[0][0][1]
        print(f"| {size} | {seconds:.1f} | {times:.1f} | {rises[0]} | {megabytes:.0f} | {rises[1]} |", flush=True)
        each = [stages(run[2]) for run in found]
        told[size] = {name: statistics.median(run[name] for run in each) for name in each[0]}
    print(f"\n| Stage, in seconds at | {' | '.join(map(str, sizes))} | Slope |\n|---|{'---:|' * (len(sizes) + 1)}")
    last = sizes[-2:]
    steep = {name: slope(*((size, told[size][name]) for size in last)) for name in told[sizes[0]]}
    for name in sorted(steep, key=lambda name: -told[last[1]][name]):
        print(f"| {name} | {' | '.join(f'{told[size][name]:.1f}' for size in sizes)} | {steep[name]:.2f} |", flush=True)
    bending = ", ".join(name for name in steep if round(steep[name], 2) > 1)
    print(f"\n{title} from {last[0]} to {last[1]}: more than in proportion: {bending or 'nothing'}.", flush=True)


def main(rounds=5, form="pdf"):
    """Measure both, with the PDF or without."""
    measured(with_studies, STUDIES, int(rounds), "Studies", form == "pdf")
    measured(with_notebooks, NOTEBOOKS, int(rounds), "Notebooks", form == "pdf")


if __name__ == "__main__":
    main(*sys.argv[1:])
