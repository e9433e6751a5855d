"""Formulas on the web as MathML, which browsers draw themselves: no script, nothing from outside.

References
----------
MathML Core. https://www.w3.org/TR/mathml-core/
"""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"
log = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register the renderer and choose it."""
    app.add_html_math_renderer(NAME, inline_renderers=(_inline, None), block_renderers=(_block, None))
    app.connect("config-inited", _on_config)


def _on_config(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = NAME


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{_mathml(node)}</span>')
    raise nodes.SkipNode


def _block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})</span>')
    self.body.append(f"{_mathml(node, as_block=True)}</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.Element, as_block: bool = False) -> str:
    latex = node.astext()
    try:
        return tex2mathml(latex, as_block=as_block)
    except (SyntaxError, ValueError) as error:
        log.warning("the formula '%s' cannot be drawn: %s", latex, error, location=node)
        return latex
