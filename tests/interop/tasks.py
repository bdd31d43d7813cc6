"""The same classes as tasks.cpp: which tasks run, in which order, and how far apart."""

import time

import gevent

from locust import HttpUser, SequentialTaskSet, TaskSet, User, constant_pacing, task
from locust.exception import RescheduleTask, RescheduleTaskImmediately, StopUser

ENOUGH = 60000


class Weighted(User):
    total = 0

    def count(self, name):
        self.environment.events.request.fire(
            request_type="TASK", name=name, response_time=1, response_length=0, exception=None, context={}
        )
        Weighted.total += 1
        if Weighted.total == ENOUGH:
            gevent.spawn(self.environment.runner.quit)

    @task(6)
    def often(self):
        self.count("often")

    @task(3)
    def sometimes(self):
        self.count("sometimes")

    @task
    def rarely(self):
        self.count("rarely")


class Scripted(HttpUser):
    rounds = 0

    @task
    class Main(SequentialTaskSet):
        def on_start(self):
            self.client.get("/main-start")

        def on_stop(self):
            self.client.get("/main-stop")

        @task(2)
        def first(self):
            self.client.get("/first")

        @task
        class Checkout(SequentialTaskSet):
            def on_start(self):
                self.client.get("/checkout-start")

            def on_stop(self):
                self.client.get("/checkout-stop")

            @task
            def again(self):
                self.client.get("/again")
                raise RescheduleTaskImmediately()

            @task
            class Pay(TaskSet):
                def on_stop(self):
                    self.client.get("/pay-stop")

                @task
                def pay(self):
                    self.client.get("/pay")
                    self.interrupt(reschedule=False)

            @task
            def fails(self):
                self.client.get("/fails")
                raise ValueError("on purpose")

            @task
            def leave(self):
                self.client.get("/leave")
                self.interrupt()

        @task
        class Closed(TaskSet):
            def on_start(self):
                self.client.get("/closed")
                self.interrupt()

            def on_stop(self):
                self.client.get("/never")

            @task
            def never(self):
                self.client.get("/never")

        @task
        def last(self):
            self.client.get("/last")
            self.user.rounds += 1
            if self.user.rounds == 2:
                raise StopUser()

    def on_start(self):
        self.client.get("/user-start")

    def on_stop(self):
        self.client.get("/user-stop")
        gevent.spawn(self.environment.runner.quit)


class Paced(User):
    wait_time = constant_pacing(0.1)
    last = None
    turns = 0
    periods = 0

    @task
    def work(self):
        now = time.perf_counter()
        if self.turns > 2:
            self.environment.events.request.fire(
                request_type="TASK",
                name="period",
                response_time=(now - self.last) * 1000,
                response_length=0,
                exception=None,
                context={},
            )
            Paced.periods += 1
            if Paced.periods == 120:
                gevent.spawn(self.environment.runner.quit)
        self.last = now
        self.turns += 1
        time.sleep(0.002 * (self.turns % 5))
