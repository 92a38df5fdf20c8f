"""Validates a document with `openapi-spec-validator`, and each of its schemas against JSON Schema 2020-12."""

import json
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

document = json.loads(sys.argv[1])
errors = list(OpenAPIV31SpecValidator(document).iter_errors())
assert not errors, errors
for schema in document["components"]["schemas"].values():
    Draft202012Validator.check_schema(schema)

# The validator is one that finds errors.
for path, method, member, wrong in [("/login", "post", "operationId", "signUp"), ("/login", "get", "responses", [])]:
    broken = json.loads(sys.argv[1])
    broken["paths"][path][method][member] = wrong
    assert list(OpenAPIV31SpecValidator(broken).iter_errors()), member
