// StatusPage: the small page at / that shows the run and starts and stops it.
#include "master/api/status_page.hpp"

#include "master/report/html_text.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

constexpr std::string_view kScript = R"js("use strict";
const at = (id) => document.getElementById(id);
const ms = (v) => v < 10 ? v.toFixed(2) : v < 100 ? v.toFixed(1) : v.toFixed(0);
const plain = (v) => v === undefined ? "" : String(Number(v.toFixed(3)));
function cells(row, values, bad, texts = 2) {
  values.forEach((value, i) => {
    const cell = document.createElement("td");
    cell.textContent = value;
    if (i < texts) cell.className = "text";
    if (i === bad) cell.className = "bad";
    row.append(cell);
  });
  return row;
}
function fill(body, rows) { body.replaceChildren(...rows); }
function showMetrics(transactions, metrics) {
  at("with-transactions").hidden = transactions.length === 0;
  fill(at("transactions"), transactions.map((t) => cells(document.createElement("tr"),
    [t.name, t.count, t.failures, t.unknown, ms(t.percentiles_ms["0.5"]),
      ms(t.percentiles_ms["0.95"]), ms(t.percentiles_ms["0.99"]), ms(t.average_ms), ms(t.min_ms),
      ms(t.max_ms), t.current_per_s.toFixed(1)], t.failures > 0 ? 2 : -1, 1)));
  at("with-metrics").hidden = metrics.length === 0;
  fill(at("metrics"), metrics.map((m) => cells(document.createElement("tr"),
    [m.name, m.kind, m.unit, m.count, plain(m.total), plain(m.current_per_s), plain(m.last),
      plain(m.average), plain(m.min), plain(m.max), ...["0.5", "0.95", "0.99"].map((q) =>
        m.percentiles ? plain(m.percentiles[q]) : "")], -1, 3)));
}
function show(s) {
  at("state").textContent = s.state;
  at("state").dataset.state = s.state;
  at("users").textContent = s.user_count;
  at("slaves").textContent = s.worker_count;
  at("rps").textContent = s.current_rps.toFixed(1);
  at("fails").textContent = (100 * s.fail_ratio).toFixed(2) + "%";
  at("generator").textContent = s.acrida.generator.verdict;
  at("generator").title = s.acrida.generator.text;
  const active = s.state === "spawning" || s.state === "running";
  at("start").textContent = active ? "Change" : "Start";
  at("stop").disabled = !active && s.state !== "stopping";
  fill(at("requests"), s.stats.flatMap((r) => {
    const row = document.createElement("tr");
    if (r.name === "Aggregated" && r.method === "") row.className = "total";
    const rows = [cells(row, [r.method, r.name, r.num_requests, r.num_failures,
      ms(r.median_response_time), ms(r["response_time_percentile_0.95"]),
      ms(r["response_time_percentile_0.99"]), ms(r.avg_response_time), ms(r.min_response_time),
      ms(r.max_response_time), r.avg_content_length.toFixed(0), r.current_rps.toFixed(1),
      r.current_fail_per_sec.toFixed(1)], r.num_failures > 0 ? 3 : -1)];
    const a = r.actual;
    if (r.num_intended_starts > 0) rows.push(cells(document.createElement("tr"),
      ["", "from the actual start", "", "", ms(a.median_response_time),
        ms(a["response_time_percentile_0.95"]), ms(a["response_time_percentile_0.99"]),
        ms(a.avg_response_time), ms(a.min_response_time), ms(a.max_response_time), "", "", ""], -1));
    return rows;
  }));
  showMetrics(s.acrida.transactions, s.acrida.metrics);
  at("with-scenarios").hidden = s.acrida.scenarios.length === 0;
  fill(at("scenarios"), s.acrida.scenarios.map((c) => cells(document.createElement("tr"),
    [c.user_class, c.executor, c.planned ?? "", c.begun, c.completed, c.dropped],
    c.dropped > 0 ? 5 : -1)));
  at("failures").hidden = s.errors.length === 0;
  fill(at("errors"), s.errors.map((e) =>
    cells(document.createElement("tr"), [e.method + " " + e.name, e.error, e.occurrences], -1)));
  fill(at("workers"), s.workers.map((w) => cells(document.createElement("tr"),
    [w.id, w.state, w.user_count, w.cpu_usage.toFixed(0) + "%",
      (w.memory_usage / 1048576).toFixed(0) + " MiB"], -1)));
}
async function poll() {
  try {
    const answer = await fetch("/stats/requests");
    show(await answer.json());
    at("message").classList.remove("lost");
  } catch {
    at("message").textContent = "The master does not answer.";
    at("message").classList.add("lost");
  }
  setTimeout(poll, 1000);
}
async function ask(path, body) {
  at("message").textContent = "…";
  try {
    const answer = await fetch(path, { method: "POST", body });
    at("message").textContent = (await answer.json()).message;
  } catch { at("message").textContent = "The master does not answer."; }
}
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("/swarm", new URLSearchParams(new FormData(at("form"))));
});
at("stop").addEventListener("click", () => ask("/stop"));
at("reset").addEventListener("click", () => fetch("/stats/reset", { method: "POST" }));
poll();
)js";

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --fg:#1c2024; --bg:#fcfcfd; --dim:#60646c; --line:#d9d9e0;
  --head:#f0f0f3; --accent:#0b68cb; --on-accent:#fff; --bad:#c62a2f; --good:#18794e; }
@media (prefers-color-scheme: dark) { :root { --fg:#edeef0; --bg:#111113; --dim:#b0b4ba;
  --line:#43484e; --head:#212225; --accent:#70b8ff; --on-accent:#10202e; --bad:#ff9592;
  --good:#3dd68c; } }
* { box-sizing:border-box; }
body { margin:0 auto; max-width:80rem; padding:1rem; color:var(--fg); background:var(--bg);
  font:15px/1.5 system-ui,sans-serif; }
header { display:flex; flex-wrap:wrap; gap:.5rem 2rem; align-items:baseline;
  border-bottom:1px solid var(--line); padding-bottom:.75rem; }
h1 { font-size:1.25rem; margin:0; } h2 { font-size:1.05rem; margin:1.75rem 0 .5rem; }
dl { display:flex; flex-wrap:wrap; gap:.25rem 1.75rem; margin:0; }
dl div { display:flex; gap:.5rem; } dt { color:var(--dim); } dd { margin:0; font-weight:600; }
#state[data-state=running] { color:var(--good); }
form { display:flex; flex-wrap:wrap; gap:.75rem; align-items:end; margin:1rem 0; }
label { display:grid; gap:.15rem; color:var(--dim); font-size:.85rem; }
input { font:inherit; color:var(--fg); background:var(--bg); border:1px solid var(--line);
  border-radius:6px; padding:.35rem .5rem; width:9rem; } input[name=host] { width:18rem; }
button { font:inherit; border:1px solid var(--line); border-radius:6px; padding:.35rem 1rem;
  background:var(--head); color:var(--fg); cursor:pointer; }
button#start { background:var(--accent); border-color:var(--accent); color:var(--on-accent); }
button:disabled { opacity:.5; cursor:default; }
:focus-visible { outline:2px solid var(--accent); outline-offset:2px; }
#message { min-height:1.5em; margin:0; color:var(--dim); } .lost { color:var(--bad) !important; }
.scroll { overflow-x:auto; }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums; }
th,td { padding:.3rem .6rem; border-bottom:1px solid var(--line); text-align:right;
  white-space:nowrap; } th { background:var(--head); font-weight:600; }
.text { text-align:left; white-space:normal; overflow-wrap:break-word; min-width:4rem; max-width:32rem; }
thead .text { white-space:nowrap; }
.total { font-weight:600; } .bad { color:var(--bad); } a { color:var(--accent); }
)css";

std::string field(const std::string& label, const std::string& attributes) {
  return "<label>" + label + "<input " + attributes + "></label>";
}

std::string table(const std::string& body_id, const std::vector<std::string>& columns,
                  std::size_t text_columns = 2) {
  std::string out = "<div class=\"scroll\"><table><thead><tr>";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += (i < text_columns ? "<th class=\"text\">" : "<th>") + columns[i] + "</th>";
  }
  return out + "</tr></thead><tbody id=\"" + body_id + "\"></tbody></table></div>";
}

std::string start_form(const RunView& view, std::uint64_t users, double rate) {
  return "<form id=\"form\">" +
         field("Users", "name=\"user_count\" type=\"number\" min=\"0\" required value=\"" +
                            std::to_string(users) + "\"") +
         field("Users started per second",
               "name=\"spawn_rate\" type=\"number\" min=\"0\" step=\"any\" required value=\"" +
                   text_number(rate) + "\"") +
         field("Host", "name=\"host\" value=\"" + html_text(view.host) + "\"") +
         field("Run time", "name=\"run_time\" placeholder=\"20s, 3m, 1h\"") +
         "<button id=\"start\">Start</button><button id=\"stop\" type=\"button\">Stop</button>"
         "<button id=\"reset\" type=\"button\">Reset statistics</button></form>"
         "<p id=\"message\" role=\"status\"></p>";
}

}  // namespace

std::string status_page(const RunView& view, std::uint64_t default_users,
                        double default_spawn_rate) {
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>Acrida</title><link rel=\"stylesheet\" href=\"/status.css\">"
      "<script src=\"/status.js\" defer></script></head><body><header><h1>Acrida</h1><dl>"
      "<div><dt>State</dt><dd id=\"state\">" +
      std::string(to_string(view.state)) + "</dd></div>";
  page +=
      "<div><dt>Users</dt><dd id=\"users\">-</dd></div>"
      "<div><dt>Slaves</dt><dd id=\"slaves\">-</dd></div>"
      "<div><dt>Requests/s</dt><dd id=\"rps\">-</dd></div>"
      "<div><dt>Failures</dt><dd id=\"fails\">-</dd></div>"
      "<div><dt>Generator</dt><dd id=\"generator\">-</dd></div></dl></header><main>";
  if (view.insecure_link)
    page +=
        "<p id=\"insecure\" class=\"lost\">--insecure: the link to the slaves is neither encrypted "
        "nor authenticated; whoever reaches it can be a slave.</p>";
  page += start_form(view, default_users, default_spawn_rate);
  page += "<h2>Requests</h2>" +
          table("requests", {"Type", "Name", "Requests", "Fails", "Median (ms)", "95% (ms)",
                             "99% (ms)", "Average (ms)", "Min (ms)", "Max (ms)", "Size (bytes)",
                             "Requests/s", "Failures/s"});
  page += "<section id=\"with-scenarios\" hidden><h2>Scenarios</h2>" +
          table("scenarios", {"Class", "Executor", "Planned", "Begun", "Completed", "Dropped"}) +
          "</section>";
  page += "<section id=\"with-transactions\" hidden><h2>Transactions</h2>" +
          table("transactions",
                {"Name", "Ended", "Fails", "Unknown", "Median (ms)", "95% (ms)", "99% (ms)",
                 "Average (ms)", "Min (ms)", "Max (ms)", "Per s"},
                1) +
          "</section><section id=\"with-metrics\" hidden><h2>Metrics</h2>" +
          table("metrics",
                {"Name", "Kind", "Unit", "Values", "Total", "Per s", "Last", "Average", "Min",
                 "Max", "50%", "95%", "99%"},
                3) +
          "</section>";
  page += "<section id=\"failures\" hidden><h2>Failures</h2>" +
          table("errors", {"Request", "Error", "Occurrences"}) + "</section>";
  page += "<h2>Slaves</h2>" + table("workers", {"Slave", "State", "Users", "CPU", "Memory"});
  return page +
         "<p><a href=\"/stats/report\">Report</a> · <a href=\"/stats/requests/csv\">requests.csv"
         "</a> · <a href=\"/stats/failures/csv\">failures.csv</a> · "
         "<a href=\"/exceptions/csv\">exceptions.csv</a> · "
         "<a href=\"/stats/metrics/csv\">metrics.csv</a></p></main></body></html>\n";
}

std::string_view status_script() {
  return kScript;
}
std::string_view status_style() {
  return kStyle;
}

}  // namespace acrida
