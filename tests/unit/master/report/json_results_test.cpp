// Tests of JsonResults.
#include "master/report/json_results.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "master/report/generator_json.hpp"
#include "master/report/metrics_json.hpp"
#include "tests/support/sample_view.hpp"

namespace acrida {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

TEST(JsonResults, EntriesHaveLocusts14KeysAndOurs) {
  RunView view = tests::sample_view();
  view.rows.resize(1);
  RowDetail detail;
  detail.method = "GET";
  detail.name = "/items";
  detail.counters.requests = 3;
  detail.counters.failures = 1;
  detail.counters.unknown = 2;
  detail.counters.total_response_time = 400ms;
  detail.counters.min_response_time = 5ms;
  detail.counters.max_response_time = 250ms;
  detail.latency = {{Histogram::bucket_of(5ms), 2}, {Histogram::bucket_of(250ms), 1}};
  detail.seconds = {{1'700'000'001, 2, 0}, {1'700'000'002, 1, 1}};
  view.details = {detail};

  const json::value value = json::parse(json_results(view));
  ASSERT_EQ(value.as_array().size(), 1u);
  const json::object& entry = value.as_array()[0].as_object();
  for (const char* key : {"name", "method", "last_request_timestamp", "start_time", "num_requests",
                          "num_none_requests", "num_failures", "total_response_time",
                          "max_response_time", "min_response_time", "total_content_length",
                          "response_times", "num_reqs_per_sec", "num_fail_per_sec", "acrida"}) {
    EXPECT_TRUE(entry.contains(key)) << key;
  }
  EXPECT_EQ(entry.size(), 15u);
  EXPECT_EQ(entry.at("num_requests").to_number<int>(), 3);
  EXPECT_EQ(entry.at("total_response_time").to_number<double>(), 400);
  EXPECT_EQ(json::serialize(entry.at("response_times")), R"({"5":2,"250":1})");
  EXPECT_EQ(json::serialize(entry.at("num_reqs_per_sec")), R"({"1700000001":2,"1700000002":1})");
  EXPECT_EQ(json::serialize(entry.at("num_fail_per_sec")), R"({"1700000002":1})");
  const json::object& ours = entry.at("acrida").as_object();
  EXPECT_EQ(ours.at("unknown").to_number<int>(), 2);
  EXPECT_EQ(ours.at("percentiles_ms").as_object().at("0.95").to_number<double>(), 60);
  EXPECT_EQ(ours.at("percentiles_ms").as_object().at("0.9999").to_number<double>(), 100);
}

TEST(JsonResults, RoundsAsLocustDoes) {
  EXPECT_EQ(locust_rounded_ms(0.4), 0);
  EXPECT_EQ(locust_rounded_ms(0.5), 0);  // half to even
  EXPECT_EQ(locust_rounded_ms(1.5), 2);
  EXPECT_EQ(locust_rounded_ms(99.4), 99);
  EXPECT_EQ(locust_rounded_ms(145), 140);
  EXPECT_EQ(locust_rounded_ms(155), 160);
  EXPECT_EQ(locust_rounded_ms(1234), 1200);
  EXPECT_EQ(locust_rounded_ms(12'345), 12'000);
}

TEST(JsonResults, SummaryOfARunIsOneObject) {
  const json::value value = json::parse(json_run_summary(tests::sample_view()));
  const json::object& run = value.as_object();
  EXPECT_EQ(run.at("start_time").as_string(), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(run.at("total").as_object().at("requests").to_number<int>(), 150);
  EXPECT_EQ(run.at("rows").as_array().size(), 2u);
  EXPECT_EQ(run.at("errors").as_array()[0].as_object().at("error").as_string(),
            "@SUM(1+1) <img src=x>");
}

TEST(MetricsJson, HasTheKeysOfEachKind) {
  const json::value all = json::parse(metrics_json(tests::sample_view()));
  const json::object& orders = all.at("metrics").as_array()[0].as_object();
  EXPECT_EQ(orders.at("total"), json::value(1'234'567));
  EXPECT_EQ(orders.at("current_per_s").to_number<double>(), 3);
  EXPECT_FALSE(orders.contains("average"));
  EXPECT_EQ(all.at("metrics").as_array()[1].at("last").to_number<double>(), 12.5);
  EXPECT_EQ(all.at("metrics").as_array()[2].at("percentiles").at("0.999"), json::value(100.0));
  const json::object& checkout = all.at("transactions").as_array()[0].as_object();
  EXPECT_EQ(checkout.at("failures").to_number<int>(), 3);
  EXPECT_EQ(checkout.at("percentiles_ms").at("0.5").to_number<double>(), 200);
  EXPECT_EQ(metrics_json(RunView{}), R"({"transactions":[],"metrics":[],"scenarios":[]})");
  const json::value run = json::parse(json_run_summary(tests::sample_view()));
  EXPECT_EQ(run.at("transactions"), all.at("transactions"));
}

TEST(MetricsJson, HasTheScenarios) {
  RunView view;
  view.scenarios = {{"Rush", "500 arrivals/s", {"Rush", 470, 469, 30}, 500},
                    {"Each", "5 iterations of each user", {"Each", 20, 20, 0}, {}}};
  EXPECT_EQ(json::parse(metrics_json(view)).at("scenarios"),
            json::parse(
                R"([{"user_class":"Rush","executor":"500 arrivals/s","planned":500,"begun":470,
               "completed":469,"dropped":30},
              {"user_class":"Each","executor":"5 iterations of each user","planned":null,"begun":20,
               "completed":20,"dropped":0}])"));
}

TEST(JsonResults, HaveBothTimes) {
  RunView view = tests::sample_view();
  view.total.intended_starts = 7;
  view.total.actual.median_ms = 3;
  const json::value total = json::parse(json_run_summary(view)).at("total");
  EXPECT_EQ(total.at("intended_starts").to_number<int>(), 7);
  EXPECT_EQ(total.at("actual").at("median_ms").to_number<double>(), 3);
  EXPECT_EQ(total.at("median_ms").to_number<double>(), 10);
}

TEST(GeneratorJson, HasTheVerdictAndItsReasons) {
  const json::value all = json::parse(generator_json(tests::sample_view()));
  EXPECT_EQ(all.at("verdict"), "invalid");
  EXPECT_EQ(all.at("seconds"), json::parse(R"({"valid":30,"suspect":1,"invalid":29})"));
  const json::value& alpha = all.at("slaves").at(0);
  EXPECT_EQ(alpha.at("id"), "alpha");
  EXPECT_EQ(alpha.at("findings").at(0).at("cause"), "busy");
  EXPECT_EQ(alpha.at("findings").at(0).at("first_second"), 12);
  EXPECT_EQ(alpha.at("newest").at("cpu_percent").to_number<double>(), 99);
  EXPECT_EQ(all.at("slaves").at(1).at("verdict"), "not known");
  EXPECT_TRUE(all.at("slaves").at(1).at("newest").is_null());
  EXPECT_EQ(all.at("stretches").at(1), json::parse(R"([12,40,"invalid"])"));
  EXPECT_EQ(json::parse(json_run_summary(tests::sample_view())).at("generator"), all);
}

TEST(JsonResults, OfNoRunAreEmpty) {
  EXPECT_EQ(json_results(RunView{}), "[]");
  EXPECT_NO_THROW((void)json::parse(json_run_summary(RunView{})));
}

}  // namespace
}  // namespace acrida
