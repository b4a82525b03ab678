"""A visitor's window onto the site: what the browser tests share."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BROAD, NARROW = 1400, 400
# What a page's scripts still ask for when it has loaded, they ask for before the browser is idle.
SETTLED = "document.fonts.ready.then(() => new Promise(done => requestIdleCallback(done)))"
# An opened fold appears gradually, and meanwhile its text is faint.
UNFOLDED = f"""async () => {{
  for (let closed; (closed = document.querySelectorAll("article details:not([open])")).length;) {{
    for (const one of closed) {{ one.removeAttribute("name"); one.open = true }}
  }}
  await {SETTLED};
  for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime < Infinity) one.finish();
}}"""
"""Opens every fold, the answers to one question too, of which a reader has only one open."""


@dataclass
class View:
    """A fresh visitor's window."""

    page: Any
    scheme: str
    outside: list[str] = field(default_factory=list)
    """Requests that left the site."""
    trouble: list[str] = field(default_factory=list)
    """What the browser complained about."""

    def open(self, site: Path, name: str) -> Any:
        """Open a page of the site as a file, wait until it is at rest, and give it."""
        self.page.goto((site / f"{name}.html").as_uri())
        self.page.evaluate(SETTLED)
        return self.page
