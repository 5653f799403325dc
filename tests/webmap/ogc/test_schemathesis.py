"""Requests made from the API's own description: every answer is one that the description names, none is a fault."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ONE = "/collections/{collectionId}"
OPERATIONS = ["/", "/conformance", "/api", "/collections", ONE]
OPERATIONS += [f"{ONE}/queryables", f"{ONE}/items", f"{ONE}/items/{{featureId}}"]
OPERATIONS += [f"{ONE}/tiles", f"{ONE}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_no_request_made_from_the_description_is_a_fault(released_app: Flask, token: str, path: str) -> None:
    client = released_app.test_client()
    described = schemathesis.openapi.from_dict(client.get("/ogc/api").get_json())
    operation = described[path]["GET"]
    known = set(operation.definition.raw["responses"])

    wrong = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=st.one_of(operation.as_strategy(), wrong), authorised=st.booleans(), real=st.booleans())
    def ask(case: schemathesis.Case, authorised: bool, real: bool) -> None:
        filled = dict(case.path_parameters or {})
        if real and "collectionId" in filled:
            filled["collectionId"] = "PKS-KODIM"
        address = path
        for name, value in filled.items():
            address = address.replace("{" + name + "}", quote(str(value), safe=""))
        query = {name: value for name, value in (case.query or {}).items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"} if authorised else {}
        answer = client.get(f"/ogc{address}", query_string=query, headers=headers)
        assert answer.status_code < 500
        assert str(answer.status_code) in known or answer.status_code == 404, answer.text
        if answer.is_json:
            json.loads(answer.data, parse_constant=pytest.fail)

    ask()
