// RunStore: what is written comes back, whatever happens in between.
#include "master/history/run_store.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/history/entry_text.hpp"
#include "master/run/report_sum.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::uint64_t kEpoch = 1'700'000'000'000'000;
constexpr WallTime kStart(1'700'000'000s);

JournalEntry entry_at(int second, std::uint64_t requests = 1) {
  JournalEntry entry;
  entry.run.epoch = kEpoch;
  entry.run.test_hash = "abc";
  entry.run.start.users = 10;
  entry.run.start.spawn_rate = 2.5;
  entry.run.start.host = "http://x";
  entry.run.start.options = {{"api_key", "s3cret"}, {"pages", "7"}};
  entry.run.start.thresholds = parse_thresholds({"p95(GET /a) < 1s abort", "rate>3"}).value();
  entry.run.start.user_classes = {"A", "B"};
  entry.run.started_at = kStart;
  entry.time = kStart + std::chrono::seconds(second);
  entry.users = 10;
  RequestDelta& row = entry.sums.requests.emplace_back();
  row.method = "GET";
  row.name = "/";
  row.counters.requests = requests;
  row.counters.min_response_time = row.counters.max_response_time = 10ms;
  row.latency = {{Histogram::bucket_of(10ms), requests}};
  row.seconds = {{1'700'000'000 + second, static_cast<std::uint32_t>(requests), 0}};
  return entry;
}

std::unique_ptr<RunStore> open(const tests::TempDir& folder) {
  auto store = RunStore::open(folder.path());
  EXPECT_TRUE(store) << store.error().what;
  return std::move(*store);
}

std::vector<JournalEntry> read(RunStore& store, std::uint64_t epoch = kEpoch) {
  std::vector<JournalEntry> entries;
  const auto done = store.read(epoch, [&](const JournalEntry& entry) { entries.push_back(entry); });
  EXPECT_TRUE(done) << done.error().what;
  return entries;
}

std::uint64_t requests_in(const std::vector<JournalEntry>& entries) {
  std::uint64_t sum = 0;
  for (const JournalEntry& entry : entries)
    for (const RequestDelta& row : entry.sums.requests) sum += row.counters.requests;
  return sum;
}

TEST(RunStore, ARunComesBackAsItWas) {
  const tests::TempDir folder;
  JournalEntry entry = entry_at(3, 5);
  entry.anew = true;
  entry.run.scenarios_started_at = kStart + 1s;
  entry.run.scenarios_since = 5ms;
  entry.run.scenario_slaves = {{"A", {"h_1", "h_2"}}};
  entry.run.start.run_time = 60s;
  entry.run.start.rate = ArrivalRate{500, true};
  entry.run.start.shape = "wave";
  entry.run.start.shape_period = 100ms;
  entry.exceptions = {{"h_1", {"boom", "line 1\nline 2", 3, true, false}}};
  entry.markers = {{kStart + 2s, Marker::Kind::user, "deployed \"v2\""}};
  entry.target_users = 12;
  entry.slaves = {
      {"h_1", 4, "0.1.0", true, true, true, true, {{"A", 3}, {"B", 2}}, 1, true, -3600}};
  entry.received = {{4, 17}, {9, 1}};
  {
    const auto store = open(folder);
    ASSERT_TRUE(store->write(entry));
    ASSERT_TRUE(store->write(entry_at(4)));
    ASSERT_TRUE(store->write_row_message(kEpoch, "h_1", std::string_view("a\0b", 3)));
  }
  const auto store = open(folder);
  const auto run = store->unfinished();
  ASSERT_TRUE(run && run.value()) << run.error().what;
  EXPECT_EQ(json_of(*run.value()), json_of(entry_at(4).run));
  const auto entries = read(*store);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].sums, entry.sums);
  EXPECT_EQ(entries[0].time, entry.time);
  EXPECT_TRUE(entries[0].anew);
  EXPECT_FALSE(entries[1].anew);
  EXPECT_EQ(entries[0].received, entry.received);
  EXPECT_EQ(entries[0].markers, entry.markers);
  EXPECT_EQ(entries[0].target_users, 12u);
  EXPECT_EQ(entries[0].slaves, entry.slaves);
  ASSERT_EQ(entries[0].exceptions.size(), 1u);
  EXPECT_EQ(entries[0].exceptions[0].report, entry.exceptions[0].report);
  std::vector<std::string> frames;
  store->read_row_messages(kEpoch, [&](const std::string& slave, std::string_view frame) {
    frames.push_back(slave + " " + std::string(frame));
  });
  EXPECT_THAT(frames, testing::ElementsAre(std::string("h_1 a\0b", 7)));
  const auto again = parse_run(json_of(entry.run));
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(json_of(again.value()), json_of(entry.run));
}

TEST(RunStore, OnlyTheLastRunCanBeUnfinished) {
  const tests::TempDir folder;
  const auto store = open(folder);
  EXPECT_FALSE(store->unfinished().value());
  ASSERT_TRUE(store->write(entry_at(1)));
  JournalEntry over = entry_at(2);
  over.run.epoch += 1;
  over.run.phase = RunStanding::Phase::over;
  ASSERT_TRUE(store->write(over));
  EXPECT_FALSE(store->unfinished().value());
  JournalEntry last = entry_at(3);
  last.run.epoch += 2;
  ASSERT_TRUE(store->write(last));
  EXPECT_EQ(store->unfinished().value()->epoch, kEpoch + 2);
  ASSERT_TRUE(store->give_up(kEpoch + 2, "for a test"));
  EXPECT_FALSE(store->unfinished().value());
}

TEST(RunStore, MinutesArePutTogetherAndNothingIsLost) {
  const tests::TempDir folder;
  const auto store = open(folder);
  for (int second = 0; second < 1800; ++second) {
    JournalEntry entry = entry_at(second, static_cast<std::uint64_t>(second) + 1);
    if (second == 1000) entry.anew = true;
    entry.received = {{0, static_cast<std::uint64_t>(second)}};
    ASSERT_TRUE(store->write(entry));
  }
  const auto entries = read(*store);
  EXPECT_GT(entries.size(), 600u);
  EXPECT_LT(entries.size(), 700u);
  EXPECT_EQ(entries.back().received.at(0), 1799u);
  // What is before the reset counts no more; it is left out where it was put together with it.
  std::uint64_t since = 0;
  for (const JournalEntry& entry : entries) {
    if (entry.anew) since = 0;
    since += entry.sums.requests[0].counters.requests;
  }
  EXPECT_EQ(since, (1800u * 1801 - 1000 * 1001) / 2);
}

TEST(RunStore, SumsOfManyNamesFit) {
  const tests::TempDir folder;
  const auto store = open(folder);
  JournalEntry entry = entry_at(1);
  const RequestDelta row = entry.sums.requests[0];
  for (int i = 0; i < 3000; ++i) {
    entry.sums.requests.push_back(row);
    entry.sums.requests.back().name = std::string(500, 'n') + std::to_string(i);
  }
  ASSERT_TRUE(store->write(entry));
  EXPECT_EQ(requests_in(read(*store)), 3001u);
}

TEST(RunStore, SumsOfALongTimeHaveTheBoundsOfASecond) {
  JournalEntry sum = entry_at(0);
  for (int second = 1; second <= 20; ++second) {
    JournalEntry next = entry_at(second);
    const std::string suffix = " " + std::to_string(second);
    for (int i = 0; i < 400; ++i)
      next.sums.errors.push_back({"GET", "/", std::to_string(i) + suffix, 1, next.time, next.time});
    for (int i = 0; i < 1000; ++i) {
      next.sums.requests.push_back(next.sums.requests[0]);
      next.sums.requests.back().name = std::to_string(i) + suffix;
    }
    append(sum, next);
  }
  EXPECT_LE(sum.sums.errors.size(), ErrorTable::kMaxErrorGroups + 1);
  EXPECT_LE(sum.sums.requests.size(), ReportSum::kMaxRows + 1);
  std::uint64_t occurrences = 0;
  for (const ErrorDelta& error : sum.sums.errors) occurrences += error.occurrences;
  EXPECT_EQ(occurrences, 20u * 400);
  EXPECT_EQ(requests_in({sum}), 21u + 20 * 1000);
}

TEST(RunStore, AForeignFileIsAnErrorInOneLine) {
  const tests::TempDir folder;
  std::ofstream(folder / "runs.sqlite") << std::string(5000, 'x');
  const auto store = RunStore::open(folder.path());
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().what, HasSubstr("runs.sqlite"));
  EXPECT_THAT(store.error().what, testing::Not(HasSubstr("\n")));
}

TEST(RunStore, DamagedEntriesAreErrors) {
  for (const std::string& bytes :
       {std::string(), std::string("\x05\0\0\0abc", 7), std::string("\xff\xff\xff\xff", 4),
        bytes_of(entry_at(1)).substr(0, 40)})
    EXPECT_FALSE(parse_entry(bytes));
  EXPECT_FALSE(parse_run("{}"));
  EXPECT_FALSE(parse_slave("[1]"));
}

}  // namespace
}  // namespace acrida
