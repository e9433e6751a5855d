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
PAGES = "actions/configure-pages@"
# a tag can be moved, a commit cannot; the version beside it is for people
PINNED = re.compile(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
# what a job may do beside nothing, and why
RIGHTS = {
    "check.check": {"contents": "read"},
    # where the site of a private repository is, is told only to who may read that
    "publish.build": {"contents": "read", "pages": "read"},
    # the site is put up in the name of the workflow
    "publish.site": {"id-token": "write", "pages": "write"},
    # a release is content of the repository
    "publish.release": {"contents": "write"},
}


def test_the_workflows_are_what_the_platform_reads():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_builds_and_tests_with_the_same_two_commands(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    ran = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert [line for line in ran if line.startswith("make ")] == ["make book", "make test"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_others_made_is_used_at_one_commit(path):
    used = re.findall(r"\buses:\s*(.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []


def test_the_same_action_is_the_same_everywhere():
    used = {one for path in WORKFLOWS for one in re.findall(r"\buses:\s*(.*)", path.read_text(encoding="utf-8"))}
    assert len({one.split("@")[0] for one in used}) == len(used)


def test_a_job_may_do_what_it_needs_and_nothing_else():
    found = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS}
    assert {name: workflow["permissions"] for name, workflow in found.items()} == {name: {} for name in found}
    jobs = {f"{name}.{job}": told for name, workflow in found.items() for job, told in workflow["jobs"].items()}
    assert {name: job.get("permissions") for name, job in jobs.items()} == RIGHTS
    # what builds and tests runs code of a pull request, and of packages: the key of the repository is not left there
    checked_out = [
        (name, step["with"]["persist-credentials"])
        for name, job in jobs.items()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checked_out == [("check.check", False), ("publish.build", False)]


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
    (asked,) = [number for number, step in enumerate(steps) if step.get("uses", "").startswith(PAGES)]
    (made,) = [number for number, step in enumerate(steps) if step.get("run") == "make book"]
    assert asked < made
    assert steps[asked]["id"] == "pages"
    assert steps[made]["env"] == {
        address.SITE: "${{ steps.pages.outputs.base_url }}",
        address.REPOSITORY: "${{ github.server_url }}/${{ github.repository }}",
    }
    # the tests build copies of their own, and say themselves where these are
    assert "env" not in next(step for step in steps if step.get("run") == "make test")


def test_the_container_is_made_of_targets_that_exist():
    wanted = re.findall(r'make(?: |", ")([a-z./]+)', (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert sorted(wanted) == [".venv/ready", "book", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "READY := $(VENV)/ready" in makefile
    assert "VENV := .venv" in makefile


def test_the_container_works_as_nobody_in_particular():
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = re.findall(r"^([A-Z]+) (.*)", container, flags=re.MULTILINE)
    order = [step for step, _ in steps]
    # all that is of the book is made by, and belongs to, who works in it
    assert order == ["FROM", "RUN", "USER", "WORKDIR", "COPY", "RUN", "CMD"]
    (user,) = (said for step, said in steps if step == "USER")
    assert user not in ("root", "0")
    assert f"useradd --create-home {user}" in steps[1][1]
    assert f"install --directory --owner={user} /book" in steps[1][1]
    assert steps[4][1] == f"--chown={user} . ."
    # whoever it is run as, git trusts the folder
    assert "git config --system --add safe.directory /book" in steps[1][1]


def test_what_the_container_writes_outside_itself_belongs_to_who_runs_it():
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (mounted,) = re.findall(r"^#.*--volume.*", container, flags=re.MULTILINE)
    assert mounted == (
        '#   mkdir -p _build && docker run --rm --user "$(id -u)" --volume "$PWD/_build:/book/_build" reviewbook'
    )


def test_the_container_pins_its_python_and_holds_what_the_commands_ask_of_the_system():
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.11\.\d+-bookworm$", container, flags=re.MULTILINE)
    installed = set(re.search(r"apt-get install --yes --no-install-recommends (.*) \\\n", container)[1].split())
    asked = set(re.findall(r"\{ \$\(call system,([\w-]+),", (ROOT / "Makefile").read_text(encoding="utf-8")))
    # the Python of the image makes environments by itself
    assert installed == asked - {"python3-venv"} | {"make"}
