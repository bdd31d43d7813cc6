// Journal: what is written comes back exactly, what was reported does not, and garbage harms nobody.
#include "slave/journal/journal.hpp"

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "slave/journal/salvage.hpp"
#include "slave/journal/shard_journal.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::seconds(1'700'000'000)};

/// A shard's table and journal, used as ShardEnvironment uses them.
class Writer {
 public:
  explicit Writer(journal::ShardRegion* region) : journal(region) {}
  FlightRow begin(std::string_view name) {
    const std::uint32_t row = table.row_of("GET", name);
    name_rows();
    journal.begin(row);
    return FlightRow{row};
  }
  void end(FlightRow flight, std::string_view name, Outcome outcome = Outcome::success,
           std::string_view error = {}) {
    const RequestEvent event{.method = "GET",
                             .name = name,
                             .response_time = 3ms,
                             .content_length_bytes = 10,
                             .outcome = outcome,
                             .error = error,
                             .flight = flight};
    const std::uint32_t row = table.record(event, kNow);
    name_rows();
    journal.record(row, event, kNow);
  }
  void name_rows() {
    while (journal.names() < table.row_count())
      journal.add_name(table.method_of(journal.names()), table.name_of(journal.names()));
  }
  StatsTable table;
  ShardJournal journal;
};

std::unique_ptr<Journal> make(std::size_t shards = 1) {
  auto journal = Journal::create(shards, "/tests/shop.so");
  return std::move(journal).value();
}

std::uint64_t unknown_of(const StatsDelta& delta, std::string_view name) {
  for (const RequestDelta& row : delta.requests)
    if (row.name == name) return row.counters.unknown;
  return 0;
}

TEST(Journal, GivesBackWhatTheTableCounted) {
  const auto journal = make();
  Writer writer(&journal->shard(0));
  writer.end(writer.begin("/a"), "/a");
  writer.end(writer.begin("/a"), "/b", Outcome::failure, "503");
  writer.end(writer.begin("/a"), "/a", Outcome::failure, "other");
  writer.end(FlightRow::none, "/c", Outcome::unknown);
  EXPECT_EQ(salvage(*journal), writer.table.take_delta());
}

TEST(Journal, CountsRequestsInFlightAsUnknown) {
  const auto journal = make();
  Writer writer(&journal->shard(0));
  writer.begin("/a");
  const FlightRow renamed = writer.begin("/a");
  writer.begin("/b");
  writer.end(renamed, "/c");
  const StatsDelta rest = salvage(*journal);
  EXPECT_EQ(unknown_of(rest, "/a"), 1u);
  EXPECT_EQ(unknown_of(rest, "/b"), 1u);
  EXPECT_EQ(unknown_of(rest, "/c"), 0u);
}

TEST(Journal, LeavesOutWhatWasReported) {
  const auto journal = make(2);
  Writer first(&journal->shard(0));
  Writer second(&journal->shard(1));
  first.end(first.begin("/a"), "/a");
  second.end(second.begin("/a"), "/a");
  const JournalMark a = first.journal.mark();
  first.table.take_delta();
  first.end(first.begin("/a"), "/a", Outcome::failure, "late");
  journal->acknowledge({a.written, a.overflowed, 0, 0});
  journal->acknowledge({1});  // makes no sense: ignored
  StatsDelta expected = first.table.take_delta();
  merge(expected, second.table.take_delta());
  EXPECT_EQ(salvage(*journal), expected);
}

// A process that ends between any two stores of record(): counted or in flight, never both.
TEST(Journal, AnEndThatWasCutOffIsCarriedOut) {
  const auto journal = make();
  Writer writer(&journal->shard(0));
  journal::ShardRegion& region = journal->shard(0);
  writer.begin("/a");
  writer.end(writer.begin("/a"), "/a");
  ASSERT_EQ(unknown_of(salvage(*journal), "/a"), 1u);
  region.settled.store(0);  // all of record() but its last store
  EXPECT_EQ(unknown_of(salvage(*journal), "/a"), 1u);
  region.in_flight[0].store(2);  // nor the one before
  EXPECT_EQ(unknown_of(salvage(*journal), "/a"), 1u);
  EXPECT_EQ(salvage(*journal).requests.at(0).counters.requests, 1u);
  region.written.store(0);  // nor the one that counts
  EXPECT_EQ(unknown_of(salvage(*journal), "/a"), 2u);
}

TEST(Journal, OfAnotherProcessThatWasKilled) {
  const auto journal = make();
  const pid_t child = fork();
  if (child == 0) {
    const auto opened = Journal::open(journal->fd());
    Writer writer(&(*opened)->shard(0));
    for (int i = 0; i < 1000; ++i) writer.end(writer.begin("/a"), "/a");
    writer.begin("/b");
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  const StatsDelta rest = salvage(*journal);
  ASSERT_EQ(rest.requests.size(), 2u);
  EXPECT_EQ(rest.requests[0].counters.requests, 1000u);
  EXPECT_EQ(unknown_of(rest, "/b"), 1u);
}

TEST(Journal, GoesRoundAndCountsWhatHasNoRoom) {
  const auto journal = make();
  Writer writer(&journal->shard(0));
  const auto record = [&](std::size_t requests) {
    for (std::size_t i = 0; i < requests; ++i) writer.end(writer.begin("/a"), "/a");
  };
  record(journal::kMaxEntries + 5);
  StatsDelta rest = salvage(*journal);
  EXPECT_EQ(rest.requests.at(0).counters.requests, journal::kMaxEntries);
  EXPECT_EQ(unknown_of(rest, kBeyondJournal), 5u);
  JournalMark mark = writer.journal.mark();
  journal->acknowledge({mark.written, mark.overflowed});
  EXPECT_TRUE(salvage(*journal).empty());
  record(journal::kMaxEntries - 1);  // over the seam
  rest = salvage(*journal);
  EXPECT_EQ(rest.requests.at(0).counters.requests, journal::kMaxEntries - 1);
  EXPECT_EQ(unknown_of(rest, kBeyondJournal), 0u);
}

TEST(Journal, BoundsNamesAndErrors) {
  const auto journal = make();
  Writer writer(&journal->shard(0));
  const std::string longest(3000, 'n');
  for (std::size_t i = 0; i < StatsTable::kMaxNames + 10; ++i) {
    const std::string name = std::to_string(i) + longest;
    writer.end(writer.begin(name), name);
  }
  for (std::size_t i = 0; i < journal::kMaxErrors + 10; ++i)
    writer.end(FlightRow::none, "/a", Outcome::failure, std::to_string(i) + longest);
  const StatsDelta rest = salvage(*journal);
  EXPECT_EQ(rest.requests, writer.table.take_delta().requests);
  EXPECT_EQ(unknown_of(rest, StatsTable::kFurtherNames), 0u);
}

TEST(Journal, GivesUsersTheirNumbersOnce) {
  const auto first = make();
  ShardJournal lost(&first->shard(0));
  EXPECT_EQ(lost.next_user(), 0u);
  EXPECT_EQ(lost.next_user(), 1u);
  const auto second = Journal::create(1, "", first->users_created());
  EXPECT_EQ(ShardJournal(&(*second)->shard(0)).next_user(), 2u);
}

TEST(Journal, RefusesWhatIsNone) {
  EXPECT_FALSE(Journal::open(-1));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_FALSE(Journal::open(ends[0]));
  close(ends[1]);
  const auto journal = make();
  journal->header().shards = 2;
  EXPECT_FALSE(Journal::open(dup(journal->fd())));
}

// User code may have written anywhere before it crashed.
TEST(Journal, OfGarbageGivesSomethingBounded) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    const auto journal = make();
    Writer writer(&journal->shard(0));
    for (int i = 0; i < 100; ++i) {
      const std::string name = "/" + std::to_string(i % 10);
      const FlightRow flight = writer.begin(name);
      if (i % 3 > 0) writer.end(flight, name, Outcome::failure, name);
    }
    auto* bytes = reinterpret_cast<unsigned char*>(&journal->shard(0));
    const auto spoil = [&](std::size_t from, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) bytes[from + i] = static_cast<unsigned char>(random());
    };
    if (round % 4 == 0) spoil(0, 128);
    spoil(offsetof(journal::ShardRegion, in_flight), 4000);
    spoil(offsetof(journal::ShardRegion, name_places), 400);
    spoil(offsetof(journal::ShardRegion, error_places), 400);
    spoil(offsetof(journal::ShardRegion, entries), 1600);
    spoil(offsetof(journal::ShardRegion, name_texts), 100);
    EXPECT_LE(salvage(*journal).requests.size(), 2 * journal::kMaxRows);
  }
}

}  // namespace
}  // namespace acrida
