// LiveDocument: the series of the charts.
#include <algorithm>
#include <cmath>
#include <functional>

#include "master/page/encoding.hpp"
#include "master/page/json_text.hpp"
#include "master/page/live_document.hpp"

namespace acrida {
namespace {

using json_text::put;
using json_text::put_key;
using json_text::put_string;
using Points = std::vector<const TimelinePoint*>;

/// A cell of a column: twelve times the binary logarithm of one more than its requests per second.
constexpr double kHeatScale = 12;

template <class Value>
void put_series(std::string& out, std::string_view key, const Points& points, Value value_of) {
  put_key(out, key);
  out += '[';
  for (const TimelinePoint* point : points) {
    if (out.back() != '[') out += ',';
    put(out, value_of(*point));
  }
  out += ']';
}

std::optional<double> known(float value) {
  return value < 0 ? std::nullopt : std::optional<double>(value);
}

/// 0 valid, 1 suspect, 2 invalid.
std::optional<double> verdict_number(GeneratorVerdict verdict) {
  if (verdict == GeneratorVerdict::unknown) return std::nullopt;
  return static_cast<double>(verdict) - static_cast<double>(GeneratorVerdict::valid);
}

/// Requests per second of each cell, in the points from `begin` to `end`.
std::string column_of(const Points& points, std::size_t begin, std::size_t end) {
  std::string bytes;
  for (std::size_t cell = 0; cell < kHeatCells; ++cell) {
    double requests = 0, seconds = 0;
    for (std::size_t i = begin; i < end; ++i) {
      requests += points[i]->heat[cell];
      seconds += points[i]->span_s;
    }
    const double level = std::round(kHeatScale * std::log2(1 + requests / seconds));
    bytes += static_cast<char>(static_cast<unsigned char>(std::min(level, 255.0)));
  }
  return bytes;
}

void put_heat(std::string& out, const Points& points) {
  const std::size_t width = (points.size() + kMaxHeatColumns - 1) / kMaxHeatColumns;
  std::string times, spans, cells;
  for (std::size_t begin = 0; begin < points.size(); begin += width) {
    const std::size_t end = std::min(begin + width, points.size());
    const TimelinePoint& last = *points[end - 1];
    if (begin > 0) times += ',', spans += ',';
    put(times, points[begin]->second * 1000);
    put(spans, last.second + last.span_s - points[begin]->second);
    cells += column_of(points, begin, end);
  }
  put_key(out, "heat");
  out += "{\"first_ms\":";
  put(out, std::ldexp(1e-6, kFirstHeatBit));
  out += ",\"cells\":" + std::to_string(kHeatCells) + ",\"time_ms\":[" + times + "],\"span_s\":[" +
         spans + "],\"levels\":\"" +
         base64({reinterpret_cast<const unsigned char*>(cells.data()), cells.size()}) + "\"}";
}

void put_requests(std::string& out, const Points& points) {
  static constexpr std::string_view kLatencies[] = {"p50_ms", "p75_ms",  "p90_ms", "p95_ms",
                                                    "p99_ms", "p999_ms", "max_ms"};
  static_assert(std::size(kLatencies) == kTimelinePercentiles.size());
  using Point = TimelinePoint;
  put_series(out, "rps", points, [](const Point& p) { return p.requests_per_s; });
  put_series(out, "fail_per_s", points, [](const Point& p) { return p.failures_per_s; });
  for (std::size_t i = 0; i < std::size(kLatencies); ++i)
    put_series(out, kLatencies[i], points, [i](const Point& p) { return known(p.latency_ms[i]); });
}

}  // namespace

void put_row_points(std::string& out, const Points& points) {
  using Point = TimelinePoint;
  put_key(out, "points");
  out += '{';
  put_series(out, "time_ms", points, [](const Point& p) { return p.second * 1000; });
  put_series(out, "span_s", points, [](const Point& p) { return std::uint64_t{p.span_s}; });
  put_requests(out, points);
  out += '}';
}

void put_points(std::string& out, const Points& points) {
  using Point = TimelinePoint;
  put_key(out, "points");
  out += '{';
  put_series(out, "time_ms", points, [](const Point& p) { return p.second * 1000; });
  put_series(out, "span_s", points, [](const Point& p) { return std::uint64_t{p.span_s}; });
  put_series(out, "users", points, [](const Point& p) { return p.users; });
  put_series(out, "target_users", points, [](const Point& p) { return p.target_users; });
  put_requests(out, points);
  put_series(out, "cpu_percent", points, [](const Point& p) { return known(p.cpu_percent); });
  put_series(out, "loop_lag_ms", points, [](const Point& p) { return known(p.loop_lag_ms); });
  put_series(out, "lateness_ms", points, [](const Point& p) { return known(p.lateness_ms); });
  put_series(out, "generator", points, [](const Point& p) { return verdict_number(p.generator); });
  out += '}';
  put_heat(out, points);
}

}  // namespace acrida
