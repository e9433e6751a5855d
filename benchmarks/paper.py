"""How long the PDF takes, and how much memory, beside WeasyPrint on the pages of the same book.

Both are measured in turn, each time in a new process. Ours is measured three times: from nothing, with every figure to
be drawn; with the figures that a build before it drew; and a second time in one process, where the compiler remembers.
WeasyPrint gets the text and tables of the pages in a plain style, because it did not finish a page in the style of the
theme within minutes; it runs no script, so its pages have no figures.

    python -m venv WEASYPRINT && WEASYPRINT/bin/pip install weasyprint
    python benchmarks/paper.py [ROUNDS] [WEASYPRINT/bin/python]
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
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from reviewbook.book.build import application
from reviewbook.edition import revision
folder = Path.cwd()
work = folder / "_build" / "work"
settings = application.settings(folder)
with revision.dated(revision.read(folder)):
    for _ in range(int(sys.argv[1])):
        with patch_docutils(None), docutils_namespace():
            app = Sphinx(folder, None, work / "typst", work / "doctrees", "typst", settings, status=None)
            app.builder.read()
            started = time.perf_counter()
            app.builder.write(None, [], "all")
            seconds = time.perf_counter() - started
(made,) = (work / "typst").glob("*.pdf")
"""
THEIRS = """
import json, re, resource, sys, time
from pathlib import Path
import weasyprint
site = Path("_build/html")
pages = [site / line for line in json.loads(sys.argv[1])]
started = time.perf_counter()
style = "html { font: 9pt serif } table { border-collapse: collapse; font-size: 7pt } td, th { border: 1px solid }"
articles = [re.search(r"<article.*?</article>", page.read_text(), re.DOTALL)[0] for page in pages]
articles = [re.sub(r"<(script|button).*?</\\1>", "", article, flags=re.DOTALL) for article in articles]
documents = [weasyprint.HTML(string=f"<style>{style}</style>{article}").render() for article in articles]
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
        ways = {
            "ours, figures to be drawn": (sys.executable, OURS, "1"),
            "ours, figures drawn before": (sys.executable, OURS, "1"),
            "ours, again in one process": (sys.executable, OURS, "2"),
        }
        if weasyprint:
            ways["WeasyPrint, without figures"] = (weasyprint, THEIRS, json.dumps(pages))
        found = {name: [] for name in ways}
        for _ in range(rounds):
            for drawings in place.glob("_build/**/figures"):
                shutil.rmtree(drawings)
            for name, way in ways.items():
                found[name].append(measured(place, *way))
    print(f"The whole PDF, medians of {rounds}\n")
    print(f"{'':32}{'seconds':>10}{'megabytes':>12}{'PDF, KB':>10}")
    for name, runs in found.items():
        seconds, memory, size = map(statistics.median, zip(*runs, strict=True))
        print(f"{name:32}{seconds:>10.1f}{memory:>12.0f}{size:>10.0f}")
    if not weasyprint:
        print("\nWeasyPrint is not measured: the head of this file says how to name it.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2] if len(sys.argv) > 2 else None)
