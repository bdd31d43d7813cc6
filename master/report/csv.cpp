// Csv: Locust's CSV tables as text.
#include "master/report/csv.hpp"

#include "master/report/text_number.hpp"

namespace acrida {
namespace {

constexpr std::string_view kPercentileColumns = "50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%";
constexpr std::string_view kLineEnd = "\r\n";  // as in RFC 4180, and as Locust writes it

std::string percentile_cells(const TimeSummary& times, bool timed) {
  std::string cells;
  for (const double ms : times.percentiles_ms) {
    if (!cells.empty()) cells += ',';
    cells += timed ? text_number(ms) : "N/A";
  }
  return cells;
}

std::string requests_row(const SummaryRow& row) {
  std::string line = csv_cell(row.method) + "," + csv_cell(row.name);
  line += "," + std::to_string(row.requests) + "," + std::to_string(row.failures);
  for (const double value :
       {row.median_ms, row.average_ms, row.min_ms, row.max_ms, row.average_content_length_bytes,
        row.total_requests_per_s, row.total_failures_per_s}) {
    line += "," + text_number(value, 6);
  }
  line += "," + percentile_cells(row, row.timed > 0);
  line += "," + std::to_string(row.intended_starts);
  line += "," + percentile_cells(row.actual, row.timed > 0);
  return line.append(kLineEnd);
}

std::string history_row(const RunView& view, const SummaryRow& row) {
  std::string line = std::to_string(
      std::chrono::floor<std::chrono::seconds>(view.taken_at.time_since_epoch()).count());
  line += "," + std::to_string(view.users) + "," + csv_cell(row.method) + "," + csv_cell(row.name);
  line += "," + text_number(row.current_requests_per_s, 6);
  line += "," + text_number(row.current_failures_per_s, 6);
  line += "," + percentile_cells(row, row.timed > 0);
  line += "," + std::to_string(row.requests) + "," + std::to_string(row.failures);
  for (const double value :
       {row.median_ms, row.average_ms, row.min_ms, row.max_ms, row.average_content_length_bytes}) {
    line += "," + text_number(value, 6);
  }
  return line.append(kLineEnd);
}

std::string metric_line(const MetricSummary& metric) {
  const bool is_counter = metric.kind == MetricKind::counter;
  const bool is_gauge = metric.kind == MetricKind::gauge;
  const bool is_transaction = metric.kind == MetricKind::transaction;
  std::string line = std::string(to_string(metric.kind)) + "," + csv_cell(metric.name) + "," +
                     csv_cell(metric.unit) + "," + std::to_string(metric.count);
  line += "," + (is_transaction ? std::to_string(metric.failures) : "");
  line += "," + (is_transaction ? std::to_string(metric.unknown) : "");
  const auto add = [&line](bool has_meaning, double value) {
    line += ',';
    if (has_meaning) line += text_number(value, 6);
  };
  add(!is_gauge, metric.sum);
  add(is_gauge, metric.last);
  for (const double value : {metric.average, metric.min, metric.max}) add(!is_counter, value);
  for (const double value : metric.percentiles) add(!is_counter && !is_gauge, value);
  add(true, metric.current_per_s);
  add(true, metric.total_per_s);
  return line.append(kLineEnd);
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    cell = "'";
  }
  cell += text;
  if (cell.find_first_of(",\"\r\n'") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    if (c != '\0') quoted += c;
  }
  return quoted + "\"";
}

std::string requests_csv(const RunView& view) {
  std::string text =
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
      "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,";
  // What comes after Locust's columns: the times from the actual starts.
  text.append(kPercentileColumns).append(",Intended Starts");
  for (const double percentile : kReportedPercentiles)
    text += ",Actual " + text_number(100 * percentile, 4) + "%";
  text.append(kLineEnd);
  for (const SummaryRow& row : view.rows) text += requests_row(row);
  return text + requests_row(view.total);
}

std::string failures_csv(const RunView& view) {
  std::string text = "Method,Name,Error,Occurrences,First Seen,Last Seen";
  text.append(kLineEnd);
  for (const ErrorDelta& error : view.errors) {
    text += csv_cell(error.method) + "," + csv_cell(error.name) + "," + csv_cell(error.message) +
            "," + std::to_string(error.occurrences) + "," + utc_text(error.first_seen) + "," +
            utc_text(error.last_seen);
    text.append(kLineEnd);
  }
  return text;
}

std::string exceptions_csv(const RunView& view) {
  std::string text = "Count,Message,Traceback,Nodes";
  text.append(kLineEnd);
  for (const ExceptionGroup& group : view.exceptions) {
    std::string nodes;
    for (const std::string& node : group.nodes) nodes += (nodes.empty() ? "" : ", ") + node;
    text += std::to_string(group.count) + "," + csv_cell(group.message) + "," +
            csv_cell(group.traceback) + "," + csv_cell(nodes);
    text.append(kLineEnd);
  }
  return text;
}

std::string metrics_csv(const RunView& view) {
  std::string text =
      "Kind,Name,Unit,Count,Failure Count,Unknown Count,Total,Last,Average,Min,Max,50%,90%,95%,99%,"
      "99.9%,Current/s,Total/s";
  text.append(kLineEnd);
  for (const MetricSummary& metric : view.metrics) text += metric_line(metric);
  for (const MetricSummary& transaction : view.transactions) text += metric_line(transaction);
  return text;
}

std::string generator_csv(const RunView& view) {
  std::string text = "Slave,Verdict,Valid Seconds,Suspect Seconds,Invalid Seconds,Findings";
  text.append(kLineEnd);
  const auto add = [&text](std::string_view slave, GeneratorVerdict verdict,
                           const VerdictSeconds& seconds, std::string_view findings) {
    text += csv_cell(slave) + "," + std::string(to_string(verdict));
    for (const std::uint64_t count : {seconds.valid, seconds.suspect, seconds.invalid})
      text += "," + std::to_string(count);
    text += "," + csv_cell(findings);
    text.append(kLineEnd);
  };
  for (const JudgedSlave& slave : view.generator.slaves) {
    std::string findings;
    for (const FindingView& finding : slave.findings)
      findings += (findings.empty() ? "" : "; ") + finding.text;
    add(slave.id, slave.verdict, slave.seconds, findings);
  }
  add("Aggregated", view.generator.verdict, view.generator.seconds, "");
  return text;
}

std::string history_csv_header() {
  std::string text = "Timestamp,User Count,Type,Name,Requests/s,Failures/s,";
  text.append(kPercentileColumns);
  text +=
      ",Total Request Count,Total Failure Count,Total Median Response Time,"
      "Total Average Response Time,Total Min Response Time,Total Max Response Time,"
      "Total Average Content Size";
  return text.append(kLineEnd);
}

std::string history_csv_rows(const RunView& view, bool full) {
  std::string text;
  if (full) {
    for (const SummaryRow& row : view.rows) text += history_row(view, row);
  }
  return text + history_row(view, view.total);
}

}  // namespace acrida
