// What monitoring systems are told: the formats, the sums, hostile names and too many of them.
#include <regex>
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "master/telemetry/otlp_exporter.hpp"
#include "master/telemetry/otlp_metrics.hpp"
#include "master/telemetry/prometheus_text.hpp"
#include "master/telemetry/series.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

/// Two requests of 3 ms and one of 700 ms, which failed.
SummaryRow row(const std::string& name) {
  RequestCounters counters;
  counters.requests = 3;
  counters.failures = 1;
  counters.unknown = 2;
  counters.total_response_time = milliseconds(706);
  counters.min_response_time = milliseconds(3);
  counters.max_response_time = milliseconds(700);
  Histogram latency;
  latency.record(milliseconds(3), 2);
  latency.record(milliseconds(700));
  return summarise("GET", name, counters, latency, {});
}

RunView view_of(std::vector<SummaryRow> rows) {
  RunView view;
  view.rows = std::move(rows);
  view.state = RunState::kRunning;
  view.users = 12;
  view.version = "1.2.3";
  view.start_time = WallTime(std::chrono::seconds(1'700'000'000));
  view.taken_at = WallTime(std::chrono::seconds(1'700'000'060));
  return view;
}

TEST(PrometheusText, HasCountersHistogramsAndGauges) {
  const std::string text = prometheus_text(view_of({row("/item")}));
  for (const char* line :
       {"# TYPE acrida_requests_total counter\n",
        "acrida_requests_total{method=\"GET\",name=\"/item\"} 3\n",
        "acrida_request_failures_total{method=\"GET\",name=\"/item\"} 1\n",
        "acrida_requests_unknown_total{method=\"GET\",name=\"/item\"} 2\n",
        "# TYPE acrida_request_duration_seconds histogram\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"0.0025\"} 0\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"0.005\"} 2\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"0.5\"} 2\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"1\"} 3\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"60\"} 3\n",
        "_bucket{method=\"GET\",name=\"/item\",le=\"+Inf\"} 3\n",
        "acrida_request_duration_seconds_sum{method=\"GET\",name=\"/item\"} 0.706\n",
        "acrida_request_duration_seconds_count{method=\"GET\",name=\"/item\"} 3\n",
        "acrida_users 12\n", "acrida_run_active 1\n", "acrida_build_info{version=\"1.2.3\"} 1\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST(PrometheusText, EscapesWhatTestsCallTheirRequests) {
  const std::string text = prometheus_text(view_of({row("a\"} 1\nb\\c"), row("\xff")}));
  EXPECT_THAT(text, HasSubstr("name=\"a\\\"} 1\\nb\\\\c\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("name=\"(not UTF-8)\"} 3\n"));
}

TEST(PrometheusText, IsBounded) {
  std::vector<SummaryRow> rows;
  for (std::size_t i = 0; i < kMaxRequestSeries + 5; ++i) rows.push_back(row(std::to_string(i)));
  const RunView view = view_of(std::move(rows));
  const std::vector<RequestSeries> series = request_series(view);
  ASSERT_EQ(series.size(), kMaxRequestSeries + 1);
  EXPECT_EQ(series.back().name, "(further names)");
  EXPECT_EQ(series.back().requests, 15u);
  EXPECT_EQ(series.back().up_to.back(), 15u);
}

TEST(PrometheusText, OfNoRun) {
  const std::string text = prometheus_text(RunView{});
  EXPECT_THAT(text, HasSubstr("acrida_run_active 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("acrida_requests_total{")));
}

TEST(PrometheusText, HasAllThatTheDashboardAsksFor) {
  const std::string text = prometheus_text(view_of({row("/item")}));
  const std::string dashboard =
      tests::read_file(tests::source_path("packaging/monitoring/grafana_dashboard.json"));
  const std::regex kMetric("acrida_[a-z0-9_]+");
  std::set<std::string> asked;
  for (std::sregex_iterator found(dashboard.begin(), dashboard.end(), kMetric), end; found != end;
       ++found)
    asked.insert(found->str());
  EXPECT_GT(asked.size(), 8u);
  for (const std::string& name : asked)
    EXPECT_TRUE(text.find("\n" + name + "{") != text.npos ||
                text.find("\n" + name + " ") != text.npos)
        << name;
}

TEST(OtlpMetrics, IsAnExportRequest) {
  const json::value document = json::parse(otlp_metrics(view_of({row("/item")})));
  const json::value& scope = document.at_pointer("/resourceMetrics/0/scopeMetrics/0");
  EXPECT_EQ(scope.at_pointer("/scope/version"), "1.2.3");
  const json::array& metrics = scope.at("metrics").as_array();
  const json::value& requests = metrics.at(0);
  EXPECT_EQ(requests.at("name"), "acrida.requests");
  EXPECT_EQ(requests.at_pointer("/sum/aggregationTemporality"), 2);
  EXPECT_TRUE(requests.at_pointer("/sum/isMonotonic").as_bool());
  const json::value& point = requests.at_pointer("/sum/dataPoints/0");
  EXPECT_EQ(point.at("asInt"), "3");
  EXPECT_EQ(point.at("startTimeUnixNano"), "1700000000000000000");
  EXPECT_EQ(point.at("timeUnixNano"), "1700000060000000000");
  EXPECT_EQ(point.at_pointer("/attributes/1/value/stringValue"), "/item");
  const json::value& durations = metrics.at(3).at_pointer("/histogram/dataPoints/0");
  const json::array& bounds = durations.at("explicitBounds").as_array();
  const json::array& counts = durations.at("bucketCounts").as_array();
  ASSERT_EQ(counts.size(), bounds.size() + 1);
  std::uint64_t sum = 0;
  for (const json::value& count : counts) sum += std::stoull(std::string(count.as_string()));
  EXPECT_EQ(sum, 3u);
  EXPECT_EQ(durations.at("count"), "3");
  EXPECT_EQ(counts.at(3), "2");  // up to 5 ms
}

TEST(OtlpExporter, KnowsWhereToSend) {
  EXPECT_EQ(*OtlpExporter::url_of("http://c:4318"), "http://c:4318/v1/metrics");
  EXPECT_EQ(*OtlpExporter::url_of("https://c/"), "https://c/v1/metrics");
  EXPECT_EQ(*OtlpExporter::url_of("http://c:4318/v1/metrics"), "http://c:4318/v1/metrics");
  for (const char* bad : {"", "c:4318", "ftp://c", "file:///etc/passwd"})
    EXPECT_FALSE(OtlpExporter::url_of(bad).has_value()) << bad;
}

}  // namespace
}  // namespace acrida
