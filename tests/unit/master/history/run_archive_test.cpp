// RunArchive: a run is found again as its master showed it, while the master writes.
#include "master/history/run_archive.hpp"

#include <chrono>
#include <filesystem>
#include <sqlite3.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/history/entry_text.hpp"
#include "master/history/run_store.hpp"
#include "master/run/run_stats.hpp"
#include "sample_run.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using tests::kSampleStart;
using tests::SampleRun;

class RunArchiveTest : public testing::Test {
 protected:
  RunArchiveTest() { open(); }

  void open(RunLimits limits = {}) {
    store_.reset();
    auto store = RunStore::open(folder_.path(), limits);
    ASSERT_TRUE(store) << store.error().what;
    store_ = std::move(*store);
  }
  RunArchive archive() {
    auto archive = RunArchive::open(folder_.path());
    EXPECT_TRUE(archive) << archive.error().what;
    return std::move(*archive);
  }
  void write(const SampleRun& run, int seconds, bool ends = true) {
    for (int second = 1; second <= seconds; ++second) {
      const auto done = store_->write(run.entry(second, ends && second == seconds));
      ASSERT_TRUE(done) << done.error().what;
    }
    if (!ends) return;
    ASSERT_TRUE(store_->write_view(run.epoch, view_of(run, seconds)));
  }
  /// As a master makes it.
  static RunView view_of(const SampleRun& run, int seconds) {
    const auto at = [](int second) {
      return Now{Instant(std::chrono::seconds(100 + second)),
                 kSampleStart + std::chrono::seconds(second)};
    };
    RunStats stats;
    stats.begin(run.epoch, at(0));
    for (int second = 1; second <= seconds; ++second) {
      stats.count(run.entry(second).sums, at(second));
      stats.advance_second({}, at(second));
    }
    stats.finish(at(seconds));
    RunView view;
    view.state = RunState::kStopped;
    view.start_time = kSampleStart;
    view.end_time = kSampleStart + std::chrono::seconds(seconds);
    view.target_users = 10;
    view.test_path = "/tests/shop.cpp";
    view.version = "0.1.0";
    view.host = "http://x";
    view.slaves.resize(2);
    view.slaves[0].id = "alpha";
    view.slaves[0].user_counts = {{"A", 5}};
    view.generator.verdict = GeneratorVerdict::suspect;
    view.generator.text = "suspect: in 1 of 9 seconds";
    view.generator.stretches = {{1, 3, GeneratorVerdict::suspect}};
    view.generator.slaves.resize(1);
    view.generator.slaves[0].newest.cores = 4;
    view.generator.slaves[0].findings = {
        {GeneratorCause::ports, GeneratorVerdict::suspect, 1, 2, 3, "ports"}};
    view.feeders = {{"cards.csv", 10, 1, 2, 3, 4, 5, {{1, 2}}}};
    view.scenarios = {{"A", "500/s", {"A", 9, 8, 1}, 10}};
    view.link.lost_reports = 3;
    stats.describe(view, true, at(seconds));
    view.link.lost_reports = 3;
    view.test_name = "shop.cpp";
    ThresholdView kept{"p95<2s", "",  ThresholdView::State::holds, 20, "20 ms", 2000, "ms",
                       {},       true};
    ThresholdView missed{"failures<1%", "GET /item",  ThresholdView::State::failed,
                         0.5,           "50 %",       0.01,
                         "share",       kSampleStart, false};
    view.thresholds = {kept, missed};
    return view;
  }

  const tests::TempDir folder_;
  std::unique_ptr<RunStore> store_;
};

void expect_equal_rows(const SummaryRow& a, const SummaryRow& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.requests, b.requests);
  EXPECT_EQ(a.failures, b.failures);
  EXPECT_EQ(a.percentiles_ms, b.percentiles_ms);
  EXPECT_DOUBLE_EQ(a.average_ms, b.average_ms);
  EXPECT_DOUBLE_EQ(a.total_requests_per_s, b.total_requests_per_s);
}

TEST_F(RunArchiveTest, AViewComesBackAsTheMasterShowedIt) {
  const SampleRun run{.names = 3, .requests = 20, .has_failures = true};
  write(run, 1500);
  RunArchive runs = archive();
  const auto found = runs.find("latest");
  ASSERT_TRUE(found) << found.error().what;
  const RunView expected = view_of(run, 1500);
  const auto view = runs.view(found.value());
  ASSERT_TRUE(view) << view.error().what;
  const RunView& got = view.value();
  expect_equal_rows(got.total, expected.total);
  ASSERT_EQ(got.rows.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) expect_equal_rows(got.rows[i], expected.rows[i]);
  EXPECT_EQ(got.elapsed, expected.elapsed);
  EXPECT_EQ(got.errors, expected.errors);
  EXPECT_EQ(got.details[1].seconds, expected.details[1].seconds);
  EXPECT_EQ(got.generator.text, expected.generator.text);
  EXPECT_EQ(got.generator.stretches, expected.generator.stretches);
  EXPECT_EQ(got.generator.slaves[0].newest.cores, 4);
  EXPECT_EQ(got.generator.slaves[0].findings[0].cause, GeneratorCause::ports);
  EXPECT_EQ(got.feeders[0].uncertain_ranges, expected.feeders[0].uncertain_ranges);
  EXPECT_EQ(got.scenarios[0].planned, 10u);
  EXPECT_EQ(got.slaves[0].user_counts, expected.slaves[0].user_counts);
  EXPECT_EQ(got.link.lost_reports, 3u);
  ASSERT_EQ(got.thresholds.size(), 2u);
  EXPECT_TRUE(got.thresholds[0].aborts);
  EXPECT_EQ(got.thresholds[0].value_text, "20 ms");
  EXPECT_EQ(got.thresholds[1].since, kSampleStart);
  EXPECT_EQ(got.thresholds[1].state, ThresholdView::State::failed);
  EXPECT_EQ(found.value().verdict(), RunVerdict::failed);
  const RunSummary& summary = found.value().summary;
  EXPECT_EQ(summary.test, "shop.cpp");
  EXPECT_EQ(summary.thresholds, 2u);
  EXPECT_EQ(summary.missed, std::vector<std::string>{"failures<1%"});
  EXPECT_EQ(summary.requests, 90'000u);
  EXPECT_EQ(summary.generator, GeneratorVerdict::suspect);
  EXPECT_EQ(summary.slaves, 2u);
  EXPECT_DOUBLE_EQ(summary.p99_ms, expected.total.percentiles_ms[7]);
  EXPECT_EQ(found.value().state, "finished");
  EXPECT_EQ(runs.standing(found.value()).value().start.options.at("pages"), "7");
}

TEST_F(RunArchiveTest, OldTimesBecomeCoarserAndSumsStayTheSame) {
  const SampleRun run{.names = 2, .requests = 2};
  const int seconds = 8 * 3600;
  std::uint64_t written = 0;
  for (int second = 1; second <= seconds; second += second < 26'000 ? 10 : 2) {
    ASSERT_TRUE(store_->write(run.entry(second, second + 2 > seconds)));
    written += 4;
  }
  RunArchive runs = archive();
  const ArchivedRun found = runs.find(1).value();
  EXPECT_EQ(runs.view(found).value().total.requests, written);
  const auto points = runs.points(found);
  ASSERT_TRUE(points);
  double requests = 0;
  for (const TimelinePoint& point : points.value()) requests += point.requests_per_s * point.span_s;
  EXPECT_EQ(requests, static_cast<double>(written));
  EXPECT_EQ(points.value()[1].span_s, 60u) << "older than six hours";
  EXPECT_EQ(points.value()[1000].span_s, 10u) << "older than one";
  EXPECT_EQ(points.value()[3000].span_s, 2u) << "as it was written";
  EXPECT_NEAR(points.value()[100].latency_ms[0], 10.5, 0.6);
  const auto named = runs.points(found, "GET", "/1");
  double of_name = 0;
  for (const TimelinePoint& point : named.value()) of_name += point.requests_per_s * point.span_s;
  EXPECT_EQ(of_name, static_cast<double>(written) / 2);
  std::vector<int> entries(4);
  std::uint64_t counted = 0;
  ASSERT_TRUE(runs.entries(found, 10s, [&](const JournalEntry& entry, const EntrySpan& span) {
    ++entries[static_cast<std::size_t>(span.level)];
    for (const RequestDelta& row : entry.sums.requests) counted += row.counters.requests;
  }));
  EXPECT_EQ(counted, written);
  EXPECT_THAT(entries, testing::ElementsAre(0, testing::AllOf(testing::Ge(2150), testing::Le(2230)),
                                            testing::AllOf(testing::Ge(110), testing::Le(121)), 0));
}

TEST_F(RunArchiveTest, APartHasTheNumbersOfThatPart) {
  const SampleRun run{.names = 1, .requests = 3, .has_failures = true};
  write(run, 4500);
  RunArchive runs = archive();
  const ArchivedRun found = runs.find(1).value();
  const auto part = runs.view(found, {kSampleStart + 4000s, kSampleStart + 4090s});
  ASSERT_TRUE(part) << part.error().what;
  EXPECT_EQ(part.value().total.requests, 3u * 90);
  EXPECT_EQ(part.value().total.failures, 90u);
  EXPECT_NEAR(part.value().total.total_requests_per_s, 3, 0.1);
  const auto early = runs.view(found, {kSampleStart + 100s, kSampleStart + 1100s});
  EXPECT_NEAR(static_cast<double>(early.value().total.requests), 3 * 1000, 3 * 20);
  EXPECT_EQ(runs.view(found, {kSampleStart + 9000s, {}}).value().total.requests, 0u);
}

TEST_F(RunArchiveTest, LabelsAreChangedBesideTheMaster) {
  SampleRun run;
  write(run, 3);
  run.epoch += 1;
  write(run, 2, false);
  RunArchive runs = archive();
  const ArchivedRun first = runs.find(1).value();
  ASSERT_TRUE(runs.edit(first, {"nightly", "went *well*", {{"v2", "cache"}}, true}));
  ASSERT_TRUE(store_->write(run.entry(3)));
  ASSERT_TRUE(runs.edit(runs.find(2).value(), {"other", {}, {}, {}}));
  ASSERT_TRUE(store_->write(run.entry(4)));
  const auto named = runs.find("nightly");
  ASSERT_TRUE(named) << named.error().what;
  EXPECT_EQ(named.value().id, 1u);
  EXPECT_TRUE(named.value().label.star);
  EXPECT_EQ(named.value().label.note, "went *well*");
  EXPECT_THAT(named.value().label.tags, testing::ElementsAre("v2", "cache"));
  EXPECT_EQ(runs.find("other").value().id, 2u) << "the next entry did not undo it";
  EXPECT_FALSE(runs.edit(first, {{}, std::string(20'000, 'x'), {}, {}}));
  EXPECT_FALSE(runs.edit(first, {"two\nlines", {}, {}, {}}));
  EXPECT_FALSE(runs.edit(first, {{}, {}, {{"a,b"}}, {}}));
  EXPECT_FALSE(runs.find("no such"));
  EXPECT_FALSE(runs.find(77));
  ASSERT_TRUE(runs.edit(runs.find(2).value(), {"nightly", {}, {}, {}}));
  EXPECT_THAT(runs.find("nightly").error().what, HasSubstr("several"));
}

TEST_F(RunArchiveTest, ARunIsDeletedUnlessItIsOn) {
  SampleRun run;
  write(run, 3);
  run.epoch += 1;
  JournalEntry current = run.entry(1);
  current.run.kept_at = std::chrono::system_clock::now();
  ASSERT_TRUE(store_->write(current));
  RunArchive runs = archive();
  EXPECT_EQ(runs.find(2).value().state, "running");
  EXPECT_THAT(runs.remove(runs.find(2).value()).error().what, HasSubstr("not over"));
  ASSERT_TRUE(runs.remove(runs.find(1).value()));
  EXPECT_EQ(runs.list(10).value().size(), 1u);
  current.run.kept_at -= 1h;
  ASSERT_TRUE(store_->write(current));
  EXPECT_EQ(runs.find(2).value().state, "interrupted");
  EXPECT_TRUE(runs.remove(runs.find(2).value()));
}

TEST_F(RunArchiveTest, TheOldestMakeRoomUnlessTheyHaveAStar) {
  open({.max_runs = 3, .max_bytes = 1 << 30});
  SampleRun run;
  for (int i = 0; i < 3; ++i, ++run.epoch) write(run, 2);
  RunArchive runs = archive();
  ASSERT_TRUE(runs.edit(runs.find(1).value(), {{}, {}, {}, true}));
  for (int i = 0; i < 3; ++i, ++run.epoch) write(run, 2);
  std::vector<std::uint64_t> ids;
  const auto left = runs.list(10);
  for (const ArchivedRun& each : left.value()) ids.push_back(each.id);
  EXPECT_THAT(ids, testing::ElementsAre(6, 5, 4, 1));
  open({.max_runs = 3, .max_bytes = 1});
  RunArchive again = archive();
  EXPECT_EQ(again.list(10).value().size(), 2u) << "the newest, and that with the star";
}

TEST_F(RunArchiveTest, AListOfAThousandRunsIsShort) {
  SampleRun run;
  for (int i = 0; i < 1000; ++i, ++run.epoch) {
    ASSERT_TRUE(store_->write(run.entry(1, true)));
    ASSERT_TRUE(store_->write_view(run.epoch, view_of(run, 1)));
  }
  RunArchive runs = archive();
  const auto begin = std::chrono::steady_clock::now();
  const auto list = runs.list(1000);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(list);
  EXPECT_EQ(list.value().size(), 1000u);
  std::printf("a list of 1,000 runs took %.1f ms\n", took.count());
}

TEST_F(RunArchiveTest, AFileOfTheFirstVersionIsTakenOver) {
  store_.reset();
  std::filesystem::remove(folder_ / "runs.sqlite");
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "runs.sqlite").c_str(), &file), SQLITE_OK);
  const auto run_sql = [&](const std::string& sql, const std::string& text = "",
                           const std::string& bytes = "") {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(file, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    if (!text.empty()) sqlite3_bind_text(statement, 1, text.data(), -1, SQLITE_TRANSIENT);
    if (!bytes.empty())
      sqlite3_bind_blob(statement, 1, bytes.data(), static_cast<int>(bytes.size()),
                        SQLITE_TRANSIENT);
    ASSERT_EQ(sqlite3_step(statement), SQLITE_DONE) << sqlite3_errmsg(file);
    sqlite3_finalize(statement);
  };
  run_sql("BEGIN");
  run_sql(
      "CREATE TABLE runs (epoch INTEGER PRIMARY KEY, phase INTEGER NOT NULL,"
      " standing TEXT NOT NULL)");
  run_sql(
      "CREATE TABLE slaves (epoch INTEGER NOT NULL, id TEXT NOT NULL,"
      " standing TEXT NOT NULL, PRIMARY KEY (epoch, id)) WITHOUT ROWID");
  run_sql(
      "CREATE TABLE entries (number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,"
      " time_us INTEGER NOT NULL, is_minute INTEGER NOT NULL, bytes BLOB NOT NULL)");
  run_sql("CREATE INDEX entries_of_runs ON entries (epoch, is_minute, number)");
  run_sql(
      "CREATE TABLE row_messages (number INTEGER PRIMARY KEY,"
      " epoch INTEGER NOT NULL, slave TEXT NOT NULL, frame BLOB NOT NULL)");
  run_sql("CREATE INDEX row_messages_of_runs ON row_messages (epoch, number)");
  const SampleRun run{.requests = 4};
  const std::string epoch = std::to_string(run.epoch);
  run_sql("INSERT INTO runs VALUES (" + epoch + ", 2, ?)", json_of(run.entry(300, true).run));
  run_sql("INSERT INTO row_messages VALUES (1, " + epoch + ", 'a', 'b')");
  for (int second = 1; second <= 300; ++second)
    run_sql("INSERT INTO entries VALUES (" + std::to_string(second) + ", " + epoch + ", " +
                std::to_string(us_of(run.entry(second).time)) + ", 0, ?)",
            "", bytes_of(run.entry(second)));
  run_sql("COMMIT");
  sqlite3_close(file);
  open();
  RunArchive runs = archive();
  const ArchivedRun found = runs.find(1).value();
  EXPECT_EQ(found.summary.requests, 1200u);
  EXPECT_EQ(runs.view(found).value().total.requests, 1200u);
  EXPECT_EQ(runs.points(found).value()[100].requests_per_s, 4);
}

TEST_F(RunArchiveTest, AFileOfALaterVersionIsLeftAlone) {
  store_.reset();
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ / "runs.sqlite").c_str(), &file), SQLITE_OK);
  sqlite3_exec(file, "PRAGMA user_version = 9", nullptr, nullptr, nullptr);
  sqlite3_close(file);
  EXPECT_THAT(RunArchive::open(folder_.path()).error().what, HasSubstr("newer"));
  EXPECT_THAT(RunArchive::open(folder_ / "nowhere").error().what, HasSubstr("no runs"));
}

}  // namespace
}  // namespace acrida
