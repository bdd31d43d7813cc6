// Tests of LiveFeed: what a reader is sent, and that it is sent once.
#include "master/api/live_feed.hpp"

#include <gtest/gtest.h>

#include "sample_run.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

const std::string kOverview = R"({"version":"1"})";

std::vector<json::object> parsed(const std::vector<LiveFeed::Text>& messages) {
  std::vector<json::object> all;
  for (const auto& message : messages) all.push_back(json::parse(*message).as_object());
  return all;
}

std::vector<json::object> next(RunViewPtr view, LiveReader& reader) {
  LiveFeed feed(std::move(view), kOverview);
  return parsed(feed.next(reader));
}

std::size_t points_in(const json::object& message) {
  const json::value* points = message.if_contains("points");
  return points == nullptr ? 0 : points->at("time_ms").as_array().size();
}

TEST(LiveFeed, AReaderGetsEverythingThenTheNews) {
  LiveReader reader;
  const auto first = next(sample_run(10, 5, 2'000), reader);
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].at("type"), "hello");
  EXPECT_EQ(first[0].at("overview").at("version"), "1");
  EXPECT_EQ(first[1].at("type"), "backlog");
  EXPECT_EQ(points_in(first[1]), 5u);
  EXPECT_EQ(first[1].at("markers").as_array().size(), 1u);
  EXPECT_EQ(first[1].at("markers").at(0).at("text"), "hellö \"x\"");
  EXPECT_EQ(first[2].at("type"), "tick");
  EXPECT_EQ(first[2].at("seq").to_number<int>(), 2'000);
  EXPECT_EQ(points_in(first[2]), 0u) << "they are in the backlog";
  EXPECT_FALSE(first[2].contains("markers"));

  auto later = sample_run(10, 5, 2'001);
  auto points = *later->timeline.levels.back()[0];
  points.push_back(points.back());
  points.back().after_view = 2'000;
  later->timeline.levels.back() = {std::make_shared<const std::vector<TimelinePoint>>(points)};
  const auto second = next(later, reader);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(points_in(second[0]), 1u);
  EXPECT_FALSE(second[0].contains("errors")) << "they have not changed";
}

TEST(LiveFeed, ErrorsComeWhenTheyHaveChanged) {
  LiveReader reader;
  EXPECT_TRUE(next(sample_run(), reader).back().contains("errors"));
  auto view = sample_run(10, 5, 2'001);
  view->errors.resize(1);
  view->errors[0].message = "404";
  view->errors[0].occurrences = 3;
  const auto changed = next(view, reader);
  EXPECT_EQ(changed.back().at("errors").at(0).at("count").to_number<int>(), 3);
  EXPECT_FALSE(changed.back().contains("exceptions"));
  auto same = std::make_shared<RunView>(*view);
  same->number = 2'002;
  EXPECT_FALSE(next(same, reader).back().contains("errors"));
}

TEST(LiveFeed, AReaderThatComesBackGetsWhatItMissed) {
  LiveReader reader;
  reader.since = 1'003;
  const auto messages = next(sample_run(), reader);
  EXPECT_EQ(points_in(messages[1]), 2u);  // after views 1003 and 1004
  EXPECT_TRUE(messages[1].at("markers").as_array().empty());
}

TEST(LiveFeed, ASinceOfAnotherProcessOrRunGetsEverything) {
  for (const std::uint64_t since : {std::uint64_t{5}, std::uint64_t{999'999}, UINT64_MAX}) {
    LiveReader reader;
    reader.since = since;
    EXPECT_EQ(points_in(next(sample_run(), reader)[1]), 5u) << since;
  }
  auto view = sample_run();
  view->epoch = 1'999'000;  // started after view 1003
  LiveReader reader;
  reader.since = 1'003;
  EXPECT_EQ(points_in(next(view, reader)[1]), 5u);
}

TEST(LiveFeed, ANewRunIsGreetedAgain) {
  LiveReader reader;
  next(sample_run(), reader);
  auto view = sample_run(3, 1, 2'500);
  view->epoch = 2'400'000;
  const auto messages = next(view, reader);
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[0].at("type"), "hello");
  EXPECT_EQ(messages[1].at("epoch").to_number<int>(), 2'400'000);
}

TEST(LiveFeed, ASlowReaderIsToldWhatItMissed) {
  LiveReader reader;
  next(sample_run(), reader);
  reader.skipped = 3;
  const auto messages = next(sample_run(10, 5, 2'005), reader);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(json::serialize(messages[0]),
            R"({"type":"gap","from_seq":2000,"to_seq":2005,"skipped":3})");
  EXPECT_EQ(reader.skipped, 0u);
}

TEST(LiveFeed, EqualReadersShareOneText) {
  LiveFeed feed(sample_run(), kOverview);
  LiveReader a, b, other;
  other.rows.descending = true;
  const auto of_a = feed.next(a), of_b = feed.next(b), of_other = feed.next(other);
  EXPECT_EQ(of_a[1].get(), of_b[1].get());
  EXPECT_EQ(of_a[2].get(), of_b[2].get());
  EXPECT_EQ(of_a[1].get(), of_other[1].get());
  EXPECT_NE(of_a[2].get(), of_other[2].get());
}

TEST(LiveFeed, HostileTextsStayJson) {
  auto view = sample_run(1, 1);
  view->rows[0].name = std::string("</script>\"\\\n\x01\x7f") + "\u202e" + std::string(4000, 'x');
  view->rows[0].average_ms = std::numeric_limits<double>::quiet_NaN();
  view->total.current_requests_per_s = std::numeric_limits<double>::infinity();
  view->exceptions.resize(200);
  for (auto& group : view->exceptions) group.traceback = std::string(100'000, 't');
  view->errors.resize(5'000);
  LiveReader reader;
  const auto messages = next(view, reader);
  const json::object& tick = messages.back();
  EXPECT_EQ(tick.at("rows").at(0).at(1).as_string().size(), view->rows[0].name.size());
  EXPECT_TRUE(tick.at("rows").at(0).at(7).is_null());
  EXPECT_EQ(tick.at("errors").as_array().size(), 200u);
  EXPECT_LT(json::serialize(tick.at("exceptions")).size(), 80'000u);
}

TEST(LiveFeed, TheHeatmapOfALongRunIsThinnedOut) {
  LiveReader reader;
  const auto messages = next(sample_run(1, 3'600), reader);
  const json::object& heat = messages[1].at("heat").as_object();
  const std::size_t columns = heat.at("time_ms").as_array().size();
  EXPECT_LE(columns, 480u);
  EXPECT_EQ(heat.at("span_s").at(0).to_number<int>(), 8);
  EXPECT_EQ(heat.at("levels").as_string().size(), (columns * 42 + 2) / 3 * 4);
  EXPECT_EQ(points_in(messages[1]), 3'600u);
}

TEST(LiveFeed, AReaderHearsThatTheTestIsAnotherVersion) {
  LiveReader reader;
  next(sample_run(10, 5, 2'000), reader);
  const std::string swapped = R"({"version":"2"})";
  LiveFeed feed(sample_run(10, 5, 2'001), swapped);
  const auto messages = parsed(feed.next(reader));
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].at("type"), "hello");
  EXPECT_EQ(messages[0].at("overview").at("version"), "2");
  EXPECT_EQ(messages[1].at("type"), "tick");
}

}  // namespace
}  // namespace acrida
