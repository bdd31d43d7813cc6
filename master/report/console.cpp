// Console: the tables that a terminal shows, in Locust's layout.
#include "master/report/console.hpp"

#include <algorithm>
#include <cstdio>

#include "master/report/metric_tables.hpp"
#include "master/report/terminal_text.hpp"

namespace acrida {
namespace {

constexpr std::size_t kTypeColumns = 8;
constexpr std::size_t kMinNameColumns = 24;
constexpr std::size_t kMaxNameColumns = 60;

/// Characters, not bytes.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::size_t name_columns(const RunView& view) {
  std::size_t widest = kMinNameColumns;
  for (const SummaryRow& row : view.rows) {
    widest = std::max(widest, columns_of(terminal_text(row.name)));
  }
  return std::min(widest, kMaxNameColumns);
}

std::string right(const std::string& text, std::size_t columns) {
  return text.size() >= columns ? text : std::string(columns - text.size(), ' ') + text;
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string line_of(const std::vector<std::size_t>& widths) {
  std::string line;
  for (const std::size_t width : widths) {
    if (!line.empty()) line += '|';
    line.append(width, '-');
  }
  return line + "\n";
}

std::string type_and_name(const SummaryRow& row, std::size_t columns) {
  return terminal_cell(row.method, kTypeColumns) + " " + terminal_cell(row.name, columns);
}

std::string stats_line(const SummaryRow& row, std::size_t columns, bool current) {
  const double share = row.requests == 0 ? 0
                                         : 100.0 * static_cast<double>(row.failures) /
                                               static_cast<double>(row.requests);
  const std::string fails = std::to_string(row.failures) + "(" + fixed(share, 2) + "%)";
  const double rate = current ? row.current_requests_per_s : row.total_requests_per_s;
  const double failure_rate = current ? row.current_failures_per_s : row.total_failures_per_s;
  std::string line = type_and_name(row, columns);
  line += right(std::to_string(row.requests), 9) + right(fails, 15) + " |";
  for (const double ms : {row.average_ms, row.min_ms, row.max_ms, row.median_ms}) {
    line += right(milliseconds_text(ms), 8);
  }
  line += " |" + right(fixed(rate, 2), 10) + right(fixed(failure_rate, 2), 12);
  return line + "\n";
}

std::string percentile_cells(const TimeSummary& times) {
  std::string cells;
  for (const double ms : times.percentiles_ms) cells += right(milliseconds_text(ms), 8);
  return cells;
}

std::string percentile_lines(const SummaryRow& row, std::size_t columns) {
  std::string lines = type_and_name(row, columns) + percentile_cells(row) +
                      right(std::to_string(row.requests), 9) + "\n";
  if (row.intended_starts == 0) return lines;
  return lines + terminal_cell("", kTypeColumns) + " " +
         terminal_cell("  from the actual start", columns) + percentile_cells(row.actual) + "\n";
}

/// What the times above count from.
std::string start_of_times(const SummaryRow& total) {
  if (total.intended_starts == 0)
    return "Times count from the actual start: users without pacing have no intended one, so what "
           "they would have sent while they waited is not in the times\n";
  return "Times count from the intended start, which " + std::to_string(total.intended_starts) +
         " of " + std::to_string(total.requests) +
         " requests had; the second line of a name says what they are from the actual start\n";
}

/// Of arrivals that found no user free.
std::string dropped_arrivals(const RunView& view) {
  std::string text;
  for (const ScenarioView& scenario : view.scenarios) {
    if (scenario.counts.dropped == 0) continue;
    text += std::to_string(scenario.counts.dropped) + " arrivals of " +
            terminal_text(scenario.user_class) +
            " were dropped, as no user was free: use more users, or a lower rate\n";
  }
  return text;
}

std::string generator_line(const RunView& view) {
  return "the load generator is " + terminal_text(view.generator.text) + "\n";
}

/// What makes the numbers above less than exact.
std::string remarks(const RunView& view) {
  std::string text;
  if (view.total.unknown > 0) {
    text +=
        std::to_string(view.total.unknown) +
        " requests were cut off at the stop or by a crash: their outcome is unknown, they are not "
        "counted\n";
  }
  if (view.crashes > 0) {
    text += std::to_string(view.crashes) +
            " times the test crashed: its users started again; see the exceptions\n";
  }
  if (view.link.lost_slaves > 0) {
    text += std::to_string(view.link.lost_slaves) +
            " slaves were lost: up to a second of what each did is not counted\n";
  }
  if (view.link.lost_reports > 0) {
    text += std::to_string(view.link.lost_reports) +
            " reports of slaves were lost: the requests in them are not counted\n";
  }
  text += dropped_arrivals(view);
  const GeneratorVerdict verdict = view.generator.verdict;
  if (is_active(view.state) && verdict >= GeneratorVerdict::suspect) text += generator_line(view);
  return text;
}

}  // namespace

std::string stats_table(const RunView& view) {
  const std::size_t columns = name_columns(view);
  const std::string separator = line_of({kTypeColumns, columns, 8, 15, 7, 7, 7, 8, 10, 12});
  std::string table = terminal_cell("Type", kTypeColumns) + " " + terminal_cell("Name", columns) +
                      "   # reqs        # fails |     Avg     Min     Max     Med |" +
                      "     req/s  failures/s\n" + separator;
  for (const SummaryRow& row : view.rows) table += stats_line(row, columns, is_active(view.state));
  table += separator;
  table += stats_line(view.total, columns, is_active(view.state));
  return table + remarks(view);
}

std::string percentile_table(const RunView& view) {
  if (view.total.requests == 0) return "";
  const std::size_t columns = name_columns(view);
  const std::string separator =
      line_of({kTypeColumns, columns, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8});
  std::string table = std::string("Response time percentiles") +
                      (view.rounded_latencies ? " (approximated: Locust workers round)\n" : "\n");
  table += terminal_cell("Type", kTypeColumns) + " " + terminal_cell("Name", columns) +
           "     50%     66%     75%     80%     90%     95%     98%     99%   99.9%  99.99%" +
           "    100%   # reqs\n" + separator;
  for (const SummaryRow& row : view.rows) table += percentile_lines(row, columns);
  table += separator;
  return table + percentile_lines(view.total, columns) + start_of_times(view.total);
}

std::string error_table(const RunView& view) {
  if (view.errors.empty()) return "";
  std::string table = "Error report\n# occurrences      Error\n" + line_of({18, 80});
  for (const ErrorDelta& error : view.errors) {
    std::string what = error.method.empty() ? error.name : error.method + " " + error.name;
    what += (what.empty() ? "" : ": ") + error.message;
    table +=
        terminal_cell(std::to_string(error.occurrences), 18) + " " + terminal_text(what) + "\n";
  }
  return table;
}

std::string exception_table(const RunView& view) {
  if (view.exceptions.empty()) return "";
  std::string table = "Exceptions in user code\n# occurrences      Message\n" + line_of({18, 80});
  for (const ExceptionGroup& group : view.exceptions) {
    table +=
        terminal_cell(std::to_string(group.count), 18) + " " + terminal_text(group.message) + "\n";
  }
  return table;
}

std::string final_report(const RunView& view) {
  std::string report = stats_table(view);
  for (const std::string& table :
       {percentile_table(view), scenario_table(view), transaction_table(view), metric_table(view),
        error_table(view), exception_table(view), threshold_table(view)}) {
    if (!table.empty()) report += "\n" + table;
  }
  return report + "\n" + generator_line(view);
}

}  // namespace acrida
