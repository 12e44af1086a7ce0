"""The limited Markdown of annotations and replies as safe HTML: emphasis, lists, quotations, links. No images, no HTML.

Links leave without a referrer and without a handle on this page; nothing is ever fetched.
"""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_READER = MarkdownIt("zero", {"breaks": True}).enable(
    ["emphasis", "list", "link", "autolink", "blockquote", "newline", "escape"]
)
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


@lru_cache(maxsize=4_096)
def markdown(text: str) -> Markup:
    """Return the text of an annotation as HTML of a few known elements; every link carries `noopener noreferrer`."""
    drawn = _READER.render(text)
    clean = nh3.clean(
        drawn,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http"},
        link_rel="noopener noreferrer nofollow external",
    )
    return Markup(clean.strip())  # noqa: S704  cleaned by nh3 on the line above
