"""What runs elsewhere: workflows and the container use the commands of the README, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reviewbook.edition import address

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_workflows_are_what_the_platform_reads():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_builds_and_tests_with_the_same_two_commands(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    ran = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert [line for line in ran if line.startswith("make ")] == ["make book", "make test"]


def test_a_version_is_published_only_after_its_tests_and_under_its_own_tag():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8"))["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "build": None,
        "site": "build",
        "release": "build",
    }
    version = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    (check,) = [step["run"] for step in jobs["build"]["steps"] if "CITATION.cff" in step.get("run", "")]
    assert check.count("-e ") == 3, "as a version may be written: bare, in either quotation marks"
    for tag, status in ((version, 0), (f"{version}1", 1)):
        environment = {"GITHUB_REF_NAME": tag, "PATH": "/usr/bin:/bin"}
        assert (
            subprocess.run(["sh", "-c", check], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL).returncode
            == status
        )


def test_the_site_is_built_with_its_address_by_who_knows_it_and_without_a_change_of_the_sources():
    build = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8"))["jobs"][
        "build"
    ]
    steps = build["steps"]
    (asked,) = [number for number, step in enumerate(steps) if step.get("uses") == "actions/configure-pages@v5"]
    (made,) = [number for number, step in enumerate(steps) if step.get("run") == "make book"]
    assert asked < made
    assert steps[asked]["id"] == "pages"
    assert steps[made]["env"] == {
        address.SITE: "${{ steps.pages.outputs.base_url }}",
        address.REPOSITORY: "${{ github.server_url }}/${{ github.repository }}",
    }
    # a private repository tells where its site is only to who may read that
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    # the tests build copies of their own, and say themselves where these are
    assert "env" not in next(step for step in steps if step.get("run") == "make test")


def test_the_container_is_made_of_targets_that_exist():
    wanted = re.findall(r'make(?: |", ")([a-z./]+)', (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert sorted(wanted) == [".venv/ready", "book", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "READY := $(VENV)/ready" in makefile
    assert "VENV := .venv" in makefile


def test_the_container_pins_its_python_and_holds_what_the_commands_ask_of_the_system():
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.11\.\d+-bookworm$", container, flags=re.MULTILINE)
    installed = set(re.search(r"apt-get install --yes --no-install-recommends (.*) \\\n", container)[1].split())
    asked = set(re.findall(r"\{ \$\(call system,([\w-]+),", (ROOT / "Makefile").read_text(encoding="utf-8")))
    # the Python of the image makes environments by itself
    assert installed == asked - {"python3-venv"} | {"make"}
