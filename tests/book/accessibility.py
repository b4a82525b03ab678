"""What axe-core finds on a page, and which of its findings are let pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Exemption:
    """A finding that cannot be mended here. A test fails once axe-core no longer finds it."""

    rule: str
    """As axe-core names it: "color-contrast"."""
    selector: str
    """CSS, of the elements that are let pass."""
    page: str
    """A page that has such an element."""
    reason: str
    link: str
    """Where the cause is reported or described."""


EXEMPTIONS: tuple[Exemption, ...] = ()
"""There is none. A line: Exemption("region", ".navbar", "intro", "it is not ours", "https://…")."""

# For each element that breaks a rule: the rule, what selects the element, how it begins, what is wrong with it, and
# which of the given selectors let it pass.
RUN = """async (selectors) => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"]});
  return violations.flatMap(({id, nodes}) => nodes.map(({target, html, failureSummary}) => {
    const element = document.querySelector(target[0]);
    const passed = selectors.filter(one => element?.matches(one));
    return {rule: id, target: target.join(" "), html: html.slice(0, 200), why: failureSummary, passed};
  }));
}"""


def findings(page: Any, exemptions: Sequence[Exemption] = EXEMPTIONS) -> list[dict[str, Any]]:
    """Have axe-core look at an open page with all its rules, and give what it finds."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, [one.selector for one in exemptions])
    return found


def is_let_pass(finding: dict[str, Any], exemptions: Iterable[Exemption] = EXEMPTIONS) -> bool:
    """Tell whether an exemption names the rule and the element."""
    return any(finding["rule"] == one.rule and one.selector in finding["passed"] for one in exemptions)


def unneeded(exemptions: Iterable[Exemption], found: dict[str, list[dict[str, Any]]]) -> list[Exemption]:
    """Name the exemptions that let nothing pass on the page that they name; found: by page."""
    return [one for one in exemptions if not any(is_let_pass(finding, [one]) for finding in found[one.page])]
