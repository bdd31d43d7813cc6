// RowLedger: no row twice, whatever happens; every row that is certainly unused comes back.
#include "master/run/row_ledger.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace acrida {
namespace {

TEST(RowLedger, GivesRowsInTheirOrder) {
  RowLedger ledger(10, false);
  EXPECT_EQ(ledger.grant("a", 4), (RowRange{0, 4}));
  EXPECT_EQ(ledger.grant("b", 4), (RowRange{4, 4}));
  EXPECT_EQ(ledger.grant("a", 4), (RowRange{8, 2}));
  EXPECT_EQ(ledger.grant("b", 1).count, 0u);
  EXPECT_FALSE(ledger.exhausted()) << "b may return its rows";
}

TEST(RowLedger, OpensOnlyWhatIsGranted) {
  RowLedger ledger(10, false);
  ledger.grant("a", 6);
  EXPECT_TRUE(ledger.open("a", {1, 3}));
  EXPECT_TRUE(ledger.open("a", {1, 3})) << "asked again";
  EXPECT_TRUE(ledger.open("a", {0, 6}));
  EXPECT_FALSE(ledger.open("a", {5, 2})) << "6 is free";
  EXPECT_FALSE(ledger.open("b", {0, 1}));
  EXPECT_FALSE(ledger.open("a", {0, 0}));
  EXPECT_FALSE(ledger.open("a", {9, ~std::uint64_t{0}}));
}

TEST(RowLedger, KeepsWhatALostHolderHadOpen) {
  RowLedger ledger(10, false);
  ledger.grant("a", 6);
  ledger.open("a", {0, 4});
  ledger.use("a", {0, 2});
  const auto given = ledger.give_up("a");
  EXPECT_EQ(given.free, 2u);
  EXPECT_EQ(given.uncertain, (std::vector<RowRange>{{2, 2}}));
  EXPECT_EQ(ledger.free(), 6u);
  EXPECT_EQ(ledger.uncertain(), 2u);
  EXPECT_FALSE(ledger.open("a", {4, 1})) << "free again";
  EXPECT_EQ(ledger.grant("b", 10), (RowRange{4, 6}));
  ledger.open("b", {4, 6});
  ledger.use("b", {4, 6});
  EXPECT_TRUE(ledger.exhausted());
  EXPECT_EQ(ledger.uncertain_ranges(10), (std::vector<RowRange>{{2, 2}}));
}

TEST(RowLedger, BelievesALostHolderThatComesBack) {
  RowLedger ledger(4, false);
  ledger.grant("a", 4);
  ledger.open("a", {0, 4});
  ledger.give_up("a");
  ledger.use("a", {0, 1});
  ledger.give_back("a", {3, 1});
  ledger.use("b", {1, 1});
  EXPECT_EQ(ledger.used(), 1u);
  EXPECT_EQ(ledger.uncertain(), 2u);
  EXPECT_EQ(ledger.grant("b", 4), (RowRange{3, 1}));
}

TEST(RowLedger, ReuseBeginsARoundWhenNobodyHoldsARow) {
  RowLedger ledger(2, true);
  ledger.grant("a", 2);
  ledger.open("a", {0, 2});
  ledger.use("a", {0, 1});
  EXPECT_EQ(ledger.grant("b", 1).count, 0u) << "row 1 is not known as used";
  ledger.use("a", {1, 1});
  EXPECT_EQ(ledger.grant("b", 1), (RowRange{0, 1}));
  EXPECT_EQ(ledger.rounds(), 1u);
  EXPECT_FALSE(ledger.exhausted());
}

/// A slave as it behaves: it uses only what it was allowed to, and dies at any time.
struct Holder {
  std::string name;
  std::set<std::uint64_t> granted;
  std::set<std::uint64_t> open;  // and not used
  std::vector<RowRange> unreported;
};

RowRange random_part(const std::set<std::uint64_t>& rows, std::mt19937& random) {
  auto at = rows.begin();
  std::advance(at, static_cast<long>(random() % rows.size()));
  RowRange range{*at, 0};
  const std::uint64_t most = 1 + random() % 5;
  for (; at != rows.end() && *at == range.end() && range.count < most; ++at) ++range.count;
  return range;
}

TEST(RowLedger, NeverLetsARowBeUsedTwice) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    constexpr std::uint64_t kRows = 200;
    RowLedger ledger(kRows, false);
    std::vector<Holder> holders(4);
    for (std::size_t i = 0; i < holders.size(); ++i) holders[i].name = "h" + std::to_string(i);
    std::set<std::uint64_t> used;
    const auto erase = [](std::set<std::uint64_t>& rows, RowRange range) {
      for (std::uint64_t row = range.first; row < range.end(); ++row) rows.erase(row);
    };
    for (int step = 0; step < 5000 && !ledger.exhausted(); ++step) {
      Holder& holder = holders[random() % holders.size()];
      const unsigned what = random() % 100;
      if (what < 20) {
        const RowRange range = ledger.grant(holder.name, 1 + random() % 20);
        for (std::uint64_t row = range.first; row < range.end(); ++row) holder.granted.insert(row);
      } else if (what < 45 && !holder.granted.empty()) {
        const RowRange range = random_part(holder.granted, random);
        ASSERT_TRUE(ledger.open(holder.name, range));
        erase(holder.granted, range);
        for (std::uint64_t row = range.first; row < range.end(); ++row) holder.open.insert(row);
      } else if (what < 75 && !holder.open.empty()) {
        const RowRange range = random_part(holder.open, random);
        for (std::uint64_t row = range.first; row < range.end(); ++row)
          ASSERT_TRUE(used.insert(row).second) << "row " << row << " twice, seed " << seed;
        erase(holder.open, range);
        holder.unreported.push_back(range);
      } else if (what < 90) {
        for (const RowRange& range : std::exchange(holder.unreported, {}))
          ledger.use(holder.name, range);
      } else if (what < 97 && !holder.open.empty()) {
        const RowRange range = random_part(holder.open, random);
        ledger.give_back(holder.name, range);
        erase(holder.open, range);
      } else if (what == 99 && step < 3000) {
        ledger.give_up(holder.name);
        holder = Holder{holder.name, {}, {}, {}};
      }
      ASSERT_EQ(ledger.free() + ledger.held() + ledger.used() + ledger.uncertain(), kRows);
    }
    ASSERT_TRUE(ledger.exhausted()) << seed;
    std::set<std::uint64_t> uncertain;
    for (const RowRange& range : ledger.uncertain_ranges(1000))
      for (std::uint64_t row = range.first; row < range.end(); ++row) uncertain.insert(row);
    EXPECT_EQ(uncertain.size(), ledger.uncertain());
    for (std::uint64_t row = 0; row < kRows; ++row)
      EXPECT_TRUE(used.contains(row) || uncertain.contains(row)) << "row " << row << " is lost";
  }
}

}  // namespace
}  // namespace acrida
