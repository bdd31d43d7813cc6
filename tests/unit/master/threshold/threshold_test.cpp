// Threshold: what may be written, and what is said of what may not.
#include "master/threshold/threshold.hpp"

#include <gmock/gmock.h>

namespace acrida {
namespace {

using Metric = Threshold::Metric;
using Unit = Threshold::Unit;
using std::chrono::seconds;
using testing::HasSubstr;

Threshold good(const std::string& text) {
  const auto parsed = parse_threshold(text);
  if (parsed) return *parsed;
  ADD_FAILURE() << parsed.error().what;
  return {};
}

TEST(Threshold, OfAPercentileOfAName) {
  const Threshold threshold = good("p95(/item)<200ms");
  EXPECT_EQ(threshold.text, "p95(/item)<200ms");
  EXPECT_EQ(threshold.metric, Metric::percentile);
  EXPECT_DOUBLE_EQ(threshold.quantile, 0.95);
  EXPECT_EQ(threshold.name, "/item");
  EXPECT_EQ(threshold.method, "");
  EXPECT_EQ(threshold.limit, 200);
  EXPECT_EQ(threshold.window, seconds(0));
  EXPECT_FALSE(threshold.aborts);
  EXPECT_TRUE(threshold.holds(199.9));
  EXPECT_FALSE(threshold.holds(200));
}

TEST(Threshold, OfAShare) {
  const Threshold threshold = good("failures<0.1%");
  EXPECT_EQ(threshold.unit, Unit::share);
  EXPECT_DOUBLE_EQ(threshold.limit, 0.001);
  EXPECT_EQ(threshold.value_text(0.0025), "0.25 %");
}

TEST(Threshold, WithEverything) {
  const Threshold threshold = good("  rate ( GET /a b ) >= 4000/s for 30s after 1m abort ");
  EXPECT_EQ(threshold.metric, Metric::rate);
  EXPECT_EQ(threshold.method, "GET");
  EXPECT_EQ(threshold.name, "/a b");
  EXPECT_EQ(threshold.limit, 4000);
  EXPECT_EQ(threshold.window, seconds(30));
  EXPECT_EQ(threshold.after, seconds(60));
  EXPECT_TRUE(threshold.aborts);
  EXPECT_TRUE(threshold.holds(4000));
  EXPECT_FALSE(threshold.holds(3999));
}

TEST(Threshold, OfNamesWithBracketsAndComparisons) {
  EXPECT_EQ(good("p50(f(x)<3)<5ms").name, "f(x)<3");
  EXPECT_EQ(good("p50(f(x) < g(y))<5ms").name, "f(x) < g(y)");
  EXPECT_EQ(good("max(Get item)<5").name, "Get item");
  EXPECT_EQ(good("max(Get item)<5").method, "");
}

TEST(Threshold, InUnitsOfTime) {
  EXPECT_DOUBLE_EQ(good("p99.9<1.5s").limit, 1500);
  EXPECT_DOUBLE_EQ(good("p99.9<1.5s").quantile, 0.999);
  EXPECT_DOUBLE_EQ(good("avg<=800us").limit, 0.8);
  EXPECT_DOUBLE_EQ(good("min>2").limit, 2);
}

TEST(Threshold, ThatIsNone) {
  const std::pair<const char*, const char*> kCases[] = {
      {"", "no <, <=, > or >="},
      {"p95", "no <, <=, > or >="},
      {"p95=200ms", "no <, <=, > or >="},
      {"p0<1", "'p0' is no metric"},
      {"p101<1", "'p101' is no metric"},
      {"p9x<1", "'p9x' is no metric"},
      {"speed<1", "'speed' is no metric"},
      {"p95()<1", "no name between the brackets"},
      {"p95(/a<1", "no <, <=, > or >="},
      {"p95<", "the limit is no number"},
      {"p95<-1ms", "the limit is no number"},
      {"p95<nan", "the limit is no number"},
      {"p95<1e400", "the unit is not"},
      {"p95<200%", "the unit does not fit"},
      {"failures<3ms", "the unit does not fit"},
      {"rate<5%", "the unit does not fit"},
      {"p95<200parsec", "the unit is not"},
      {"p95<200ms for", "is not a time span"},
      {"p95<200ms for 0", "'for' takes 1 s to 10 m"},
      {"p95<200ms for 11m", "'for' takes 1 s to 10 m"},
      {"p95<200ms please", "'please' is not"},
  };
  for (const auto& [text, why] : kCases) {
    const auto parsed = parse_threshold(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_THAT(parsed.error().what, HasSubstr(why)) << text;
    EXPECT_THAT(parsed.error().what, HasSubstr("write METRIC(NAME)<LIMIT"));
  }
  EXPECT_FALSE(parse_threshold(std::string(5000, 'p')).has_value());
}

}  // namespace
}  // namespace acrida
