"""The command line: one file per verb; names and keys are a contract."""

from __future__ import annotations

from geo.cli.bilingual import Verbs
from geo.languages import Says

PLACES = {
    "init": "geo.cli.init:init",
    "import": "geo.cli.import_files:import_files",
    "region": "geo.cli.region:region",
    "imports": "geo.cli.imports:imports",
    "quarantine": "geo.cli.quarantine:quarantine",
    "incidents": "geo.cli.incidents:incidents",
    "incident": "geo.cli.incident:incident",
    "reports": "geo.cli.reports:reports",
    "hotspots": "geo.cli.hotspots:hotspots",
    "diagnose": "geo.cli.diagnose:diagnose",
    "advise": "geo.cli.advise:advise",
    "diff": "geo.cli.diff:diff",
    "history": "geo.cli.history:history",
    "forecast": "geo.cli.forecast:forecast",
    "backtest": "geo.cli.forecast:backtest",
    "network": "geo.cli.network:network",
    "basemap": "geo.cli.basemap:basemap",
    "zones": "geo.cli.zones:zones",
    "routes": "geo.cli.routes:routes",
    "order": "geo.cli.order:order",
    "tracks": "geo.cli.tracks:tracks",
    "results": "geo.cli.results:results",
    "dose": "geo.cli.dose:dose",
    "evaluate": "geo.cli.evaluate:evaluate",
    "agreement": "geo.cli.agreement:agreement",
    "release": "geo.cli.release:release",
    "runs": "geo.cli.runs:runs",
    "show": "geo.cli.show:show",
    "cancel": "geo.cli.cancel:cancel",
    "publish": "geo.cli.publish:publish",
    "withdraw": "geo.cli.withdraw:withdraw",
    "export": "geo.cli.export:export",
    "methods": "geo.cli.methods:methods",
    "user": "geo.cli.user:user",
    "audit": "geo.cli.audit:audit",
    "backup": "geo.cli.backup:backup",
    "restore": "geo.cli.restore:restore",
    "warm": "geo.cli.warm:warm",
}

cli = Verbs(
    name="petarawan",
    says=Says(
        "petarawan: dari berkas kejadian ke peta titik rawan dan zona patroli bersama.",
        "petarawan: from incident files to a map of hotspots and joint patrol zones.",
    ),
    places=PLACES,
)
