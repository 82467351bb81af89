"""Section 9: the OpenAPI document's shape. test_walk.py holds the server to its content."""

import re

import pytest
import yaml

from openapi import METHODS, document
from test_routing import RESERVED, ROUTES, UUID


@pytest.fixture(scope="module")
def api(shared):
    return document(shared)


def test_it_is_openapi_3_1_with_a_semver_version(api, nobody):
    assert re.fullmatch(r"3\.1\.\d+", api.body["openapi"])
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[\w.-]+)?", api.body["info"]["version"])
    assert api.body["info"]["version"] == nobody.get("/api/health").json()["version"]


def test_json_and_yaml_say_the_same(api, nobody):
    reply = nobody.get("/api/openapi.yaml")
    assert reply.header("Content-Type").split(";")[0] in ("application/yaml", "text/yaml", "application/openapi+yaml")

    class Loader(yaml.SafeLoader):
        pass
    Loader.yaml_implicit_resolvers = {key: [pair for pair in value if pair[0] != "tag:yaml.org,2002:timestamp"]
                                      for key, value in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    assert yaml.load(reply.body.decode("utf-8"), Loader) == api.body


def test_every_route_of_the_contract_is_in_it_and_no_reserved_one(api):
    described = {}
    for method, path, _ in api.operations():
        described.setdefault(re.sub(r"\{\w+\}", "{}", path), set()).add(method)
    for path, methods in ROUTES.items():
        template = path.replace(UUID, "{}").replace("/calculator/", "/{}/")
        assert set(methods.split()) <= described.get(template, set()), (path, described.get(template))
    for path in RESERVED:
        assert path.replace(UUID, "{}") not in described


def test_operations_have_id_summary_one_tag_and_security(api):
    ids = []
    for method, path, operation in api.operations():
        ids.append(operation["operationId"])
        assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]*", operation["operationId"])
        assert operation["summary"] and len(operation["tags"]) == 1, (method, path)
        assert "security" in operation or "security" in api.body
    assert len(ids) == len(set(ids))
    named = {tag["name"] for tag in api.body["tags"]}
    assert {operation["tags"][0] for _, _, operation in api.operations()} <= named


def test_path_parameters_are_declared(api):
    for method, path, operation in api.operations():
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), (method, path)


def test_the_parameters_of_the_contract_are_declared(api):
    wanted = {("GET", "/api/conversations"): {"q", "archived", "limit", "cursor"},
              ("GET", "/api/chat/stream"): {"conversation_id", "since", "Last-Event-ID"},
              ("POST", "/api/chat"): {"Prefer", "Idempotency-Key"}}
    found = {(method, path): {p["name"] for p in operation["parameters"]} for method, path, operation in api.operations()}
    for key, names in wanted.items():
        assert names <= found[key], key


def test_failures_of_each_operation_are_declared_with_the_envelope(api):
    for method, path, operation in api.operations():
        if not api.is_open(operation):
            assert "401" in operation["responses"], (method, path)
        if "{" in path:
            assert "404" in operation["responses"], (method, path)
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= set(operation["responses"]), (method, path)
        for status, response in operation["responses"].items():
            if status[0] in "45":
                schema = api.resolve(api.resolve(response)["content"]["application/json"]["schema"])
                assert set(schema["properties"]) == {"code", "message", "details"}


def test_every_body_has_an_example_that_fits(api):
    count = 0
    for method, path, operation in api.operations():
        bodies = [api.resolve(r) for s, r in operation["responses"].items()]
        if "requestBody" in operation:
            bodies.append(api.resolve(operation["requestBody"]))
        for body in bodies:
            for kind, media in body.get("content", {}).items():
                if kind != "application/json":
                    continue
                examples = [media["example"]] if "example" in media else \
                    [api.resolve(e)["value"] for e in media.get("examples", {}).values()]
                assert examples, (method, path, body.get("description"))
                for example in examples:
                    assert api.errors(example, media["schema"]) == [], (method, path)
                    count += 1
    assert count > 30


def test_schemas_are_closed(api):
    """No object lets unknown members through, but those that say they hold anything."""
    def walk(node, where):
        if isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                assert node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False, where
            for key, value in node.items():
                if key not in ("example", "examples", "default", "const", "enum"):
                    walk(value, f"{where}/{key}")
        elif isinstance(node, list):
            for i, value in enumerate(node):
                walk(value, f"{where}/{i}")
    walk(api.body["components"]["schemas"], "schemas")


def test_responses_carry_every_field(api):
    message = api.body["components"]["schemas"]["Message"]
    assert set(message["required"]) == set(message["properties"])


def test_stream_events_have_a_discriminator(api):
    event = api.body["components"]["schemas"]["StreamEvent"]
    assert event["discriminator"]["propertyName"] == "type" and (event.get("oneOf") or event.get("anyOf"))
    mapping = set(event["discriminator"].get("mapping", {}))
    assert {"thread.new", "message.new", "message.delta", "message.done", "stream.reset", "stream.error"} <= mapping


def test_real_events_fit_the_schema(api, person):
    import chat
    import json
    receipt = chat.finished(person)
    for event in chat.recorded(person, receipt):
        assert api.errors(json.loads(event.data), {"$ref": "#/components/schemas/StreamEvent"}) == [], event


def test_security_schemes_and_headers_are_declared(api):
    schemes = api.body["components"]["securitySchemes"]
    assert any(s["type"] == "apiKey" and s["in"] == "cookie" for s in schemes.values())
    headers = {name.lower() for name in api.body["components"].get("headers", {})}
    assert "trace_id" in headers
    for method, path, operation in api.operations():
        for response in operation["responses"].values():
            assert "trace_id" in {name.lower() for name in api.resolve(response).get("headers", {})}, (method, path)


def test_references_all_lead_somewhere(api):
    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                assert api.resolve(node) is not None
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)
    walk(api.body)


def test_the_document_is_the_same_each_time(shared, api, nobody):
    assert nobody.get("/api/openapi.json").body == nobody.get("/api/openapi.json").body
    assert all(method in METHODS for item in api.body["paths"].values() for method in item if method != "parameters")
