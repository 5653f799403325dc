"""What axe-core finds wrong with a page, in words; its script enters through the debugger, past the page's policy."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

# WCAG 2.2 A and AA and axe's own best practices; nothing is switched off here.
RUN = """async (context) => {
  const told = await axe.run(context || document, {resultTypes: ['violations']});
  return told.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id} (${rule.impact}): ${node.target.flat().join(' ')}: ${rule.help}: ${node.html.slice(0, 160)}`));
}"""


@cache
def script() -> str:
    """Return axe-core as it came in its package."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, context: str | None = None) -> list[str]:
    """Return every violation that axe-core sees on a page as it stands now, one line for each element.

    Parameters
    ----------
    page
        A page of playwright, at rest. The page's own policy (no inline script) stays in force for the page itself.
    context
        Selector of the part that is judged; None: the whole page.

    Returns
    -------
    list of str
        `rule (impact): selector: what to mend: element`; empty when there is nothing to mend.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(script())
    found: list[str] = page.evaluate(RUN, context)
    return found
