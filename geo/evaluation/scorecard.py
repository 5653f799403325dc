"""The scorecard of a collaboration for a period: counts, tests, dose, verdict, and what cannot be said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import ParameterError
from geo.evaluation.canonical import digest_of
from geo.evaluation.cautions import Caution, cautions
from geo.evaluation.chain import Fault, amendments, verify_chain
from geo.evaluation.compare import compare
from geo.evaluation.declaration import Declaration, read_declaration
from geo.evaluation.evidence import Evidence
from geo.evaluation.findings import Findings, RoleChange
from geo.evaluation.period import Period, iso
from geo.evaluation.verdict import Verdict, judge_findings
from geo.evaluation.words import ROLE_WORDS, title_of
from geo.languages import Says

_NOT_BEGUN = Says(
    "periode yang dinilai baru dimulai pada {begins}, sedangkan data sampai {as_of}; belum ada yang dapat dinilai.",
    "the period to be judged begins on {begins} only, the data end on {as_of}; there is nothing to judge yet.",
)
_ZONED = Says("harus punya zona waktu.", "must have a time zone.")
_BROKEN = Says(
    "RANTAI DEKLARASI TIDAK UTUH: {faults} Ada yang mengubah catatan; cocokkan sidik dengan laporan yang tercetak.",
    "THE CHAIN OF DECLARATIONS IS BROKEN: {faults} Somebody changed the record; compare digests with printed reports.",
)
_CHANGED = Says(
    "{role}: {before} kejadian menjadi {after} ({share} % setelah panjang periode diperhitungkan).",
    "{role}: {before} incidents became {after} ({share} % with the periods' lengths allowed for).",
)
_CHANGED_FROM_NONE = Says("{role}: {before} kejadian menjadi {after}.", "{role}: {before} incidents became {after}.")
_HARM_CHANGED = Says("{role}: bobot kerugian {before} menjadi {after}.", "{role}: harm weight {before} became {after}.")
_PATROL_FOUND = Says(
    "Temuan patroli di zona: {before} menjadi {after} (di luar hitungan di atas).",
    "Found by patrols in the zones: {before} became {after} (not among the counts above).",
)
_DOSE = Says(
    "Kunjungan patroli ke zona: {visits} ({minutes} menit){planned}.",
    "Visits of patrols to the zones: {visits} ({minutes} minutes){planned}.",
)
_PLANNED = Says("; direncanakan: {n}", "; planned: {n}")


@dataclass(frozen=True)
class Scorecard:
    """Result of `judge`.

    Parameters
    ----------
    declaration
        What was declared, and when.
    digest
        Its SHA-256.
    others
        Other declarations of the same judgement (amended or amending), as `chain.amendments` gives them.
    computed, data_as_of
        When this was computed and where the data end, UTC.
    findings
        All numbers.
    verdict
        In plain words.
    changed
        What changed, sentence by sentence.
    cannot_say
        Every reason to doubt, the gravest first.
    left_out
        Incidents that took no part, number by reason.
    """

    declaration: Declaration
    digest: str
    others: tuple[Mapping[str, Any], ...]
    computed: datetime
    data_as_of: datetime
    findings: Findings
    verdict: Verdict
    changed: tuple[Says, ...]
    cannot_say: tuple[Caution, ...]
    left_out: Mapping[str, int]

    @property
    def title(self) -> Says:
        """The collaboration's name."""
        return title_of(self.declaration.plan.collaboration)

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form of everything but the outlines; what is not defined or given is None."""
        plan = self.declaration.plan
        return {
            "collaboration": plan.collaboration,
            "title": self.title.as_dict(),
            "declaration": {
                "declaration_id": self.declaration.declaration_id,
                "created": iso(self.declaration.created),
                "digest": self.digest,
                "late": self.declaration.late,
                "supersedes": self.declaration.supersedes or None,
                "others": [dict(one) for one in self.others],
                "before": plan.before.as_dict(),
                "after": plan.after.as_dict(),
                "earlier": [one.as_dict() for one in plan.earlier],
                "kinds": list(plan.kinds),
                "harm": dict(plan.harm),
                "scale": plan.scale,
                "decides": plan.decides,
                "selection": plan.selection,
                "with_patrol": plan.with_patrol,
                "parameters": plan.parameters.model_dump(),
                "run_id": plan.run_id or None,
                "purpose": plan.purpose,
                "author": plan.author,
                "seed": plan.seed,
            },
            "computed": iso(self.computed),
            "data_as_of": iso(self.data_as_of),
            "verdict": self.verdict.as_dict(),
            "changed": [says.as_dict() for says in self.changed],
            "cannot_say": [one.as_dict() for one in self.cannot_say],
            "left_out": dict(self.left_out),
            **self.findings.as_dict(),
        }

    def row(self) -> dict[str, Any]:
        """Return the row to store, in the form of `geo.tables.scorecards`."""
        content = json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, allow_nan=False)
        low, high = self.findings.deciding_interval
        treated = self.findings.role("treated")
        return {
            "scorecard_id": f"SC-{self.computed:%Y%m%d}-{digest_of(content)[:8]}",
            "declaration_id": self.declaration.declaration_id,
            "declaration_digest": self.digest,
            "collaboration": self.declaration.plan.collaboration,
            "created": self.computed,
            "data_as_of": self.data_as_of,
            "begins": self.findings.after.begins,
            "ends": self.findings.after.ends,
            "verdict": self.verdict.code,
            "late": self.declaration.late,
            "n_before": treated.n_before if treated else None,
            "n_after": treated.n_after if treated else None,
            "effect": self.findings.deciding.value,
            "effect_low": low,
            "effect_high": high,
            "content": content,
        }


def judge(
    row: Mapping[str, Any],
    incidents: gpd.GeoDataFrame,
    *,
    computed: datetime,
    data_as_of: datetime,
    declarations: pd.DataFrame | None = None,
    evidence: Evidence | None = None,
    timezone: str = "UTC",
) -> Scorecard:
    """Judge a declared period.

    Parameters
    ----------
    row
        The declaration as stored (`geo.tables.declarations`); its seal is checked first.
    incidents
        Form of `geo.tables.incidents`, any CRS: all that the audience may see, no selection by place or time.
    computed
        Now, with time zone (the scorecard's only clock).
    data_as_of
        Where the incidents end; when the period after is not over, it is counted to here and said to be provisional.
    declarations
        All rows, so that amendments are shown and a broken chain is said; None: this one only.
    evidence
        Dose, response, clearance, candidates.
    timezone
        IANA zone in which sentences write moments.

    Returns
    -------
    Scorecard
        The same declaration and data give the same scorecard.

    Raises
    ------
    ParameterError
        When the declaration was changed, or the period has not begun where the data end.
    TableError
        When a table lacks a column.
    """
    for name, moment in (("computed", computed), ("data_as_of", data_as_of)):
        if moment.tzinfo is None:
            raise ParameterError(name=name, problem=_ZONED)
    declaration = read_declaration(row)
    plan = declaration.plan
    as_of = data_as_of.astimezone(UTC).replace(microsecond=0)
    if as_of <= plan.after.begins:
        problem = _NOT_BEGUN.filled(begins=iso(plan.after.begins), as_of=iso(as_of))
        raise ParameterError(name="after", problem=problem)
    after = Period(plan.after.begins, min(plan.after.ends, as_of))
    findings, counted, areas = compare(plan, after, incidents, evidence or Evidence())
    others = [] if declarations is None else amendments(declarations, declaration.declaration_id)
    broken = [] if declarations is None else verify_chain(declarations)
    doubts = [] if not broken else [Caution("chain_broken", _BROKEN.filled(faults=_joined(broken)))]
    doubts += cautions(declaration, findings, counted, amended=len(others), notices=areas.notices, timezone=timezone)
    return Scorecard(
        declaration=declaration,
        digest=declaration.digest,
        others=tuple(others),
        computed=computed.astimezone(UTC).replace(microsecond=0),
        data_as_of=as_of,
        findings=findings,
        verdict=judge_findings(findings),
        changed=tuple(_changed(findings)),
        cannot_say=tuple(doubts),
        left_out=counted.left_out,
    )


def _joined(faults: Sequence[Fault]) -> Says:
    return Says(" ".join(one.says.id for one in faults), " ".join(one.says.en for one in faults))


def _changed(findings: Findings) -> Sequence[Says]:
    told = [_change_of(one) for one in findings.roles]
    treated, dose = findings.role("treated"), findings.dose
    if treated is not None and treated.harm_before is not None and treated.harm_after is not None:
        values = {"before": round(treated.harm_before, 1), "after": round(treated.harm_after, 1)}
        told.append(_HARM_CHANGED.filled(role=ROLE_WORDS["treated"], **values))
    if treated is not None and treated.patrol_before + treated.patrol_after:
        told.append(_PATROL_FOUND.filled(before=treated.patrol_before, after=treated.patrol_after))
    if dose is not None:
        planned = Says("", "") if dose.planned_visits is None else _PLANNED.filled(n=dose.planned_visits)
        told.append(_DOSE.filled(visits=dose.visits, minutes=round(dose.minutes), planned=planned))
    return told


def _change_of(one: RoleChange) -> Says:
    values = {"role": ROLE_WORDS[one.role], "before": one.n_before, "after": one.n_after}
    if one.n_before == 0:
        return _CHANGED_FROM_NONE.filled(**values)
    percent = round(100 * (one.ratio.value - 1))
    return _CHANGED.filled(share=Says(f"{percent:+d}", f"{percent:+d}"), **values)
