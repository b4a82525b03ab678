"""A matplotlib figure as one SVG in the page, in the page's own colours.

As an image it would be wrong in one of the two themes: the book's theme dims and boxes images in the dark. An
SVG within the page takes its colours from the style sheet, changes with the theme, and its words stay words.
"""

import io
import re
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from scripts.lab.show.displayable import Displayable, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Draw in these; on the page each becomes the variable of the same name in lab.css. They are dark, so that a
# figure that is saved by other means can be read too.
COLOURS = {
    "ink": "#000001",
    "soft": "#3c3c41",
    "rule": "#c8c8cd",
    "paper": "#fffffe",
    "shared": "#b4bec8",
    "good": "#14641e",
    "failed": "#784614",
    "killed": "#961414",
    "deadlocked": "#5a2896",
    "waiting": "#784615",
    "limit": "#145064",
}


def figure(drawn: "Figure", alt: str, caption: str = "", narrow: "Figure | None" = None) -> Displayable:
    """Return a figure that is legible in both themes.

    drawn: a matplotlib figure in COLOURS. alt: what it shows, in words, for those who cannot see it.
    caption: a line under it. narrow: the same at less width, for a screen too narrow for `drawn`.
    Raises ValueError without alt text.
    """
    if not alt.strip():
        raise ValueError("a figure needs alt text: what it shows, in words")
    pictures = _svg(drawn, alt, "lab-broad" if narrow else "")
    if narrow:
        pictures += _svg(narrow, alt, "lab-narrow")
    note = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return Displayable(
        styled(f'<figure class="lab-figure">{pictures}{note}</figure>'),
        f"[figure] {alt}" + (f"\n{caption}" if caption else ""),
    )


def _svg(drawn: "Figure", alt: str, css_class: str) -> str:
    import matplotlib

    file = io.StringIO()
    # Text stays text: sharp, and in the page's own font. The salt makes two builds give the same file.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "lab"}):
        drawn.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'style="[^"]*"', lambda match: _themed(match.group()), svg)
    svg = _own_names(svg)
    # Width and height go: the style sheet gives it the width that there is.
    start = re.match(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', svg)
    assert start, "matplotlib begins an SVG with its view box"
    width = float(start[1].split()[2])
    opening = (
        f'<svg viewBox="{start[1]}" class="{css_class}" role="img" '
        f'style="max-width:{width:.0f}px" aria-label="{escape(alt)}">'
    )
    return opening + svg[start.end() :]


def _themed(style: str) -> str:
    """Exchange the colours and fonts that matplotlib wrote for the page's."""
    for name, colour in COLOURS.items():
        style = style.replace(colour, f"var(--lab-{name})")
    family = r"'DejaVu Sans( Mono)?'(?:, *(?:'[^']*'|[\w-]+))*"
    return re.sub(family, lambda match: "var(--lab-mono)" if match.group(1) else "var(--lab-sans)", style)


def _own_names(svg: str) -> str:
    """Drop the ids that nothing refers to, and make the others this figure's own: a page has many figures."""
    mine = "lab" + sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{mine}-{m.group(1)}"' if m.group(1) in used else "", svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{mine}-", svg)
