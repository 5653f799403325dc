"""Publishing, withdrawing, drafts and audiences from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, run_petarawan


@pytest.fixture
def on_demo(demo_copy: Path) -> Any:
    """Return a function that runs `petarawan WORDS` on a copy of the sample store (A0001 hotspots, A0002 zones)."""

    def verb(*words: object) -> Answer:
        return run_petarawan(demo_copy, *words)

    return verb


def shown(on_demo: Any) -> dict[str, str]:
    return {run["run_id"]: run["shown"] for run in on_demo("runs", "--json").document}


def test_a_draft_is_shown_once_it_is_published_and_goes_with_what_it_was_made_from(on_demo: Any) -> None:
    words = ("hotspots", "--param", "eps_m=900", "--replicates", 0, "--draft", "--json")
    made = on_demo(*words)
    assert made.document["run_id"] == "A0003"
    assert "petarawan publish A0003" in made.err
    zones = on_demo("zones", "--run", "A0003", "--seconds", 1, "--json")
    assert "A0004" in zones.err
    assert shown(on_demo) == {"A0004": "draft", "A0003": "draft", "A0002": "published", "A0001": "published"}
    assert on_demo("show", "latest:hotspots", "--json").document["run_id"] == "A0001"
    refused = on_demo("publish", "A0004")
    assert refused.code != 0
    assert "petarawan publish A0003" in refused.err
    assert on_demo("publish", "A0003", "--json").document == {"run_id": "A0003", "shown": "published", "changed": True}
    assert not on_demo("publish", "A0003", "--json").document["changed"]
    assert on_demo("publish", "A0004").code == 0
    assert on_demo("show", "latest:zones", "--json").document["run_id"] == "A0004"
    gone = on_demo("withdraw", "A0003", "--json")
    assert gone.document == {"run_id": "A0003", "withdrawn": ["A0003", "A0004"]}
    assert "A0004" in gone.err
    assert on_demo("show", "latest:zones", "--json").document["run_id"] == "A0002"
    assert on_demo("withdraw", "A0003").code != 0


def test_a_run_of_the_post_alone_says_how_the_shown_series_is_continued(on_demo: Any) -> None:
    words = ("hotspots", "--param", "eps_m=550", "--replicates", 0, "--json")
    everybody = on_demo("show", "A0001", "--json").document["audience"]
    before = {row["hotspot_id"] for row in on_demo("show", "A0001", "--json").document["hotspots"]}
    told = f"--audience {','.join(everybody)}"
    assert told in on_demo("hotspots", "--param", "eps_m=560", "--queue", "--json").err
    alone = on_demo(*words)
    assert alone.document["previous_run"] is None
    assert on_demo("show", alone.document["run_id"], "--json").document["audience"] == []
    assert told in alone.err
    assert "POLRES" in alone.err
    next_one = on_demo("hotspots", "--param", "eps_m=570", "--replicates", 0, "--json")  # goes on from the one alone
    assert next_one.document["previous_run"] == alone.document["run_id"]
    assert told not in next_one.err
    joint = on_demo(*words, *told.split())
    assert joint.document["previous_run"] == "A0001"
    assert before & {row["hotspot_id"] for row in joint.document["hotspots"]}
    assert told not in joint.err


def test_a_run_for_several_agencies_says_what_was_left_out(on_demo: Any) -> None:
    """A02 from the command line; zones inherit the audience."""
    words = ("hotspots", "--audience", "KODIM,POLRES", "--replicates", 0, "--json")
    made = on_demo(*words)
    run = on_demo("show", "A0003", "--json").document
    assert run["audience"] == ["POLRES", "KODIM"]
    assert "audience" not in made.document["left_out"]  # the sample is shared jointly
    on_demo("zones", "--run", "A0003", "--seconds", 1)
    assert on_demo("show", "A0004", "--json").document["audience"] == ["POLRES", "KODIM"]
    narrower = on_demo("zones", "--run", "A0003", "--audience", "BNN", "--seconds", 1)
    assert narrower.code != 0
    assert "A0003" in narrower.err
    unknown = on_demo("hotspots", "--audience", "XYZ")
    assert unknown.code != 0
    assert "POLRES" in unknown.err


def test_the_same_question_queued_twice_is_one_run(on_demo: Any) -> None:
    """J02 from the command line."""
    words = ("hotspots", "--param", "eps_m=800", "--queue", "--json")
    first, second = on_demo(*words), on_demo(*words)
    assert first.document == second.document == {"run_id": "A0003", "status": "queued"}
    assert on_demo("cancel", "A0003").code == 0
    assert on_demo(*words).document["run_id"] == "A0004"
