"""Runs the functions of .aws-sam/build under AWS's Lambda emulator, in the environment that the template gives them.

Route is given each event, and must answer without an error and leave one line in its log with the decision and the reason.
Conclude is given its recorded payload, and must answer the verdict, and log it. Monitor is given an event of a build, and must take it.
"""
import argparse
import glob
import json
import os
import pathlib
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import boto3

BUILD = pathlib.Path(".aws-sam/build")
PATIENCE = 60  # seconds for one invocation, the first one's start included
CONCLUDE = "conclude.json"
MONITOR = "build-phase-changed.json"


class Stack:
    """The deployed stack, which says what environment the template gives each function."""

    def __init__(self):
        deployed = boto3.client("cloudformation").describe_stacks(StackName="signalbox")["Stacks"][0]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in deployed["Outputs"]}

    def function(self, logical_id):
        """A function's configuration, as Lambda has it."""
        return boto3.client("lambda").get_function_configuration(FunctionName=self.outputs[logical_id + "Name"])


class Function:
    """A built function, waiting for invocations under the emulator."""

    def __init__(self, arguments, stack, logical_id):
        self.name = logical_id
        properties = stack.function(logical_id)
        build = BUILD / logical_id
        port, api = free_port(), free_port()
        classes = [*glob.glob(arguments.client), str(build), str(build / "lib" / "*")]
        environment = {
            **properties["Environment"]["Variables"], "PATH": os.environ["PATH"],
            **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
            "AWS_LAMBDA_FUNCTION_NAME": properties["FunctionName"], "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(properties["MemorySize"]), "AWS_LAMBDA_FUNCTION_TIMEOUT": str(properties["Timeout"]),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "LAMBDA_TASK_ROOT": str(build.resolve()),
        }
        self.process = subprocess.Popen(
            [arguments.emulator, "--runtime-interface-emulator-address", f"127.0.0.1:{port}", "--runtime-api-address", f"127.0.0.1:{api}",
             arguments.java, "--enable-native-access=ALL-UNNAMED", "-cp", ":".join(classes),
             "com.amazonaws.services.lambda.runtime.api.client.AWSLambda", properties["Handler"]],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.await_port(port)

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def await_port(self, port):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{self.name}: the emulator did not start: {list(self.lines.queue)}") from None
                time.sleep(0.05)

    def invoke(self, payload):
        """The answer, and the lines that the invocation left in the log."""
        request = urllib.request.Request(self.url, payload, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                answer = response.read().decode()
        except urllib.error.HTTPError as error:
            answer = error.read().decode()
        log = []
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line.startswith("REPORT RequestId"):
                return answer, log
            log.append(line)

    def close(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def json_lines(log, member):
    """The log's JSON objects that have a member."""
    found = []
    for line in log:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and member in value:
            found.append(value)
    return found


def pushed():
    """A push that this stack builds: its event is among the samples but for the commit, which is really there."""
    codecommit = boto3.client("codecommit")
    codecommit.create_repository(repositoryName="built")
    commit = codecommit.put_file(
        repositoryName="built", branchName="main", filePath="buildspec.yml",
        fileContent=b"version: 0.2\nphases: { build: { commands: ['true'] } }\n")["commitId"]
    event = json.loads(pathlib.Path("events/branch-created.json").read_text(encoding="utf-8"))
    event["detail"].update(repositoryName="built", referenceName="main", referenceFullName="refs/heads/main", commitId=commit)
    return json.dumps(event).encode()


def route(function, name, payload):
    answer, log = function.invoke(payload)
    lines = json_lines(log, "decision")
    wrong = []
    if '"decision"' not in answer:
        wrong.append(f"answered {answer.strip()[:500]}")
    if len(lines) != 1 or not lines[0].get("reason"):
        wrong.append(f"left {len(lines)} lines with decision and reason: {''.join(log)[-3000:]}")
    decision = lines[0]["decision"] if lines else "-"
    print(f"  {name:52} {decision:12} {lines[0].get('reason', '') if lines else ''}"[:200])
    return decision, wrong


def conclude(function, payload):
    answer, log = function.invoke(payload)
    lines = json_lines(log, "verdict")
    try:
        told = json.loads(answer)
        document = json.loads(told["message"]["default"])
        wrong = [] if told["verdict"] == document["verdict"] == lines[0]["verdict"] and len(lines) == 1 and told["subject"] else [answer]
    except (ValueError, LookupError, TypeError) as unreadable:
        return [f"{unreadable!r}: answered {answer[:2000]}; logged {''.join(log)[-3000:]}"]
    print(f"  {CONCLUDE:52} {told['verdict']:12} {told['subject']}")
    return wrong


def monitor(function, payload):
    answer, log = function.invoke(payload)
    warnings = [line for line in json_lines(log, "level") if line["level"] != "INFO"]
    print(f"  {MONITOR:52} {'shown':12}")
    return [f"answered {answer[:2000]}; logged {''.join(log)[-3000:]}"] if "errorType" in answer or warnings else []


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emulator", required=True, help="AWS's Lambda emulator")
    parser.add_argument("--java", required=True, help="the java that functions run on")
    parser.add_argument("--client", required=True, help="pattern of the jars of AWS's runtime interface client")
    parser.add_argument("events", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    stack = Stack()
    problems = {}

    print("RouteFunction")
    function = Function(arguments, stack, "RouteFunction")
    try:
        for event in arguments.events:
            if event.name not in (CONCLUDE, MONITOR):
                decision, wrong = route(function, event.name, event.read_bytes())
                if decision in ("undelivered", "retry"):
                    wrong.append(f"was not understood: {decision}")
                problems[event.name] = wrong
        decision, wrong = route(function, "a push that is there", pushed())
        problems["a push that is there"] = wrong + ([] if decision in ("started", "duplicate") else [f"decided {decision}"])
        decision, wrong = route(function, "no event at all", b'{"hello": "there"}')
        problems["no event at all"] = wrong + ([] if decision == "undelivered" else [f"decided {decision}"])
    finally:
        function.close()

    print("ConcludeFunction")
    function = Function(arguments, stack, "ConcludeFunction")
    try:
        problems[CONCLUDE] = conclude(function, pathlib.Path("events", CONCLUDE).read_bytes())
    finally:
        function.close()

    print("MonitorFunction")
    function = Function(arguments, stack, "MonitorFunction")
    try:
        problems[MONITOR] = monitor(function, pathlib.Path("events", MONITOR).read_bytes())
    finally:
        function.close()

    for name, wrong in problems.items():
        for problem in wrong:
            print(f"{name}: {problem}", file=sys.stderr)
    failed = sum(1 for wrong in problems.values() if wrong)
    print(f"{len(problems)} invocations, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
