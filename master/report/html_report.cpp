// HtmlReport: a run as one self-contained page.
#include "master/report/html_report.hpp"

#include "master/report/comparison_cells.hpp"
#include "master/report/html_text.hpp"
#include "master/report/metric_cells.hpp"
#include "master/report/svg_chart.hpp"
#include "master/report/terminal_text.hpp"
#include "master/report/text_number.hpp"
#include "master/report/threshold_cells.hpp"

namespace acrida {
namespace {

constexpr const char* kStyle = R"css(
:root { color-scheme: light dark; --fg:#1c2024; --bg:#fcfcfd; --dim:#60646c; --line:#d9d9e0;
  --a:#0b68cb; --b:#c62a2f; --c:#9a5c00; --head:#f0f0f3; }
@media (prefers-color-scheme: dark) { :root { --fg:#edeef0; --bg:#111113; --dim:#b0b4ba;
  --line:#43484e; --a:#70b8ff; --b:#ff9592; --c:#ffca16; --head:#212225; } }
body { margin:2rem auto; max-width:76rem; padding:0 1rem; color:var(--fg); background:var(--bg);
  font:15px/1.5 system-ui,sans-serif; }
h1 { font-size:1.5rem; margin:0 0 .25rem; } h2 { font-size:1.1rem; margin:2rem 0 .5rem; }
.facts { color:var(--dim); } .scroll { overflow-x:auto; }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums; }
th,td { padding:.3rem .6rem; border-bottom:1px solid var(--line); text-align:right;
  white-space:nowrap; }
th { background:var(--head); } .text { text-align:left; white-space:normal;
  overflow-wrap:break-word; min-width:4rem; max-width:32rem; } tr.total { font-weight:600; } .bad { color:var(--b); }
figure { margin:1rem 0; } svg { width:100%; height:180px; display:block; }
polyline { fill:none; stroke-width:1.5; vector-effect:non-scaling-stroke; }
.a { stroke:var(--a); } .b { stroke:var(--b); } .c { stroke:var(--c); } .axis { stroke:var(--line); }
.key { margin-left:1rem; } .key.a { color:var(--a); } .key.b { color:var(--b); }
.key.c { color:var(--c); } .scale { color:var(--dim); font-size:.85rem; }
pre { overflow-x:auto; white-space:pre-wrap; overflow-wrap:anywhere; }
)css";

std::string cell(const std::string& text) {
  return "<td>" + text + "</td>";
}
std::string text_cell(const std::string& text) {
  return "<td class=\"text\">" + html_text(text) + "</td>";
}

std::string row_start(const SummaryRow& row, bool total) {
  return std::string(total ? "<tr class=\"total\">" : "<tr>") + text_cell(row.method) +
         text_cell(row.name);
}

std::string request_row(const SummaryRow& row, bool total) {
  std::string out = row_start(row, total) + cell(std::to_string(row.requests));
  const std::string failures = std::to_string(row.failures);
  out += row.failures > 0 ? "<td class=\"bad\">" + failures + "</td>" : cell(failures);
  for (const double ms : {row.average_ms, row.min_ms, row.max_ms}) {
    out += cell(milliseconds_text(ms));
  }
  out += cell(text_number(row.average_content_length_bytes, 0));
  out += cell(text_number(row.total_requests_per_s, 2));
  return out + cell(text_number(row.total_failures_per_s, 2)) + "</tr>";
}

std::string percentile_row(const SummaryRow& row, bool total) {
  const auto cells = [&](const TimeSummary& times) {
    std::string out;
    for (const double ms : times.percentiles_ms)
      out += cell(row.timed > 0 ? milliseconds_text(ms) : "N/A");
    return out + "</tr>";
  };
  std::string out = row_start(row, total) + cells(row);
  if (row.intended_starts == 0) return out;
  return out + "<tr class=\"facts\">" + text_cell("") + text_cell("from the actual start") +
         cells(row.actual);
}

std::string table(const std::string& title, const std::vector<std::string>& columns,
                  std::size_t text_columns, const std::string& rows) {
  std::string out = "<h2>" + title + "</h2><div class=\"scroll\"><table><thead><tr>";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += (i < text_columns ? "<th class=\"text\">" : "<th>") + columns[i] + "</th>";
  }
  return out + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
}

std::string request_tables(const RunView& view) {
  std::string requests;
  std::string percentiles;
  for (const SummaryRow& row : view.rows) {
    requests += request_row(row, false);
    percentiles += percentile_row(row, false);
  }
  requests += request_row(view.total, true);
  percentiles += percentile_row(view.total, true);
  return table("Requests",
               {"Type", "Name", "Requests", "Fails", "Average (ms)", "Min (ms)", "Max (ms)",
                "Average size (bytes)", "Requests/s", "Failures/s"},
               2, requests) +
         table(view.total.intended_starts > 0 ? "Response times from the intended start (ms)"
                                              : "Response times (ms)",
               {"Type", "Name", "50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%",
                "99.99%", "100%"},
               2, percentiles);
}

std::string metric_section(const MetricCells& cells) {
  if (cells.rows.empty()) return "";
  std::string rows;
  for (const std::vector<std::string>& row : cells.rows) {
    rows += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      rows += i < cells.text_columns ? text_cell(row[i]) : cell(row[i]);
    rows += "</tr>";
  }
  return table(cells.title, cells.columns, cells.text_columns, rows);
}

std::string warnings(const Comparison& comparison) {
  std::string out;
  for (const std::string& warning : comparison.warnings)
    out += "<p class=\"bad\">" + html_text(warning) + "</p>";
  return out;
}

std::string trouble_tables(const RunView& view) {
  std::string out;
  std::string rows;
  for (const ErrorDelta& error : view.errors) {
    rows += "<tr>" + text_cell(error.method) + text_cell(error.name) + text_cell(error.message) +
            cell(std::to_string(error.occurrences)) + cell(utc_text(error.first_seen)) +
            cell(utc_text(error.last_seen)) + "</tr>";
  }
  if (!rows.empty()) {
    out += table("Failures", {"Method", "Name", "Error", "Occurrences", "First seen", "Last seen"},
                 3, rows);
  }
  rows.clear();
  for (const ExceptionGroup& group : view.exceptions) {
    rows += "<tr>" + text_cell(group.message) + "<td class=\"text\"><pre>" +
            html_text(group.traceback) + "</pre></td>" + cell(std::to_string(group.count)) +
            "</tr>";
  }
  if (!rows.empty()) out += table("Exceptions", {"Message", "Traceback", "Count"}, 2, rows);
  return out;
}

std::string generator_section(const RunView& view) {
  const GeneratorView& generator = view.generator;
  std::string rows;
  for (const JudgedSlave& slave : generator.slaves) {
    std::string findings;
    for (const FindingView& finding : slave.findings)
      findings += (findings.empty() ? "" : "<br>") + html_text(finding.text);
    rows += "<tr>" + text_cell(slave.id) + text_cell(std::string(to_string(slave.verdict))) +
            "<td class=\"text\">" + findings + "</td>" + cell(std::to_string(slave.seconds.valid)) +
            cell(std::to_string(slave.seconds.suspect)) +
            cell(std::to_string(slave.seconds.invalid)) + "</tr>";
  }
  if (rows.empty()) return "";
  std::string stretches;
  for (const VerdictStretch& stretch : generator.stretches) {
    if (stretch.verdict == GeneratorVerdict::valid) continue;
    stretches += (stretches.empty() ? "" : ", ") + std::to_string(stretch.first_second);
    if (stretch.last_second > stretch.first_second)
      stretches += " to " + std::to_string(stretch.last_second);
    stretches += " " + std::string(to_string(stretch.verdict));
  }
  if (!stretches.empty())
    stretches = "<p class=\"facts\">Seconds that were not valid: " + stretches + ".</p>";
  return table("Load generator",
               {"Slave", "Verdict", "Findings", "Valid seconds", "Suspect", "Invalid"}, 3, rows) +
         stretches;
}

std::string charts(const RunView& view) {
  ChartLine requests{"requests/s", "a", {}};
  ChartLine failures{"failures/s", "b", {}};
  ChartLine p50{"median", "a", {}};
  ChartLine p95{"95%", "c", {}};
  ChartLine users{"users", "a", {}};
  for (const HistoryPoint& point : view.history) {
    requests.values.push_back(point.requests_per_s);
    failures.values.push_back(point.failures_per_s);
    p50.values.push_back(point.p50_ms);
    p95.values.push_back(point.p95_ms);
    users.values.push_back(static_cast<double>(point.users));
  }
  if (view.history.empty()) return "";
  return "<h2>Charts</h2>" + svg_chart("Requests per second", "per second", {requests, failures}) +
         svg_chart("Response times of the last ten seconds", "ms", {p50, p95}) +
         svg_chart("Users", "users", {users});
}

std::string facts(const RunView& view) {
  std::string out = "<p class=\"facts\">";
  if (view.start_time) out += "From " + utc_text(*view.start_time) + ", ";
  out += duration_text(view.elapsed) + " · target " +
         html_text(view.host.empty() ? "-" : view.host) + " · test " + html_text(view.test_path) +
         " · " + std::to_string(view.target_users) + " users at " + text_number(view.spawn_rate) +
         " per second · Acrida " + html_text(view.version) + "</p>";
  if (view.total.unknown > 0) {
    out += "<p>" + std::to_string(view.total.unknown) +
           " requests were cut off at the stop or by a crash: their outcome is unknown.</p>";
  }
  if (view.crashes > 0) {
    out += "<p class=\"bad\">" + std::to_string(view.crashes) +
           " times the test crashed: its users started again.</p>";
  }
  if (view.link.lost_reports > 0) {
    out += "<p class=\"bad\">" + std::to_string(view.link.lost_reports) +
           " reports of slaves were lost.</p>";
  }
  if (view.link.lost_slaves > 0) {
    out += "<p class=\"bad\">" + std::to_string(view.link.lost_slaves) +
           " slaves were lost: up to a second of what each did is not counted.</p>";
  }
  const bool is_bad = view.generator.verdict >= GeneratorVerdict::suspect;
  out += std::string("<p class=\"") + (is_bad ? "bad" : "facts") + "\">The load generator is " +
         html_text(view.generator.text) + ".</p>";
  return out + "<p class=\"facts\">Lateness of the load generator: 99% within " +
         milliseconds_text(view.lateness_p99_ms) + " ms, at most " +
         milliseconds_text(view.lateness_max_ms) + " ms.</p>";
}

}  // namespace

std::string html_report(const RunView& view, const std::optional<Comparison>& comparison) {
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\"><title>Acrida report</title><style>";
  page += kStyle;
  page += "</style></head><body><h1>Acrida load test report</h1>";
  page += facts(view) + metric_section(threshold_cells(view));
  if (comparison) page += metric_section(comparison_cells(*comparison));
  if (comparison) page += warnings(*comparison);
  page += request_tables(view);
  page += metric_section(scenario_cells(view)) + metric_section(transaction_cells(view)) +
          metric_section(metric_cells(view));
  page += trouble_tables(view) + generator_section(view) + charts(view);
  return page + "</body></html>\n";
}

}  // namespace acrida
