// otlp_metrics: a run as the OpenTelemetry protocol has it.
#include "master/telemetry/otlp_metrics.hpp"

#include <boost/json.hpp>

#include "core/wire/utf8.hpp"
#include "master/telemetry/series.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr int kCumulative = 2;  // AGGREGATION_TEMPORALITY_CUMULATIVE

/// 64-bit numbers are strings in Protobuf's JSON.
std::string nanoseconds_text(WallTime time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

json::object attribute(const char* key, const std::string& text) {
  const std::string value = wire::is_utf8(text) ? text : "(not UTF-8)";
  return {{"key", key}, {"value", json::object{{"stringValue", value}}}};
}

class Document {
 public:
  explicit Document(const RunView& view)
      : series_(request_series(view)),
        start_(nanoseconds_text(view.start_time.value_or(view.taken_at))),
        time_(nanoseconds_text(view.taken_at)) {}

  void add_sum(const char* name, const char* unit, std::uint64_t RequestSeries::*value) {
    json::array points;
    for (const RequestSeries& one : series_) {
      json::object point = point_of(one);
      point["asInt"] = std::to_string(one.*value);
      points.push_back(std::move(point));
    }
    metrics_.push_back({{"name", name},
                        {"unit", unit},
                        {"sum", json::object{{"aggregationTemporality", kCumulative},
                                             {"isMonotonic", true},
                                             {"dataPoints", std::move(points)}}}});
  }

  void add_durations() {
    json::array bounds;
    for (const auto bound : kTimeBounds)
      bounds.emplace_back(std::chrono::duration<double>(bound).count());
    json::array points;
    for (const RequestSeries& one : series_) {
      json::object point = point_of(one);
      json::array counts;
      std::uint64_t before = 0;
      for (const std::uint64_t up_to : one.up_to)
        counts.emplace_back(std::to_string(up_to - std::exchange(before, up_to)));
      counts.emplace_back(std::to_string(one.timed - std::min(one.timed, before)));
      point["count"] = std::to_string(one.timed);
      point["sum"] = one.seconds;
      point["explicitBounds"] = bounds;
      point["bucketCounts"] = std::move(counts);
      points.push_back(std::move(point));
    }
    metrics_.push_back({{"name", "acrida.request.duration"},
                        {"unit", "s"},
                        {"histogram", json::object{{"aggregationTemporality", kCumulative},
                                                   {"dataPoints", std::move(points)}}}});
  }

  void add_gauge(const GaugeSeries& gauge) {
    std::string name(gauge.name);
    name[name.find('_')] = '.';
    json::array points{json::object{{"timeUnixNano", time_}, {"asDouble", gauge.value}}};
    metrics_.push_back({{"name", std::move(name)},
                        {"description", gauge.help},
                        {"gauge", json::object{{"dataPoints", std::move(points)}}}});
  }

  json::array take() { return std::move(metrics_); }

 private:
  json::object point_of(const RequestSeries& one) const {
    return {
        {"startTimeUnixNano", start_},
        {"timeUnixNano", time_},
        {"attributes", json::array{attribute("method", one.method), attribute("name", one.name)}}};
  }

  std::vector<RequestSeries> series_;
  std::string start_;
  std::string time_;
  json::array metrics_;
};

}  // namespace

std::string otlp_metrics(const RunView& view) {
  Document document(view);
  document.add_sum("acrida.requests", "{request}", &RequestSeries::requests);
  document.add_sum("acrida.request.failures", "{request}", &RequestSeries::failures);
  document.add_sum("acrida.requests.unknown", "{request}", &RequestSeries::unknown);
  document.add_durations();
  for (const GaugeSeries& gauge : gauge_series(view)) document.add_gauge(gauge);
  json::object scope{{"scope", json::object{{"name", "acrida"}, {"version", view.version}}},
                     {"metrics", document.take()}};
  json::array attributes{attribute("service.name", "acrida"),
                         attribute("acrida.test", view.test_path),
                         attribute("acrida.host", view.host)};
  json::object resource{{"resource", json::object{{"attributes", std::move(attributes)}}},
                        {"scopeMetrics", json::array{std::move(scope)}}};
  return json::serialize(json::object{{"resourceMetrics", json::array{std::move(resource)}}});
}

}  // namespace acrida
