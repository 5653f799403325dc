"""Who may ask for what: one line for each endpoint; one that is missing here answers as if it did not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# How a request that changes something proves that its sender meant it: by the session's token and our own origin, by
# our own origin alone (the door), by the mere absence of a foreign one (forms of people without an account, whose
# phones may be old), or by a token in its head (programs).
By = Literal["session", "origin", "nobody", "token"]

ROLES = ("public", "partner", "commander", "analyst", "admin")


@dataclass(frozen=True)
class Rule:
    """What an endpoint asks of its visitor.

    Parameters
    ----------
    roles
        Roles that may come in.
    by
        How a changing request proves itself.
    cookies
        Whether its answers may set any.
    """

    roles: frozenset[str]
    by: By = "session"
    cookies: bool = True


EVERYBODY = Rule(frozenset(ROLES))
DOOR = Rule(frozenset(ROLES), by="origin")
PUBLIC = Rule(frozenset(ROLES), by="nobody", cookies=False)
TOKEN = Rule(frozenset(ROLES), by="token", cookies=False)
USERS = Rule(frozenset({"partner", "commander", "analyst", "admin"}))
STAFF = Rule(frozenset({"commander", "analyst", "admin"}))
ANALYSTS = Rule(frozenset({"analyst", "admin"}))
ADMINS = Rule(frozenset({"admin"}))
PARTNERS = Rule(frozenset({"partner", "admin"}))

TABLE: Mapping[str, Rule] = MappingProxyType(
    {
        # what every page needs
        "static": PUBLIC,
        "texts": EVERYBODY,
        "maps.script": PUBLIC,
        "basemap.about": PUBLIC,
        "basemap.file": PUBLIC,
        "health.alive": PUBLIC,
        "health.ready": PUBLIC,
        # accounts
        "accounts.home": EVERYBODY,
        "accounts.sign_in": DOOR,
        "accounts.follow_link": DOOR,
        "accounts.sign_out": USERS,
        "accounts.account": USERS,
        "accounts.change_password": USERS,
        # commander
        "commander.map_page": STAFF,
        "commander.hotspot_list": STAFF,
        "commander.zone_list": STAFF,
        "commander.route_list": STAFF,
        "commander.order_file": STAFF,
        "commander.difference_page": STAFF,
        "commander.forecast_page": STAFF,
        "commander.incident_list": STAFF,
        "commander.history_page": STAFF,
        "commander.run_list": STAFF,
        "commander.run_page": STAFF,
        "commander.about": STAFF,
        "commander.nearest_page": STAFF,
        "commander.object_list": STAFF,
        "commander.object_page": STAFF,
        "commander.order_list": STAFF,
        "commander.orders_issued": STAFF,
        "commander.order_form": STAFF,
        "commander.saved_map": STAFF,
        # api of the commander's map
        "api.summary": STAFF,
        "api.hotspots": STAFF,
        "api.zones": STAFF,
        "api.borders": STAFF,
        "api.differences": STAFF,
        "api.forecast": STAFF,
        "api.routes": STAFF,
        "api.density": STAFF,
        "api.layers": STAFF,
        "api.one": STAFF,
        "api.cells": STAFF,
        "api.incident": STAFF,
        "api.hours": STAFF,
        "api.hour_cells": STAFF,
        "api.hour_density": STAFF,
        "api.nearest": STAFF,
        "api.objects": STAFF,
        "api.shown": STAFF,
        # analyst: data
        "analyst.data_list": ANALYSTS,
        "analyst.upload_form": ANALYSTS,
        "analyst.upload_send": ANALYSTS,
        "analyst.upload_page": ANALYSTS,
        "analyst.upload_state": ANALYSTS,
        "analyst.upload_options": ANALYSTS,
        "analyst.upload_store": ANALYSTS,
        "analyst.upload_cancel": ANALYSTS,
        "analyst.import_page": ANALYSTS,
        "analyst.import_report": ANALYSTS,
        "analyst.import_undo_page": ANALYSTS,
        "analyst.import_undo": ANALYSTS,
        "analyst.quarantine_page": ANALYSTS,
        "analyst.quarantine_mend": ANALYSTS,
        "analyst.quarantine_file": ANALYSTS,
        "analyst.quarantine_row": ANALYSTS,
        "analyst.quarantine_mend_row": ANALYSTS,
        "analyst.incident_find": ANALYSTS,
        "analyst.incident_page": ANALYSTS,
        "analyst.incident_full": ANALYSTS,
        "analyst.incident_correct": ANALYSTS,
        # analyst: runs
        "analyst.start": ANALYSTS,
        "analyst.new_run": ANALYSTS,
        "analyst.new_run_form": ANALYSTS,
        "analyst.ask_run": ANALYSTS,
        "analyst.count_matching": ANALYSTS,
        "analyst.queue": ANALYSTS,
        "analyst.queue_state": ANALYSTS,
        "analyst.run_state": ANALYSTS,
        "analyst.cancel_run": ANALYSTS,
        "analyst.ask_again": ANALYSTS,
        "analyst.run_list": ANALYSTS,
        "analyst.run_page": ANALYSTS,
        "analyst.run_outlines": ANALYSTS,
        "analyst.run_file": ANALYSTS,
        "analyst.confirm_publish": ANALYSTS,
        "analyst.confirm_withdraw": ANALYSTS,
        "analyst.publish": ANALYSTS,
        "analyst.withdraw": ANALYSTS,
        "analyst.compare": ANALYSTS,
        "analyst.orders_page": ANALYSTS,
        "analyst.issue_orders": ANALYSTS,
        # released: public map
        "released.public_map": PUBLIC,
        "released.release_data": PUBLIC,
        "released.public_file": PUBLIC,
        "released.ground": PUBLIC,
        "released.oembed": PUBLIC,
        # embed
        "embed.page": PUBLIC,
        "embed.share": PUBLIC,
        "embed.resize_script": PUBLIC,
        "embed.theme": PUBLIC,
        "embed.logo": PUBLIC,
        "embed.enter": PUBLIC,
        "embed.alive": PUBLIC,
        "embed.releases": PUBLIC,
        "embed.release": PUBLIC,
        "embed.counts": PUBLIC,
        # partner
        "partner.overview": PARTNERS,
        "partner.agreement": PARTNERS,
        "partner.release": PARTNERS,
        "partner.release_data": PARTNERS,
        "partner.release_file": PARTNERS,
        "partner.make_embed": PARTNERS,
        "partner.revoke_embed": PARTNERS,
        "partner.make_token": PARTNERS,
        "partner.revoke_token": PARTNERS,
        "partner.gis": PARTNERS,
        # ogc
        "ogc.landing": PUBLIC,
        "ogc.conformance": PUBLIC,
        "ogc.api_description": PUBLIC,
        "ogc.collections": PUBLIC,
        "ogc.one_collection": PUBLIC,
        "ogc.queryables": PUBLIC,
        "ogc.items": PUBLIC,
        "ogc.one_item": PUBLIC,
        "ogc.tilesets": PUBLIC,
        "ogc.tile": PUBLIC,
        "ogc.docs": PUBLIC,
        # intake
        "intake.form": PUBLIC,
        "intake.with_slash": PUBLIC,
        "intake.send": PUBLIC,
        "intake.status": PUBLIC,
        "intake.look": PUBLIC,
        "intake.write": PUBLIC,
        "intake.delete": PUBLIC,
        "intake.worker": PUBLIC,
        "intake.ground": PUBLIC,
        # triage
        "triage.inbox": STAFF,
        "triage.report": STAFF,
        "triage.read": ANALYSTS,
        "triage.photo": ANALYSTS,
        "triage.take": ANALYSTS,
        "triage.forward": ANALYSTS,
        "triage.accept": ANALYSTS,
        "triage.verify": ANALYSTS,
        "triage.merge": ANALYSTS,
        "triage.refuse": ANALYSTS,
        "triage.answer": ANALYSTS,
        "triage.close": ANALYSTS,
        "triage.reopen": ANALYSTS,
        # admin
        "admin.overview": ADMINS,
        "admin.users": ADMINS,
        "admin.add_user": ADMINS,
        "admin.user": ADMINS,
        "admin.change_user": ADMINS,
        "admin.make_link": ADMINS,
        "admin.end_sessions": ADMINS,
        "admin.region": ADMINS,
        "admin.region_pack": ADMINS,
        "admin.region_before": ADMINS,
        "admin.propose_region": ADMINS,
        "admin.propose_before": ADMINS,
        "admin.region_draft": ADMINS,
        "admin.take_region": ADMINS,
        "admin.agencies": ADMINS,
        "admin.agency": ADMINS,
        "admin.change_agency": ADMINS,
        "admin.unit": ADMINS,
        "admin.change_unit": ADMINS,
        "admin.kinds": ADMINS,
        "admin.kind": ADMINS,
        "admin.change_kind": ADMINS,
        "admin.agreements": ADMINS,
        "admin.new_agreement": ADMINS,
        "admin.add_agreement": ADMINS,
        "admin.agreement": ADMINS,
        "admin.change_agreement": ADMINS,
        "admin.activate_agreement": ADMINS,
        "admin.end_agreement": ADMINS,
        "admin.retention_page": ADMINS,
        "admin.run_retention": ADMINS,
        "admin.backups": ADMINS,
        "admin.make_backup": ADMINS,
        "admin.drill_backup": ADMINS,
        "admin.backup_state": ADMINS,
        "admin.diagnostics": ADMINS,
        "admin.diagnostics_text": ADMINS,
        "admin.settings_page": ADMINS,
        "admin.audit": ADMINS,
        "admin.verify_audit": ADMINS,
        "admin.audit_file": ADMINS,
        # basemap
    }
)
