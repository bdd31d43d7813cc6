// RequestPhases: where the time of a request went, with both engines.
#include <thread>

#include <gtest/gtest.h>

#include "raw_server.hpp"
#include "tests/support/nginx.hpp"
#include "visit.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

template <class Visitor>
class HttpPhases : public testing::Test {};
TYPED_TEST_SUITE(HttpPhases, HttpEngines, EngineName);

std::uint64_t values_of(const ShardReport& report, const std::string& trend) {
  for (const MetricDelta& metric : report.delta.metrics)
    if (metric.name == trend && metric.unit == "ms") return metric.numbers.count;
  return 0;
}

TYPED_TEST(HttpPhases, AreThoseOfTheRequest) {
  RawServer server({.answer = kAnswer, .hold = true});
  std::thread releaser([&] {
    server.wait_for_requests(1);
    std::this_thread::sleep_for(50ms);
    server.release();
  });
  const ShardReport report = visit_by<TypeParam>(server.url(), [](TypeParam& user) -> task<> {
    user.client.measure_phases = true;
    const Response fresh = co_await user.client.get("/held");
    const RequestPhases& first = fresh.phases;
    EXPECT_GT(first.connect, 0ns);
    EXPECT_LT(first.connect, 40ms);
    EXPECT_EQ(first.tls, 0ns);
    EXPECT_GE(first.first_byte, 49ms);
    EXPECT_LT(first.transfer, 40ms);
    const Response again = co_await user.client.get("/held");
    const RequestPhases& second = again.phases;
    EXPECT_EQ(second.dns, 0ns);
    EXPECT_EQ(second.connect, 0ns);
    EXPECT_GT(second.first_byte, 0ns);
    user.client.measure_phases = false;
    const Response unmeasured = co_await user.client.get("/held");
    EXPECT_EQ(unmeasured.phases.first_byte, 0ns);
  });
  releaser.join();
  EXPECT_EQ(values_of(report, "/held connect"), 1u);
  EXPECT_EQ(values_of(report, "/held first byte"), 2u);
  EXPECT_EQ(values_of(report, "/held tls"), 0u);
}

TYPED_TEST(HttpPhases, HaveTheHandshakeOfTls) {
  const Nginx nginx;
  const ShardReport report = visit_by<TypeParam>(nginx.tls_url(), [](TypeParam& user) -> task<> {
    user.client.measure_phases = true;
    user.client.verify_tls = false;
    const Response first = co_await user.client.get("/described");
    EXPECT_GT(first.phases.tls, 0ns);
    const Response second = co_await user.client.get("/described");
    EXPECT_EQ(second.phases.tls, 0ns);
  });
  EXPECT_EQ(values_of(report, "/described tls"), 1u);
}

}  // namespace
}  // namespace acrida::tests
