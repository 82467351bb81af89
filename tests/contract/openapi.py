"""Reading the OpenAPI document: operations, schemas, and a check of bodies against them."""

import functools
import json

import jsonschema

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# In these words the document may describe; jsonschema must not stumble over them.
IGNORED = {"discriminator", "example", "xml", "externalDocs"}


class Document:
    def __init__(self, body):
        self.body = body

    def operations(self):
        for path, item in self.body["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = dict(item[method])
                    operation["parameters"] = [self.resolve(p) for p in
                                               item.get("parameters", []) + operation.get("parameters", [])]
                    yield method.upper(), path, operation

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            found = self.body
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def is_open(self, operation):
        security = operation.get("security", self.body.get("security", []))
        return security == [] or {} in security

    def errors(self, value, schema):
        """What a value breaks of a schema, formats aside."""
        whole = {"$ref": "#/schema", "schema": schema, "components": self.body.get("components", {})}
        found = jsonschema.Draft202012Validator(whole).iter_errors(value)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]

    def check(self, method, path, operation, reply):
        """The response is one of those declared, its headers and body too."""
        declared = operation["responses"].get(str(reply.status))
        assert declared is not None, f"{method} {path} does not declare {reply.status}: {reply}"
        declared = self.resolve(declared)
        for name, header in declared.get("headers", {}).items():
            if self.resolve(header).get("required"):
                assert reply.header(name) is not None, f"{method} {path} {reply.status}: no header {name}"
        content = declared.get("content", {})
        if reply.status in (204, 304) or reply.method == "HEAD":
            return
        kind = reply.header("Content-Type", "")
        kind = kind if kind in content else kind.split(";")[0]
        assert kind in content, f"{method} {path} {reply.status}: {kind} is not among {list(content)}"
        if kind == "application/json":
            errors = self.errors(reply.json(), content[kind].get("schema", {}))
            assert not errors, f"{method} {path} {reply.status}: {errors} {reply}"


@functools.lru_cache(maxsize=None)
def document(server):
    with server.connect() as connection:
        reply = connection.ask("GET", "/api/openapi.json")
    assert reply.status == 200, reply
    return Document(json.loads(reply.body))
