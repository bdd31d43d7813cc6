"""The other side of tests/integration/users/hooks.cpp: writes down what it hears in $HOOKS_FILE."""

import os

from locust import User, constant, events, task
from locust.runners import MasterRunner, WorkerRunner


def note(line):
    with open(os.environ["HOOKS_FILE"], "a") as file:
        file.write(line + "\n")


class Counted(User):
    wait_time = constant(0.1)

    @task
    def work(self):
        self.environment.events.request.fire(
            request_type="WORK", name="work", response_time=1, response_length=10, exception=None, context={}
        )


def on_seed(environment, msg, **kwargs):
    note("python worker seed %s %d" % (msg.data["name"], msg.data["low"]))
    environment.runner.send_message("echo", msg.data)


def on_echo(environment, msg, **kwargs):
    note("python master echo %s %d" % (msg.data["name"], msg.data["low"]))


def on_hello(environment, msg, **kwargs):
    note("python master hello of user %d" % msg.data)


@events.init.add_listener
def on_init(environment, **kwargs):
    if isinstance(environment.runner, WorkerRunner):
        environment.runner.register_message("seed", on_seed)
    if isinstance(environment.runner, MasterRunner):
        environment.runner.register_message("echo", on_echo)
        environment.runner.register_message("hello", on_hello)


@events.test_start.add_listener
def on_test_start(environment, **kwargs):
    if isinstance(environment.runner, MasterRunner):
        environment.runner.send_message("seed", {"low": 1, "name": "python"})


@events.report_to_master.add_listener
def on_report(client_id, data, **kwargs):
    data["work_bytes"] = 10


@events.worker_report.add_listener
def on_worker_report(client_id, data, **kwargs):
    if "work_bytes" in data and data["work_bytes"] > 0:
        note("python master work_bytes")
