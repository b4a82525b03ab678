"""A drawing as one SVG in the page, in the page's own colours.

As an image it would be wrong in one of the two themes: the book's theme dims and boxes images in the dark. An
SVG within the page takes its colours from the style sheet, changes with the theme, and its words stay words.
"""

import io
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from markupsafe import Markup


class Drawing(NamedTuple):
    """An SVG element; `width` in pixels, `inside` what matplotlib wrote into it."""

    view_box: str
    css_class: str
    width: int
    inside: Markup


def themed(drawn: Any, colours: Mapping[str, str], css_class: str) -> Drawing:
    """Return a matplotlib figure as an SVG element whose ids are like those of no other.

    colours: which of them becomes which of the style sheet's variables, --lab-NAME by name.
    """
    file = io.StringIO()
    drawn.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'style="[^"]*"', lambda match: _themed(match.group(), colours), svg)
    svg = _own_names(svg)
    # Width and height go: the style sheet gives it the width that there is.
    start = re.match(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', svg)
    assert start, "matplotlib begins an SVG with its view box"
    return Drawing(
        start[1], css_class, round(float(start[1].split()[2])), Markup(svg[start.end() : svg.rindex("</svg>")])
    )


def _themed(style: str, colours: Mapping[str, str]) -> str:
    """Exchange the colours and fonts that matplotlib wrote for the page's."""
    for name, colour in colours.items():
        style = style.replace(colour, f"var(--lab-{name})")
    family = r"'DejaVu Sans( Mono)?'(?:, *(?:'[^']*'|[\w-]+))*"
    return re.sub(family, lambda match: "var(--lab-mono)" if match.group(1) else "var(--lab-sans)", style)


def _own_names(svg: str) -> str:
    """Drop the ids that nothing refers to, and make the others this figure's own: a page has many figures."""
    mine = "lab" + sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{mine}-{m.group(1)}"' if m.group(1) in used else "", svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{mine}-", svg)
