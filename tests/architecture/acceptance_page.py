"""Writes docs/acceptance.md: which tests show each case of reliability, security and privacy, and which none does."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "acceptance.md"
# What each case asks, in our words.
CASES = {
    "U05": "archives that unpack to bombs",
    "U06": "archive entries and upload names that climb out of their folder",
    "U07": "GeoJSON with NaN, duplicate keys, endless numbers",
    "U08": "XML with DOCTYPE or entities",
    "U09": "pickles under any name never run",
    "U10": "spreadsheet formulas survive import and export as text",
    "U11": "encodings and dialects, shown before anything is stored",
    "U14": "degrees, minutes, seconds in all spellings",
    "U15": "longitude and latitude swapped",
    "U16": "UTM in columns of degrees",
    "U17": "bad coordinates, each with its verdict",
    "U19": "ids given twice",
    "U20": "shapefile without its projection",
    "U21": "shapefile without its parts, two layers",
    "U22": "Indonesian dates and their precision",
    "U24": "wide, long and mislabelled files: every record accounted for",
    "U25": "invalid polygons",
    "U26": "outlines of 90,000 corners",
    "U27": "cut GeoPackages and other SQLite files",
    "U29": "broken Parquet",
    "U30": "the same file again, and a newer one",
    "U32": "wrong declarations, empty bodies, bodies beyond the limit",
    "U33": "one bad row of a thousand",
    "U35": "imports without network or home, drivers on an allow-list",
    "A01": "every route, every role, every agency",
    "A02": "ids of others answer like ids of nobody",
    "A03": "hostile strings in every parameter",
    "A06": "impossible boxes and limits",
    "A07": "impossible tiles, floods of tiles",
    "A09": "exports of hostile text",
    "A10": "broken JSON bodies",
    "A11": "nothing changes by reading, no override of methods",
    "A12": "the same request twenty times at once is one",
    "A14": "fields that nobody may set",
    "M01": "hostile texts in the browser",
    "M02": "every page with the network cut",
    "M03": "one policy on every answer, no violation",
    "M04": "fifty thousand incidents, five hundred zones",
    "M06": "the saved map shows only what the role may see",
    "M07": "a click gives the coordinate that is stored",
    "M08": "old data are said to be old",
    "E01": "no page can be framed",
    "E02": "an embed only by its partner's exact origins",
    "E04": "bad, old, revoked and others' secrets",
    "E06": "no secret in referrers, logs, history",
    "E07": "embeds without cookies or storage",
    "R01": "floods of reports, forged addresses",
    "R03": "reports sent offline, twice, with a wrong clock",
    "R04": "anonymous reports and their receipt",
    "R05": "photographs lose all that they tell beside the picture",
    "R06": "hostile pictures",
    "R07": "places outside, at sea, or very vague",
    "R09": "names and numbers of persons are masked",
    "R10": "retention and deletion",
    "L01": "how passwords are kept and judged",
    "L02": "a new session id at sign-in and change of role",
    "L03": "the cookie",
    "L04": "requests from other sites",
    "L05": "one event, one line",
    "L06": "guessing is slow and locks nobody out",
    "L07": "secrets are stored hashed and compared in constant time",
    "L09": "what is logged, and what never is",
    "L10": "a role taken away while at work",
    "L12": "redirects and host names",
    "L15": "known vulnerabilities and licences of what we use",
    "P01": "no original byte reaches a partner",
    "P07": "what is known of a cell's other incidents",
    "P09": "side channels",
    "P11": "patrols stay unseen",
    "J01": "a worker killed at any moment",
    "J02": "the same run asked twice",
    "J04": "the memory limit",
    "J05": "the time limit and cancelling",
    "J06": "data that change during a run",
    "S01": "an import killed at any moment",
    "S04": "damaged, cut, foreign stores",
    "S05": "many processes on one store",
    "S06": "backups during writes, restored elsewhere",
    "S08": "a migration killed at every statement",
    "S10": "faults of the disk",
    "D01": "fifty commanders while an analyst works",
    "D05": "alive and ready",
    "D06": "SIGTERM under load",
}
# Cases that are shown by something other than a test, or not met in full: said here, honestly.
NOTES: dict[str, str] = {
    "A01": "Status and text are tested; how long refusals take is measured by `python -m benchmarks.equal_times` "
    "([measured.md](measured.md)).",
    "A02": "As A01: a run of another agency takes 0.6 ms longer to refuse than one that is missing; run numbers are "
    "consecutive.",
    "D01": "No test: `python -m benchmarks.fifty_commanders` measures it ([measured.md](measured.md)); met on 2 cores, "
    "and within 4 GB of memory.",
    "E02": "Tried in Chromium only.",
    "E07": "Tried in Chromium only, not in Safari.",
    "J05": "In the suite processes must end; how soon is not asserted.",
    "L06": "The tests count the work of a wrong name and a wrong password; the medians of 200 tries are measured "
    "by `python -m benchmarks.equal_times` ([measured.md](measured.md)).",
    "L12": "The service sends no mail: there are no links in mails.",
    "L15": "In part: digests and licences of every package are tested without a network. Known vulnerabilities are "
    "not: that database is on the internet. On a connected machine run "
    "`pip-audit --require-hashes -r requirements/core.txt`.",
    "M04": "Sizes are tested; first view and panning are measured with a million incidents "
    "([measured.md](measured.md)).",
    "P09": "Delays are measured by `python -m benchmarks.equal_times`, hidden against empty cells by the API only.",
    "R04": "Status and text are tested, times measured by `python -m benchmarks.equal_times`: 0.03 ms apart.",
    "D06": "Measured beside fifteen other processes: the process ended 1.6 and 2.8 s after SIGTERM.",
    "U05": "Bombs that the directory gives away are refused before a child is started: 0.1 to 0.5 s measured on a busy "
    "machine. Nested archives and lying sizes are judged by the reader's child, whose start alone takes about 1 s.",
    "S01": "In the suite 10 kills of 200,000 rows; 1,000,000 rows by `benchmarks/store_import.py --kills N`.",
    "S05": "That no reader waits longer than 100 ms is not asserted.",
    "S06": "Another place and path, not another operating system; a million rows in 20 s, back in 24 s "
    "([store.md](store.md)).",
    "S10": "Faults come under SQLite's calls; faults inside Python's own handling of files are not injected.",
}


@cache
def tests_by_case() -> dict[str, list[str]]:
    """Return the tests that name a case, in their name, docstring or parameters."""
    found: dict[str, list[str]] = {case: [] for case in CASES}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ast.get_docstring(tree) or ""
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                told = " ".join([node.name.upper().replace("_", " "), ast.get_docstring(node) or ""])
                told += " ".join(ast.unparse(one) for one in node.decorator_list)
                for case in set(re.findall(r"(?<![A-Z0-9])([UAMERLPJSD]\d\d)(?![A-Z0-9])", told)):
                    if case in found:
                        found[case].append(f"{path.relative_to(ROOT / 'tests').as_posix()}::{node.name}")
        for case in set(re.findall(r"(?<![A-Z0-9])([UAMERLPJSD]\d\d)(?![A-Z0-9])", module)):
            name = path.relative_to(ROOT / "tests").as_posix()
            if case in found and not any(one.startswith(f"{name}::") for one in found[case]):
                found[case].append(name)
    return found


def written() -> str:
    """Return the page."""
    lines = [
        "# Acceptance cases",
        "",
        "Each case of reliability, security and privacy that the service must withstand, and the tests that show it.",
        "Made by `python -m tests.architecture.acceptance_page`; a test fails when it is out of date.",
        "Tests that use the given bad files need them beside the checkout (`PETARAWAN_TEST_DATA`). No test asserts a",
        "time, since a busy machine says nothing; what was measured stands in [measured.md](measured.md) and",
        "[store.md](store.md).",
        "",
        "| case | what it asks | tests |",
        "|---|---|---|",
    ]
    for case, tests in tests_by_case().items():
        shown = "<br>".join(f"`{name}`" for name in tests)
        told = "<br>".join(text for text in (NOTES.get(case, ""), shown) if text)
        lines.append(f"| {case} | {CASES[case]} | {told or '**no test yet**'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
