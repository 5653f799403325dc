"""Joint patrol routes: stops, times and crews, checked by an independent validator, unpredictable by design.

``propose`` makes the routes of one shift; ``verify`` checks the record of a draw once its secret is revealed.
"""

from geo.routes.notices import Notice
from geo.routes.parameters import RouteParameters
from geo.routes.propose import Proposal, propose
from geo.routes.repair import Known
from geo.routes.seal import verify

__all__ = ["Known", "Notice", "Proposal", "RouteParameters", "propose", "verify"]
