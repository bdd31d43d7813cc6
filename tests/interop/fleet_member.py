"""The Locust side of the mixed fleet: the same classes and requests as fleet_member.cpp. Each request says
which process has sent it, to the server and to the master.
"""

import os

from locust import HttpUser, between, task

NAME = os.environ["FLEET_MEMBER"]


class Member(HttpUser):
    abstract = True
    wait_time = between(0.05, 0.1)

    def ask(self, path):
        self.client.get(path + "?from=" + NAME, name=NAME)


class Reader(Member):
    weight = 2

    @task
    def read(self):
        self.ask("/items")


class Buyer(Member):
    @task
    def buy(self):
        self.ask("/item")
