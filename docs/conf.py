"""How Sphinx makes the documentation: `./dev sphinx-build docs docs/_build`."""

import re
from importlib.metadata import version as installed

from sphinx.application import Sphinx

project = "complaintkit"
author = "The complaintkit authors"
copyright = "2026, the complaintkit authors"
release = version = installed("complaintkit")

extensions = [
    "myst_parser",  # pages are Markdown, as the README is
    "sphinx.ext.autodoc",  # the reference comes from the docstrings,
    "sphinx.ext.napoleon",  # which are in Google's style
]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"complaintkit {release}"
html_copy_source = False

default_role = "literal"  # `so` means code in docstrings, as it does in Markdown
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3


def mark_code(_app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """An indented block after a blank line is code in our docstrings, as in Markdown: reStructuredText wants `::`."""
    text = re.sub(r"^(?!\s|\.\.|:)(.*[^:\n])(:?)\n\n(?= {4})", r"\1\2\n\n::\n\n", "\n".join(lines), flags=re.MULTILINE)
    lines[:] = text.split("\n")


def setup(app: Sphinx) -> None:
    """Look at docstrings after napoleon has."""
    app.connect("autodoc-process-docstring", mark_code, priority=600)
