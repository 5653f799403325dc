"""Documentation is under test: it names what there is, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo import hotspots
from tests.architecture import acceptance_page
from tests.architecture.reference_page import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "data" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_reference_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


@pytest.mark.parametrize("name", hotspots.names())
def test_every_method_has_its_section(name: str) -> None:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert re.search(rf"^##? {name}$", text, re.MULTILINE)


@pytest.mark.parametrize("document", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (document.parent / target).exists(), target


def test_every_dependency_has_a_line() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower().replace("_", "-")
    names = re.findall(r'^    "([A-Za-z0-9_-]+)[>=]', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(names) > 30
    assert [name for name in names if name.lower().replace("_", "-") not in text] == []


def test_the_acceptance_page_is_what_the_tests_say() -> None:
    text = acceptance_page.PAGE.read_text(encoding="utf-8")
    assert text == acceptance_page.written(), "run: python -m tests.architecture.acceptance_page"


@pytest.mark.parametrize("case", acceptance_page.CASES)
def test_every_acceptance_case_has_a_test_or_says_why_not(case: str) -> None:
    assert acceptance_page.tests_by_case()[case] or acceptance_page.NOTES.get(case)


def test_only_known_cases_are_noted() -> None:
    assert set(acceptance_page.NOTES) <= set(acceptance_page.CASES)
