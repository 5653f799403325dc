"""Who may see what: incidents by owner and sharing, runs by their audience. One rule for store, pipelines and web."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geo.agencies.region import Region
from geo.errors import NotFoundError
from geo.languages import Says

_AGENCY = Says("Instansi", "agency")


@dataclass(frozen=True)
class Standing:
    """The region's agencies, and the one whose post the store is (`""` in a region without agencies)."""

    roster: tuple[str, ...] = ()
    home: str = ""

    @classmethod
    def of(cls, region: Region) -> Standing:
        """Return how the agencies of a region stand to one another."""
        return cls(region.roster, region.home_agency)

    def owner(self, agency: str | None) -> str:
        """Return whose an incident is: the agency it names, else (none named, or an unknown one) the home agency."""
        return agency if agency and agency in self.roster else self.home

    def may_see(self, asker: str, agency: str | None, sharing: str | None) -> bool:
        """Say whether an agency may see an incident: its own, those shared jointly, those that are open.

        Parameters
        ----------
        asker
            Code of the agency that asks; one that is not on the roster sees what is open, and nothing else.
        agency, sharing
            Of the incident.
        """
        if sharing == "open" or asker == self.owner(agency):
            return True
        return sharing == "joint" and asker in self.roster

    def may_see_run(self, asker: str, audience: Collection[str]) -> bool:
        """Say whether an agency may see a run: it is of the audience, or the audience is empty and it is at home."""
        return asker in audience if audience else asker == self.home

    def may_feed(self, source: Collection[str], made: Collection[str]) -> bool:
        """Say whether what is made for one audience may rest on a run of another: all its readers must see that run.

        Parameters
        ----------
        source, made
            Audience of the run that is used, and of what is made from it; empty means the home agency.
        """
        readers = made or (self.home,)
        return all(self.may_see_run(reader, source) for reader in readers)

    def audience(self, given: Sequence[str]) -> tuple[str, ...]:
        """Return an audience in the order of the roster, each agency once; empty stays empty (no restriction).

        Raises
        ------
        NotFoundError
            When an agency is not on the roster; the text lists those that are.
        """
        for code in given:
            if code not in self.roster:
                raise NotFoundError(what=_AGENCY, name=code[:32], known=self.roster)
        return tuple(code for code in self.roster if code in set(given))
