"""Drives a run through Locust's web routes and checks what they answer, whichever server it is.

    python3 web_script.py WEB_URL TARGET_URL

The server has the class Shopper (locustfile.py, shopper.cpp). The output is JSON: the requests by name
of both runs that it does, from the server's CSV. The standard library is all it needs.
"""

import csv
import io
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

web, target = sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/")
PATIENCE_S = 30


def ask(path, form=None):
    data = urllib.parse.urlencode(form, doseq=True).encode() if form is not None else None
    try:
        with urllib.request.urlopen(web + path, data, timeout=PATIENCE_S) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def ask_json(path, form=None):
    status, headers, body = ask(path, form)
    assert status == 200, (path, status, body)
    assert headers["Content-Type"].startswith("application/json"), (path, headers["Content-Type"])
    return json.loads(body)


def until(what, probe):
    """What `probe` gives, once it is true. /stats/requests may be two seconds old."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(what + ": not in time; now " + json.dumps(ask_json("/stats/requests")))


def stats_when(**wanted):
    def probe():
        stats = ask_json("/stats/requests")
        return stats if all(stats[key] == value for key, value in wanted.items()) else None

    return until(str(wanted), probe)


def table(path):
    status, headers, body = ask(path)
    assert status == 200, (path, status, body)
    assert headers["Content-Type"].startswith("text/csv"), headers["Content-Type"]
    assert headers["Content-Disposition"].startswith("attachment"), headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(body)))


# Before the run.
status, headers, body = ask("/")
assert status == 200 and headers["Content-Type"].startswith("text/html"), (status, body[:200])
assert ask_json("/stats/requests")["state"] == "ready"
bad = ask_json("/swarm", {"user_count": 4, "spawn_rate": 4, "host": target, "run_time": "bad"})
assert bad["success"] is False and "run_time" in bad["message"], bad
assert ask_json("/stats/requests")["state"] == "ready"
assert ask("/swarm")[0] == 405
assert ask("/no/such/page")[0] == 404

# Start, watch, edit.
started = ask_json("/swarm", {"user_count": 4, "spawn_rate": 4, "host": target})
assert started["success"] is True and started["message"] == "Swarming started", started
assert started["host"] == target, started
stats_when(state="running", user_count=4)
assert ask_json("/swarm", {"user_count": 6, "spawn_rate": 6, "host": target})["success"] is True
stats_when(state="running", user_count=6)
stats = until("rows", lambda: (lambda s: s if len(s["stats"]) == 3 else None)(ask_json("/stats/requests")))
assert [row["name"] for row in stats["stats"]] == ["/items", "/missing", "Aggregated"], stats
for row in stats["stats"]:
    for key in ("method", "safe_name", "num_requests", "num_failures", "avg_response_time",
                "min_response_time", "max_response_time", "current_rps", "current_fail_per_sec",
                "median_response_time", "ninetieth_response_time", "ninety_ninth_response_time",
                "avg_content_length"):
        assert key in row, (key, row)
for key in ("errors", "total_rps", "fail_ratio", "current_response_time_percentile_95",
            "current_response_time_percentile_50"):
    assert key in stats, (key, stats.keys())
items, missing, total = stats["stats"]
assert items["method"] == "GET" and total["method"] in ("", None), (items, total)
assert total["num_requests"] == items["num_requests"] + missing["num_requests"], stats
assert missing["num_failures"] == missing["num_requests"] and items["num_failures"] == 0, stats
assert 0 < stats["fail_ratio"] < 1, stats["fail_ratio"]
assert [error["name"] for error in stats["errors"]] == ["/missing"], stats["errors"]
assert {"method", "name", "error", "occurrences"} <= stats["errors"][0].keys(), stats["errors"]

tasks = ask_json("/tasks")
shopper = tasks["per_class"]["Shopper"]
assert shopper["ratio"] == 1 and tasks["total"]["Shopper"]["ratio"] == 1, tasks
for ratios in (shopper["tasks"], tasks["total"]["Shopper"]["tasks"]):
    assert {name: task["ratio"] for name, task in ratios.items()} == {"items": 0.75, "missing": 0.25}, tasks

# Stop.
stopped = ask_json("/stop")
assert stopped == {"success": True, "message": "Test stopped"}, stopped
stats_when(state="stopped", user_count=0)
assert ask_json("/exceptions") == {"exceptions": []}
rows = table("/stats/requests/csv")
assert list(rows[0])[:11] == ["Type", "Name", "Request Count", "Failure Count", "Median Response Time",
                              "Average Response Time", "Min Response Time", "Max Response Time",
                              "Average Content Size", "Requests/s", "Failures/s"], rows[0]
totals = {row["Name"]: int(row["Request Count"]) for row in rows}
assert totals["Aggregated"] == totals["/items"] + totals["/missing"], totals
assert [int(row["Failure Count"]) for row in rows] == [0, totals["/missing"], totals["/missing"]], rows
failures = table("/stats/failures/csv")
assert [(row["Name"], int(row["Occurrences"])) for row in failures] == [("/missing", totals["/missing"])]
assert table("/exceptions/csv") == []
assert ask("/stats/requests_full_history/csv")[0] == 404
status, headers, body = ask("/stats/report?download=1")
assert status == 200 and headers["Content-Disposition"].startswith("attachment"), headers
assert len(body) > 1000 and "</html>" in body

# A run that ends by itself, then nothing but zeroes.
timed = ask_json("/swarm", {"user_count": 2, "spawn_rate": 2, "host": target, "run_time": "4s"})
assert timed["run_time"] == 4, timed
stats_when(state="running")
stats_when(state="stopped", user_count=0)
for row in table("/stats/requests/csv"):
    totals[row["Name"]] += int(row["Request Count"])
status, headers, body = ask("/stats/reset")
assert (status, body) == (200, "ok"), (status, body)
until("zeroes", lambda: all(row["num_requests"] == 0 for row in ask_json("/stats/requests")["stats"]))

print(json.dumps(totals))
