"""Sphinx's settings for the book: nothing is loaded from outside, every name and link must resolve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import govreport

sys.path.insert(0, str(Path(__file__).parent))  # the modules beside this file

from docstrings import Docstrings, short_types
from search_words import BookSearch
from typography import ChineseLines

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "govreport"
author = "The govreport developers"
release = version = govreport.__version__
language = "zh_CN"  # of the buttons; the most used are bilingual. Why: docs/decisions/0019-book.md
locale_dirs = ["locale"]
html_title = f"govreport {release}"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["README*.md"]  # parts of them are included in other pages
myst_enable_extensions = ["attrs_inline", "colon_fence"]
myst_heading_anchors = 4  # as the generated pages link to their own headings

# What is executed was executed before Sphinx starts (build.py): it shows outputs and makes none.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # they would come from a CDN
nb_merge_streams = True

autodoc_member_order = "bysource"
autosummary_generate = False
napoleon_google_docstring = False
# A type is prose in our docstrings ("str or None"), and no name to be looked up.
napoleon_use_param = napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]
add_module_names = False
autodoc_typehints_format = "fully-qualified"  # "short" leaves tildes in nested types; see docstrings.py
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
default_role = "literal"  # `name` in a docstring is a name in code

nitpicky = True
# A type in a signature is a link where the book describes that type, and else a plain word (pandas, typing).
nitpick_ignore_regex = [("py:class", ".*")]

html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_show_sphinx = False
html_show_copyright = False
html_theme_options: dict[str, Any] = {
    "search_bar_text": "搜索 Search",
    "toc_title": "本页 On this page",
    "footer_content_items": [],
    "show_navbar_depth": 1,
    "use_download_button": True,
    "use_fullscreen_button": False,
}


def setup(app: Sphinx) -> None:
    """Words of the search, lines of Chinese, the language of each page, docstrings as numpydoc means them."""
    app.add_search_language(BookSearch)
    app.add_transform(ChineseLines)
    app.connect("html-page-context", _language)
    docstrings = Docstrings()
    app.connect("autodoc-process-signature", short_types)
    app.connect("autodoc-process-docstring", docstrings.before, priority=400)
    app.connect("autodoc-process-docstring", docstrings.after, priority=600)  # napoleon is 500


def _language(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Browsers choose Chinese glyphs, hyphens and voices by it."""
    if page.startswith(("en/", "api/")):
        context["language"] = "en"
