"""Where a reader can run a notebook without installing anything: the launch buttons of Jupyter Book, as links.

The theme's own buttons need a script and pictures that no page of the site loads, and know no edition: a link leads to
the branch that is named in the settings, else to the tag of the version, which is what was published.
"""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

INTERFACES = {"classic": "tree", "jupyterlab": "lab/tree"}
# what a first cell has to hold where only the file of a notebook is opened
SETUP = """\
!git clone --quiet --branch {revision} {repository} /content/book
!pip install --quiet --editable /content/book
%cd /content/book/notebooks"""


def setup(app: Sphinx) -> None:
    """Take the settings from the theme, which would make buttons of them."""
    app.add_config_value("launch", {}, "env", dict)
    # after the repository is known
    app.connect("config-inited", _on_config, priority=60)


def _on_config(app: Sphinx, config: Config) -> None:
    options = dict(config.html_theme_options)
    config.launch = dict(options.pop("launch_buttons", None) or {})
    config.launch["revision"] = options.get("repository_branch") or config.edition["version"]
    config.html_theme_options = options


def links(app: Sphinx, path: str) -> list[tuple[str, str]]:
    """List where a file of the repository can be opened: what the place is called, and the address."""
    return addresses(app.config.launch, app.config.repository, path)


def addresses(settings: dict[str, Any], repository: str, path: str) -> list[tuple[str, str]]:
    """Write the addresses that Binder, Colab and a JupyterHub have for a file of a repository; none without one.

    Parameters
    ----------
    settings
        Those of Jupyter Book, ``launch_buttons``, and ``revision``, a branch or a tag.
    repository
        Its address, without a slash at its end.

    References
    ----------
    https://jupyterbook.org/en/stable/interactive/launchbuttons.html
    https://mybinder.readthedocs.io/en/latest/howto/external_binderhub.html
    https://nbgitpuller.readthedocs.io/en/latest/link.html
    """
    if not repository:
        return []
    there, revision = urlsplit(repository), settings["revision"]
    whose = there.path.strip("/")
    shown = INTERFACES[settings.get("notebook_interface") or "classic"]
    found = []
    if hub := _named(settings, "binderhub_url"):
        kind = {"github.com": f"gh/{whose}", "gitlab.com": f"gl/{quote(whose, safe='')}"}
        source = kind.get(there.netloc, f"git/{quote(repository, safe='')}")
        opened = urlencode({"urlpath": f"{shown}/{path}"}, safe="/")
        found.append(("Binder", f"{hub}/v2/{source}/{quote(revision, safe='')}?{opened}"))
    if (hub := _named(settings, "colab_url")) and there.netloc == "github.com":
        found.append(("Colab", f"{hub}/github/{whose}/blob/{quote(revision)}/{quote(path)}"))
    if hub := _named(settings, "jupyterhub_url"):
        pulled = {"repo": repository, "urlpath": f"{shown}/{whose.rpartition('/')[2]}/{path}", "branch": revision}
        found.append(("JupyterHub", f"{hub}/hub/user-redirect/git-pull?{urlencode(pulled, safe='/')}"))
    return found


def setup_cell(app: Sphinx) -> str:
    """Write what has to run first in Colab, which opens a notebook without what it needs."""
    return SETUP.format(revision=app.config.launch["revision"], repository=app.config.repository)


def _named(settings: dict[str, Any], name: str) -> str:
    return str(settings.get(name) or "").rstrip("/")
