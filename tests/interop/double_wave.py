"""Locust's example of a load shape: prints its users at each second of ten minutes."""

import math
import os
import sys

sys.path.remove(os.path.dirname(os.path.abspath(__file__)))

from locust import LoadTestShape  # noqa: E402


class DoubleWave(LoadTestShape):
    min_users = 20
    peak_one_users = 60
    peak_two_users = 40
    time_limit = 600
    second = 0

    def get_run_time(self):
        return self.second

    def tick(self):
        run_time = round(self.get_run_time())
        if run_time >= self.time_limit:
            return None
        wave = run_time / (self.time_limit / 10 * 2 / 3)
        users = (
            (self.peak_one_users - self.min_users) * math.e ** -((wave - 5) ** 2)
            + (self.peak_two_users - self.min_users) * math.e ** -((wave - 10) ** 2)
            + self.min_users
        )
        return round(users), round(users)


shape = DoubleWave()
for shape.second in range(600):
    print(*shape.tick())
