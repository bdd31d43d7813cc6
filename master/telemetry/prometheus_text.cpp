// prometheus_text: a run as Prometheus reads it.
#include "master/telemetry/prometheus_text.hpp"

#include <array>
#include <charconv>

#include "core/wire/utf8.hpp"
#include "master/telemetry/series.hpp"

namespace acrida {
namespace {

std::string label_text(const std::string& text) {
  if (!wire::is_utf8(text)) return "(not UTF-8)";
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string number(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::string(text.data(), end) : "NaN";
}

std::string labels_of(const RequestSeries& one) {
  return "method=\"" + label_text(one.method) + "\",name=\"" + label_text(one.name) + "\"";
}

void head(std::string& out, const std::string& name, std::string_view help, std::string_view type) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void add_counter(std::string& out, const std::vector<RequestSeries>& all, const std::string& name,
                 std::string_view help, std::uint64_t RequestSeries::*value) {
  head(out, name, help, "counter");
  for (const RequestSeries& one : all)
    out += name + "{" + labels_of(one) + "} " + std::to_string(one.*value) + "\n";
}

void add_durations(std::string& out, const std::vector<RequestSeries>& all) {
  const std::string name = "acrida_request_duration_seconds";
  head(out, name, "Response times", "histogram");
  for (const RequestSeries& one : all) {
    const std::string labels = labels_of(one);
    for (std::size_t i = 0; i < kTimeBounds.size(); ++i) {
      const double bound_s = std::chrono::duration<double>(kTimeBounds[i]).count();
      out += name + "_bucket{" + labels + ",le=\"" + number(bound_s) + "\"} " +
             std::to_string(one.up_to[i]) + "\n";
    }
    const std::string count = std::to_string(one.timed) + "\n";
    out += name + "_bucket{" + labels + ",le=\"+Inf\"} " + count;
    out += name + "_sum{" + labels + "} " + number(one.seconds) + "\n";
    out += name + "_count{" + labels + "} " + count;
  }
}

}  // namespace

std::string prometheus_text(const RunView& view) {
  std::string out;
  const std::vector<RequestSeries> all = request_series(view);
  add_counter(out, all, "acrida_requests_total", "Finished requests", &RequestSeries::requests);
  add_counter(out, all, "acrida_request_failures_total", "Failed requests",
              &RequestSeries::failures);
  add_counter(out, all, "acrida_requests_unknown_total", "Requests that were cut off",
              &RequestSeries::unknown);
  add_durations(out, all);
  for (const GaugeSeries& gauge : gauge_series(view)) {
    const std::string name(gauge.name);
    head(out, name, gauge.help, "gauge");
    out += name + " " + number(gauge.value) + "\n";
  }
  head(out, "acrida_build_info", "1; the version is a label", "gauge");
  return out + "acrida_build_info{version=\"" + label_text(view.version) + "\"} 1\n";
}

}  // namespace acrida
