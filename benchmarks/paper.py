"""How long the PDF takes, and how much memory, beside WeasyPrint on the pages of the same book.

Both are measured in turn, each time in a new process. Ours is measured twice: from nothing, with every figure to be
drawn, and again with the figures that a build before it drew. WeasyPrint runs no script: its pages have no figures.

    python -m venv /tmp/weasyprint && /tmp/weasyprint/bin/pip install weasyprint
    python benchmarks/paper.py [ROUNDS] [/tmp/weasyprint/bin/python]
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", "tests")
OURS = """
import json, resource, sys, time
from pathlib import Path
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from reviewbook import revision
from reviewbook.book import build
folder = Path.cwd()
work = folder / "_build" / "work"
settings, _ = build._settings(folder)
with revision.dated(revision.read(folder)):
    app = Sphinx(folder, None, work / "typst", work / "doctrees", "typst", settings, status=None)
    app.builder.read()
    started = time.perf_counter()
    app.builder.write(None, [], "all")
    seconds = time.perf_counter() - started
(made,) = (work / "typst").glob("*.pdf")
"""
THEIRS = """
import json, resource, sys, time
from pathlib import Path
import weasyprint
site = Path("_build/html")
pages = [site / line for line in json.loads(sys.argv[1])]
started = time.perf_counter()
documents = [weasyprint.HTML(str(page)).render() for page in pages]
made = Path("weasyprint.pdf")
documents[0].copy([page for document in documents for page in document.pages]).write_pdf(str(made))
seconds = time.perf_counter() - started
"""
TOLD = """
memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
print(json.dumps([seconds, memory, made.stat().st_size / 1024]))
"""


def measured(place, python, code, *arguments):
    """Run code in a new process; give its seconds, megabytes, and the kilobytes of its PDF."""
    done = subprocess.run(
        [python, "-c", code + TOLD, *arguments], cwd=place, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def main(rounds, weasyprint):
    """Print a line for each way."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "book"
        shutil.copytree(ROOT, place, ignore=LEFT)
        subprocess.run([sys.executable, "-m", "reviewbook", "build"], cwd=place, check=True, capture_output=True)
        site = place / "_build" / "html"
        pages = [str(path.relative_to(site)) for path in sorted(site.glob("*/*.html"))]
        found = {"ours, figures to be drawn": [], "ours, figures drawn before": []}
        if weasyprint:
            found["WeasyPrint, without figures"] = []
        for _ in range(rounds):
            for drawings in place.glob("_build/**/figures"):
                shutil.rmtree(drawings)
            found["ours, figures to be drawn"].append(measured(place, sys.executable, OURS))
            found["ours, figures drawn before"].append(measured(place, sys.executable, OURS))
            if weasyprint:
                runs = found["WeasyPrint, without figures"]
                runs.append(measured(place, weasyprint, THEIRS, json.dumps(pages)))
    print(f"The whole PDF, medians of {rounds}\n")
    print(f"{'':32}{'seconds':>10}{'megabytes':>12}{'PDF, KB':>10}")
    for name, runs in found.items():
        seconds, memory, size = map(statistics.median, zip(*runs, strict=True))
        print(f"{name:32}{seconds:>10.1f}{memory:>12.0f}{size:>10.0f}")
    if not weasyprint:
        print("\nWeasyPrint is not measured: the head of this file says how to name it.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2] if len(sys.argv) > 2 else None)
