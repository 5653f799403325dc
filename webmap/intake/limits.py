"""How many reports may come from where: generous to a village behind one address, slow to a flood."""

from __future__ import annotations

import ipaddress

from webmap.limits import check_limit, is_first, is_full
from webmap.source import source_address

REQUESTS = "60 per minute"  # of any kind that carry a body, before it is read
REPORTS = ("24 per minute", "300 per hour")  # new ones from one address
NETWORK = "120 per minute"  # from its network (/24, /56)
EVERYBODY = "600 per 10 minutes"  # beyond it phones keep what they have and come back later
CODES = "10 per 15 minutes"  # wrong receipt codes from one address; after them everybody there waits (`waits`)
LOOKING = "120 per 15 minutes"  # at one report, by whoever has its code
MESSAGES = "10 per hour"  # from a citizen about one report


def request_allowed() -> None:
    """Count a request before its body is read.

    Raises
    ------
    TooManyRequests
        With the seconds to wait.
    """
    check_limit("lapor.request", REQUESTS, own_address())


def report_allowed() -> None:
    """Count a new report.

    Raises
    ------
    TooManyRequests
        With the seconds to wait; nothing was stored, the phone keeps the report.
    """
    for allowed in REPORTS:
        check_limit("lapor.report", allowed, own_address())
    check_limit("lapor.network", NETWORK, network())
    check_limit("lapor.all", EVERYBODY, "all")


def code_was_wrong() -> None:
    """Count a wrong receipt code; nobody is refused for it."""
    is_first("lapor.code", CODES, own_address())


def many_wrong_codes() -> bool:
    """Say whether so many wrong codes came from this address that the next one, right or wrong, has to wait."""
    return is_full("lapor.code", CODES, own_address())


def looking_allowed(report_id: str) -> None:
    """Count a look at a case by its code: of one report alone, so that nobody uses up what others have.

    Raises
    ------
    TooManyRequests
        With the seconds to wait.
    """
    check_limit("lapor.look", LOOKING, report_id)


def message_allowed(report_id: str) -> None:
    """Count a citizen's message about one report.

    Raises
    ------
    TooManyRequests
        With the seconds to wait.
    """
    check_limit("lapor.message", MESSAGES, report_id)


def own_address() -> str:
    """Return what counts as one sender: an address, of IPv6 the network that one subscriber has (/64)."""
    return _within(32, 64)


def network() -> str:
    """Return the network of the sender: /24, of IPv6 /56."""
    return _within(24, 56)


def _within(four: int, six: int) -> str:
    try:
        address = ipaddress.ip_address(source_address())
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return str(ipaddress.ip_network((address, four if address.version == 4 else six), strict=False))
