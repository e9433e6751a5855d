"""From a changed cell of data to correct pages: how long it takes by us, and by what else runs these notebooks.

Every way has a copy of its own, built once before. In each round one cell is changed in all copies and the ways are
measured one after the other, so that what else the machine does falls on all of them. A way is right when the page on
characteristics shows the new total and no longer the old one. Beside the time on the clock stands the time of the
processor, of all processes of a way together, which says more where the machine has other things to do; that of the
running process is not known.

    python benchmarks/update.py [ROUNDS]
"""

import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix, "bin")
LEFT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")
PAGE = "notebooks/characteristics.html"
PATIENTS, TOTAL = 567, 1824
STILL = "ours, nothing changed"
STANDARD = "papermill commands, jupyter-book build"


def ours(place):
    """Build HTML and PDF, from a new process."""
    command(place, sys.executable, "-m", "reviewbook", "build")
    return place / "_build" / "html" / PAGE


def ours_html(place):
    """Build the HTML alone, from a new process."""
    code = "from pathlib import Path; from reviewbook import pipeline; pipeline.make(Path.cwd(), pdf=False)"
    command(place, sys.executable, "-c", code)
    return place / "_build" / "html" / PAGE


def papermill_and_jupyter_book(place):
    """Run every notebook by papermill's command, then build."""
    for path in sorted(place.glob("notebooks/*.ipynb")):
        command(place, BIN / "papermill", "--no-progress-bar", path, path)
    command(place, BIN / "jupyter-book", "build", "--quiet", ".")
    return place / "_build" / "html" / PAGE


def jupyter_book_force(place):
    """Have Jupyter Book run every notebook."""
    execute(place, "force")
    command(place, BIN / "jupyter-book", "build", "--quiet", "--all", ".")
    return place / "_build" / "html" / PAGE


def jupyter_book_cache(place):
    """Have Jupyter Book run what its cache does not know."""
    execute(place, "cache")
    command(place, BIN / "jupyter-book", "build", "--quiet", ".")
    return place / "_build" / "html" / PAGE


def nbconvert(place):
    """Run and convert every notebook by itself."""
    out = place / "_build" / "nbconvert"
    for path in sorted(place.glob("notebooks/*.ipynb")):
        command(place, BIN / "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", out, path)
    return out / "characteristics.html"


COLD = {
    STANDARD: papermill_and_jupyter_book,
    "Jupyter Book, execute: force, --all": jupyter_book_force,
    "Jupyter Book, execute: cache": jupyter_book_cache,
    "nbconvert for each (no book)": nbconvert,
    "ours, HTML": ours_html,
    "ours, HTML and PDF": ours,
}


def command(place, *words):
    """Run a command, and stop where it fails."""
    done = subprocess.run([*map(str, words)], cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr[-2000:]}")


def execute(place, mode):
    """Set how Jupyter Book runs notebooks."""
    path = place / "_config.yml"
    path.write_text(re.sub(r'execute_notebooks: "?\w+"?', f"execute_notebooks: {mode}", path.read_text()))


def edit(place, patients):
    """Change the patients of one study."""
    path = place / "data" / "studies.csv"
    before = path.read_text()
    after = re.sub(r"\bdebolle2010,\d+,", f"debolle2010,{patients},", before)
    if after == before:
        raise RuntimeError(f"{path}: no cell was changed")
    path.write_text(after)


def is_right(page, patients):
    """Tell whether a page shows the new total and not the old one."""
    text = page.read_text(encoding="utf-8")
    now, before = (f"{TOTAL - PATIENTS + count:,}" for count in (patients, patients + 1))
    return now in text and before not in text


class Warm:
    """A running ``reviewbook serve``."""

    def __init__(self, place):
        words = [sys.executable, "-u", "-m", "reviewbook", "serve", "--port", "0"]
        self.process = subprocess.Popen(words, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.place = place
        self.until("shown")
        self.until("book       PDF")

    def until(self, beginning):
        """Wait for a line that begins so."""
        for line in self.process.stdout:
            if line.startswith(beginning):
                return
        raise RuntimeError("reviewbook serve ended")

    def shown(self, patients):
        """Time from an edit to the new pages, and to the new article."""
        started = time.perf_counter()
        edit(self.place, patients)
        found = []
        for line in ("shown", "book       PDF"):
            self.until(line)
            found.append(time.perf_counter() - started)
        right = is_right(self.place / "_build" / "html" / PAGE, patients)
        return [(seconds, None, right) for seconds in found]

    def end(self):
        """Stop it."""
        self.process.terminate()
        self.process.wait()


def measured(way, place, patients):
    """Time one way after one edit, by the clock and by the processor."""
    edit(place, patients)
    seconds, used, page = timed(way, place)
    return seconds, used, is_right(page, patients)


def timed(way, place):
    """Time one way, and give the page that it made."""
    started, used = time.perf_counter(), processor()
    page = way(place)
    return time.perf_counter() - started, processor() - used, page


def processor():
    """Give the seconds of all processes that this one began and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(rounds):
    """Measure and print."""
    warm_names = ["ours, HTML, warm (reviewbook serve)", "ours, HTML and PDF, warm (reviewbook serve)"]
    found = {name: [] for name in [*COLD, *warm_names, STILL]}
    with tempfile.TemporaryDirectory() as scratch:
        places = {name: Path(scratch, str(number), "book") for number, name in enumerate(found)}
        for name, place in places.items():
            shutil.copytree(ROOT, place, ignore=LEFT)
            if name in COLD:
                COLD[name](place)
        ours(places[STILL])
        warm = Warm(places[warm_names[0]])
        try:
            for number in range(1, rounds + 1):
                patients = PATIENTS - number
                for name, way in COLD.items():
                    found[name].append(measured(way, places[name], patients))
                for name, one in zip(warm_names, warm.shown(patients), strict=True):
                    found[name].append(one)
                seconds, used, _ = timed(ours, places[STILL])
                found[STILL].append((seconds, used, True))
        finally:
            warm.end()
    standard = medians(found[STANDARD])
    print(f"\nA changed cell of data to pages, median of {rounds} rounds\n")
    print("| Way | Seconds | Ratio | Processor | Ratio | Right |\n|---|---:|---:|---:|---:|---|")
    for name, runs in found.items():
        told = [
            f"{one:.1f} | {one / whole:.2f}" if one is not None else " | "
            for one, whole in zip(medians(runs), standard, strict=True)
        ]
        print(f"| {name} | {' | '.join(told)} | {'yes' if all(right for *_, right in runs) else 'no'} |")


def medians(runs):
    """Give the medians of clock and processor; none where the processor is not known."""
    return [statistics.median(values) if None not in values else None for values in list(zip(*runs, strict=True))[:2]]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
