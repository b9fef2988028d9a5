#!/usr/bin/env python3
"""Writes api.json, what the front door knows of AWS's APIs beyond the SDK's classes, out of botocore's models.

usage: generate.py [FILE]      (FILE: ../resources/dev/signalbox/local/front/api.json beside this script)

Run it with a Python that has botocore, after a change of operations.txt. The same botocore gives the same bytes.

api.json:
  botocore   the version of the models
  names      signing name -> the AWS CLI's name, for every service of AWS whose signing name is its own
  services   by the AWS CLI's name:
    targetPrefix, xmlNamespace   as the model says, "" where it does not
    queryCompatible   whether clients want the query protocol's error codes in a header
    operations  name -> {input, output: shape names, "" for none; takes, gives: the member that streams, "" for none;
                resultWrapper; errors: shape names; uri, status: REST only}
    errors      shape name -> {code, status, message: how its message member is spelled, queryCode: "" where it is the code}
    shapes      name -> {required, members, list, map, sensitive}, only those that lead to something required or sensitive
    routes      REST only, every operation of the service, served or not: {method, uri, query, needs: [required parameters], operation}
"""
import collections
import json
import pathlib
import sys

import botocore
import botocore.loaders

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE / "../resources/dev/signalbox/local/front/api.json"

# The error codes of SQS's query protocol, which its clients still get in a header; the JSON model has lost them.
SQS = "AWS.SimpleQueueService."
QUERY_CODES = {"sqs": {
    "QueueDoesNotExist": SQS + "NonExistentQueue", "QueueNameExists": "QueueAlreadyExists",
    **{name: SQS + name for name in (
        "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest", "InvalidBatchEntryId", "MessageNotInflight",
        "PurgeQueueInProgress", "QueueDeletedRecently", "TooManyEntriesInBatchRequest", "UnsupportedOperation")}}}

loader = botocore.loaders.Loader()


def wanted():
    found = collections.defaultdict(set)
    for line in (HERE / "operations.txt").read_text().splitlines():
        service, *operations = line.split("#")[0].split() or [""]
        found[service].update(operations)
    del found[""]
    return found


def names():
    """Signing name -> CLI name, where only one service signs with that name or one is called by it."""
    by_signing = collections.defaultdict(list)
    for service in loader.list_available_services("service-2"):
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        by_signing[metadata.get("signingName", metadata["endpointPrefix"])].append(service)
    return {signing: signing if signing in services else services[0]
            for signing, services in by_signing.items() if len(services) == 1 or signing in services}


def errors(service, shapes, used):
    for name in sorted(used):
        error = shapes[name].get("error", {})
        fault = shapes[name].get("fault") or error.get("fault")
        message = next((member for member in shapes[name].get("members", {}) if member.lower() == "message"), "message")
        yield name, {
            "code": error.get("code", name), "status": error.get("httpStatusCode", 500 if fault else 400), "message": message,
            "queryCode": QUERY_CODES.get(service, {}).get(name, "")}


def matter(shapes, roots):
    """The shapes below the roots that require something, hide something, or lead to one that does."""
    reachable, waiting = {}, list(roots)
    while waiting:
        name = waiting.pop()
        if name in reachable:
            continue
        shape = shapes[name]
        inner = {member: ref["shape"] for member, ref in shape.get("members", {}).items()}
        reachable[name] = inner, shape.get("member", {}).get("shape", ""), shape.get("value", {}).get("shape", "")
        waiting.extend([*inner.values(), *filter(None, reachable[name][1:])])
    kept = {name for name in reachable if shapes[name].get("required") or shapes[name].get("sensitive")}
    grown = True
    while grown:
        more = {name for name, (members, item, value) in reachable.items()
                if kept.intersection([*members.values(), item, value])} - kept
        kept |= more
        grown = bool(more)
    for name in sorted(kept):
        members, item, value = reachable[name]
        facts = {
            "required": shapes[name].get("required", []),
            "members": {member: shape for member, shape in members.items() if shape in kept},
            "list": item if item in kept else "", "map": value if value in kept else "",
            "sensitive": shapes[name].get("sensitive", False)}
        yield name, {fact: given for fact, given in facts.items() if given}


def streaming(shapes, name):
    """The member of a shape whose blob streams: the SDK's classes leave it out."""
    member = shapes[name].get("payload", "") if name else ""
    reference = shapes[name]["members"][member] if member else {}
    streams = reference.get("streaming") or shapes.get(reference.get("shape"), {}).get("streaming")
    return member if streams else ""


def routes(model):
    shapes = model["shapes"]
    for name, operation in sorted(model["operations"].items()):
        uri, _, query = operation["http"]["requestUri"].partition("?")
        shape = shapes[operation["input"]["shape"]] if "input" in operation else {}
        bound = [shape["members"][member] for member in shape.get("required", [])]
        yield {"method": operation["http"]["method"], "uri": uri, "query": [part for part in query.split("&") if part],
               "needs": [member.get("locationName") for member in bound if member.get("location") in ("querystring", "header")],
               "operation": name}


def service(name, operations):
    model = loader.load_service_model(name, "service-2")
    metadata, shapes = model["metadata"], model["shapes"]
    rest = metadata["protocol"].startswith("rest-")
    table, roots, used = {}, [], set()
    for operation in sorted(operations):
        facts = model["operations"][operation]
        declared = [error["shape"] for error in facts.get("errors", [])]
        used.update(declared)
        table[operation] = {
            "input": facts.get("input", {}).get("shape", ""), "output": facts.get("output", {}).get("shape", ""),
            "takes": streaming(shapes, facts.get("input", {}).get("shape")),
            "gives": streaming(shapes, facts.get("output", {}).get("shape")),
            "resultWrapper": facts.get("output", {}).get("resultWrapper", ""), "errors": declared}
        if rest:
            table[operation]["uri"] = facts["http"]["requestUri"].partition("?")[0]
            table[operation]["status"] = facts["http"].get("responseCode", 200)
        roots += filter(None, (table[operation]["input"], table[operation]["output"]))
    return {
        "targetPrefix": metadata.get("targetPrefix", ""), "xmlNamespace": metadata.get("xmlNamespace", ""),
        "queryCompatible": "awsQueryCompatible" in metadata,
        "operations": table, "errors": dict(errors(name, shapes, used)), "shapes": dict(matter(shapes, roots)),
        "routes": list(routes(model)) if rest else []}


def main(target):
    api = {"botocore": botocore.__version__, "names": dict(sorted(names().items())),
           "services": {name: service(name, operations) for name, operations in sorted(wanted().items())}}
    pathlib.Path(target).write_text(json.dumps(api, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:] or [TARGET])
