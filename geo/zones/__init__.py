"""Joint patrol zones: hotspots grouped into connected, balanced zones, each with lawful crews of several agencies."""

from geo.zones.notices import Notice
from geo.zones.parameters import ZoneParameters, describe, make_parameters
from geo.zones.propose import Proposal, propose
from geo.zones.search import warm

__all__ = ["Notice", "Proposal", "ZoneParameters", "describe", "make_parameters", "propose", "warm"]
