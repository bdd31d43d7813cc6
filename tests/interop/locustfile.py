"""The Locust side of the interoperation tests: the same class and requests as shopper.cpp."""

from locust import HttpUser, between, task


class Shopper(HttpUser):
    wait_time = between(0.02, 0.05)

    @task(3)
    def items(self):
        self.client.get("/items")

    @task
    def missing(self):
        self.client.get("/missing")
