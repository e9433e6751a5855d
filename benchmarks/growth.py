"""How time and memory of a whole build grow, with the studies and with the notebooks.

Studies are made with all their rows: treatments, therapists, assessments, findings, sources, references. Notebooks are
copies of one. Every size is a copy of its own, built from nothing; the slope is that of the logarithms: 1 is linear.

    python benchmarks/growth.py [ROUNDS]
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
NOTEBOOKS = (6, 12, 24)
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
        contents.write_text(contents.read_text().rstrip() + f"\n  - file: notebooks/{name}\n")


def built(place):
    """Build from nothing; give seconds, the largest process in megabytes, and what the stages said."""
    log_file = place / "said"
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.chdir(place)
        with log_file.open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        os.execv(sys.executable, [sys.executable, "-m", "reviewbook", "build"])
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(log_file.read_text()[-2000:])
    return seconds, used.ru_maxrss / 1024, log_file.read_text()


def stage(said, name):
    """Find the seconds that a stage took."""
    found = re.search(rf"^book       {name}  ([\d.]+) s", said, flags=re.MULTILINE)
    return float(found[1]) if found else float("nan")


def measured(grow, sizes, rounds, title):
    """Build every size in turn, and print the medians and the slope to the size before."""
    runs = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            with tempfile.TemporaryDirectory() as scratch:
                place = Path(scratch, "book")
                shutil.copytree(ROOT, place, ignore=LEFT)
                grow(place, size)
                runs[size].append(built(place))
    print(f"\n| {title} | Seconds | of which pages: HTML | PDF | MB | Slope |\n|---:|---:|---:|---:|---:|---:|")
    before = None
    for size, found in runs.items():
        seconds, megabytes = (statistics.median(run[place] for run in found) for place in (0, 1))
        stages = [statistics.median(stage(run[2], name) for run in found) for name in ("HTML", "PDF")]
        slope = f"{log(seconds / before[1]) / log(size / before[0]):.2f}" if before else ""
        print(f"| {size} | {seconds:.1f} | {stages[0]:.1f} | {stages[1]:.1f} | {megabytes:.0f} | {slope} |", flush=True)
        before = size, seconds


def main(rounds):
    """Measure both."""
    measured(with_studies, STUDIES, rounds, "Studies")
    measured(with_notebooks, NOTEBOOKS, rounds, "Notebooks")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
