// Dispatcher: guarantees under random mixes, slaves and sizes; membership; speed.
#include "core/plan/dispatcher.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace acrida {
namespace {

using Plan = std::map<std::string, UserCounts>;

std::vector<std::string> slave_ids(std::size_t slaves) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < slaves; ++i) {
    ids.push_back("host" + std::to_string(i % 3) + "_" + std::to_string(i));
  }
  return ids;
}

Dispatcher dispatcher_of(const std::vector<UserClass>& classes,
                         const std::vector<std::string>& ids) {
  Dispatcher dispatcher{UserMix(classes)};
  for (const std::string& id : ids) dispatcher.add_slave(id);
  return dispatcher;
}

Plan plan_of(const Dispatcher& dispatcher, const std::vector<std::string>& ids) {
  Plan plan;
  for (const std::string& id : ids) plan[id] = dispatcher.counts_of(id);
  return plan;
}

/// The largest difference between two slaves in all users, and in the users of one class.
struct Spread {
  std::uint64_t users = 0;
  std::uint64_t of_a_class = 0;
};

Spread spread_of(const Plan& plan) {
  std::vector<std::uint64_t> totals;
  std::map<std::string, std::vector<std::uint64_t>> per_class;
  for (const auto& [id, counts] : plan) {
    totals.push_back(total_users(counts));
    for (const auto& [name, count] : counts) per_class[name].push_back(count);
  }
  const auto range = [](const std::vector<std::uint64_t>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
  };
  Spread spread{range(totals), 0};
  for (const auto& [name, values] : per_class) {
    spread.of_a_class = std::max(spread.of_a_class, range(values));
  }
  return spread;
}

std::vector<UserClass> random_classes(std::mt19937& random, bool with_fixed) {
  std::vector<UserClass> classes(1 + random() % 8);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    classes[i].name = std::string(1, static_cast<char>('A' + i));
    classes[i].weight = random() % 2 ? 1 + random() % 10 : (1 + random() % 1000) / 100.0;
    if (with_fixed && random() % 3 == 0) classes[i].fixed_count = 1 + random() % 10;
  }
  return classes;
}

void expect_shares_within_one(const std::vector<UserClass>& classes, const UserCounts& counts) {
  double sum = 0;
  for (const UserClass& c : classes) sum += c.weight;
  const auto users = static_cast<double>(total_users(counts));
  for (const UserClass& c : classes) {
    ASSERT_NEAR(static_cast<double>(counts.at(c.name)), users * c.weight / sum, 1 + 1e-6);
  }
}

TEST(Dispatcher, EveryStepOfAnyRampKeepsTheGuaranteesAndTheWayDownMirrorsIt) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const auto classes = random_classes(random, false);
    const auto ids = slave_ids(1 + random() % 20);
    Dispatcher dispatcher = dispatcher_of(classes, ids);
    const std::uint64_t step = trial % 2 ? 1 : 1 + random() % 30;
    std::vector<Plan> on_the_way_up;
    for (std::uint64_t users = 0; users <= 60 * step; users += step) {
      ASSERT_EQ(dispatcher.resize(users), users);
      const Plan plan = plan_of(dispatcher, ids);
      const Spread spread = spread_of(plan);
      ASSERT_LE(spread.users, 1u);
      ASSERT_LE(spread.of_a_class, 1u) << "trial " << trial << " users " << users;
      expect_shares_within_one(classes, dispatcher.counts());
      ASSERT_EQ(total_users(dispatcher.counts()), users);
      on_the_way_up.push_back(plan);
    }
    for (std::uint64_t i = on_the_way_up.size(); i-- > 0;) {
      ASSERT_EQ(dispatcher.resize(i * step), i * step);
      ASSERT_EQ(plan_of(dispatcher, ids), on_the_way_up[i]);
    }
  }
}

TEST(Dispatcher, OneJumpIsAsEvenAsManySteps) {
  std::mt19937 random(2);
  for (int trial = 0; trial < 300; ++trial) {
    const auto classes = random_classes(random, trial % 2 == 0);
    const auto ids = slave_ids(1 + random() % 40);
    Dispatcher dispatcher = dispatcher_of(classes, ids);
    std::uint64_t fixed = 0;
    for (const UserClass& c : classes) fixed += c.fixed_count;
    const bool only_fixed = std::all_of(classes.begin(), classes.end(),
                                        [](const UserClass& c) { return c.fixed_count > 0; });
    for (int i = 0; i < 10; ++i) {
      const std::uint64_t users = random() % 5000;
      ASSERT_EQ(dispatcher.resize(users), only_fixed ? std::min(users, fixed) : users);
      const Spread spread = spread_of(plan_of(dispatcher, ids));
      ASSERT_LE(spread.users, 1u);
      ASSERT_LE(spread.of_a_class, 1u);
      if (users < fixed) continue;
      for (const UserClass& c : classes) {
        if (c.fixed_count > 0) {
          ASSERT_EQ(dispatcher.counts().at(c.name), c.fixed_count);
        }
      }
    }
  }
}

TEST(Dispatcher, UserCountsDependOnTheTotalOnly) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 100; ++trial) {
    const auto classes = random_classes(random, true);
    Dispatcher wandering = dispatcher_of(classes, slave_ids(1 + random() % 10));
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t users = random() % 300;
      wandering.resize(users);
      if (random() % 4 == 0) wandering.add_slave("late_" + std::to_string(i));
      if (random() % 4 == 0) wandering.remove_slave("late_" + std::to_string(random() % 20));
      wandering.resize(users);
      Dispatcher fresh = dispatcher_of(classes, {"a"});
      fresh.resize(users);
      ASSERT_EQ(wandering.counts(), fresh.counts());
    }
  }
}

TEST(Dispatcher, OrderOfArrivalIsIrrelevant) {
  std::mt19937 random(4);
  auto ids = slave_ids(17);
  const std::vector<UserClass> classes = {{"A", 2}, {"B", 5}, {"C", 6}};
  Dispatcher first = dispatcher_of(classes, ids);
  for (int trial = 0; trial < 20; ++trial) {
    std::shuffle(ids.begin(), ids.end(), random);
    Dispatcher second = dispatcher_of(classes, ids);
    for (const std::uint64_t users : {1, 16, 40, 333, 12}) {
      first.resize(users);
      second.resize(users);
      ASSERT_EQ(plan_of(first, ids), plan_of(second, ids));
    }
  }
}

TEST(Dispatcher, HostsAreUsedInTurn) {
  const std::vector<std::string> ids = {"a_b_1", "a_b_2", "a_b_3", "c_1", "d"};
  Dispatcher dispatcher = dispatcher_of({{"A", 1}}, ids);
  dispatcher.resize(3);
  for (const char* used : {"a_b_1", "c_1", "d"}) {
    EXPECT_EQ(total_users(dispatcher.counts_of(used)), 1u) << used;
  }
  dispatcher.resize(4);
  EXPECT_EQ(total_users(dispatcher.counts_of("a_b_2")), 1u);
}

TEST(Dispatcher, WithoutSlavesThereAreNoUsers) {
  Dispatcher dispatcher(UserMix({{"A", 1}}));
  EXPECT_EQ(dispatcher.resize(10), 0u);
  EXPECT_EQ(dispatcher.total(), 0u);
  EXPECT_EQ(dispatcher.counts(), (UserCounts{{"A", 0}}));
  EXPECT_TRUE(dispatcher.counts_of("nobody").empty());
  dispatcher.remove_slave("nobody");
  dispatcher.add_slave("a");
  EXPECT_TRUE(dispatcher.has_slave("a"));
  EXPECT_EQ(dispatcher.resize(10), 10u);
}

TEST(Dispatcher, WithoutClassesThereAreNoUsers) {
  Dispatcher dispatcher = dispatcher_of({}, {"a"});
  EXPECT_EQ(dispatcher.resize(10), 0u);
  Dispatcher weightless = dispatcher_of({{"A", 0}}, {"a"});
  EXPECT_EQ(weightless.resize(10), 0u);
}

TEST(Dispatcher, ResizeIsBounded) {
  Dispatcher dispatcher = dispatcher_of({{"F", 1, 20}}, {"a", "b"});
  EXPECT_EQ(dispatcher.resize(~std::uint64_t{0}), 20u);
}

TEST(Dispatcher, ASlaveThatJoinsTakesTheFewestUsers) {
  std::mt19937 random(5);
  for (int trial = 0; trial < 200; ++trial) {
    const auto classes = random_classes(random, true);
    auto ids = slave_ids(1 + random() % 12);
    Dispatcher dispatcher = dispatcher_of(classes, ids);
    dispatcher.resize(random() % 500);
    const Plan before = plan_of(dispatcher, ids);
    const std::uint64_t total = dispatcher.total();
    const UserCounts counts = dispatcher.counts();
    dispatcher.add_slave("newcomer");
    EXPECT_EQ(dispatcher.total(), total);
    EXPECT_EQ(dispatcher.counts(), counts);
    EXPECT_EQ(total_users(dispatcher.counts_of("newcomer")), total / (ids.size() + 1));
    for (const auto& [id, old_counts] : before) {  // no one else starts a user
      for (const auto& [name, count] : dispatcher.counts_of(id)) {
        ASSERT_LE(count, old_counts.at(name));
      }
    }
    ids.push_back("newcomer");
    const Plan after = plan_of(dispatcher, ids);
    ASSERT_LE(spread_of(after).users, 1u);
    dispatcher.add_slave("newcomer");
    EXPECT_EQ(plan_of(dispatcher, ids), after);
  }
}

TEST(Dispatcher, TheUsersOfALostSlaveLeaveAndComeBackElsewhere) {
  std::mt19937 random(6);
  for (int trial = 0; trial < 200; ++trial) {
    const auto classes = random_classes(random, false);
    auto ids = slave_ids(2 + random() % 12);
    Dispatcher dispatcher = dispatcher_of(classes, ids);
    const std::uint64_t users = random() % 500;
    dispatcher.resize(users);
    const std::string lost = ids[random() % ids.size()];
    const std::uint64_t lost_users = total_users(dispatcher.counts_of(lost));
    std::erase(ids, lost);
    const Plan others = plan_of(dispatcher, ids);
    dispatcher.remove_slave(lost);
    EXPECT_FALSE(dispatcher.has_slave(lost));
    EXPECT_EQ(dispatcher.total(), users - lost_users);
    EXPECT_EQ(plan_of(dispatcher, ids), others);
    ASSERT_EQ(dispatcher.resize(users), users);
    for (const auto& [id, old_counts] : others) {  // no one stops a user
      for (const auto& [name, count] : dispatcher.counts_of(id)) {
        ASSERT_GE(count, old_counts.at(name));
      }
    }
    ASSERT_LE(spread_of(plan_of(dispatcher, ids)).users, 1u);
    expect_shares_within_one(classes, dispatcher.counts());
  }
}

TEST(Dispatcher, LosingTheLastSlaveLeavesNoUsers) {
  Dispatcher dispatcher = dispatcher_of({{"A", 1}, {"B", 2}}, {"a"});
  dispatcher.resize(30);
  dispatcher.remove_slave("a");
  EXPECT_EQ(dispatcher.total(), 0u);
  EXPECT_EQ(dispatcher.resize(30), 0u);
  dispatcher.add_slave("b");
  EXPECT_EQ(dispatcher.resize(30), 30u);
}

TEST(Dispatcher, LostFixedUsersComeBackEvenWhenTheTotalFalls) {
  Dispatcher dispatcher = dispatcher_of({{"A", 1}, {"F", 1, 10}}, {"a", "b"});
  dispatcher.resize(100);
  dispatcher.remove_slave("b");
  EXPECT_EQ(dispatcher.counts().at("F"), 5u);
  EXPECT_EQ(dispatcher.resize(40), 40u);
  EXPECT_EQ(dispatcher.counts().at("F"), 10u);
}

/// Slaves come and go under load, ramps up and down: the totals stay exact and even, the classes
/// stay within two of each other and mend when there is room.
TEST(Dispatcher, AnyHistoryKeepsTheLoadEven) {
  std::mt19937 random(7);
  std::uint64_t worst = 0;
  std::size_t uneven = 0;
  std::size_t steps = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const auto classes = random_classes(random, false);
    auto ids = slave_ids(2 + random() % 10);
    Dispatcher dispatcher = dispatcher_of(classes, ids);
    for (int event = 0; event < 60; ++event) {
      if (random() % 10 == 0) {
        ids.push_back("more_" + std::to_string(event));
        dispatcher.add_slave(ids.back());
      } else if (random() % 10 == 0 && ids.size() > 1) {
        dispatcher.remove_slave(ids[random() % ids.size()]);
        std::erase_if(ids, [&](const std::string& id) { return !dispatcher.has_slave(id); });
      }
      const std::uint64_t users = random() % 300;
      ASSERT_EQ(dispatcher.resize(users), users);
      const Spread spread = spread_of(plan_of(dispatcher, ids));
      ASSERT_LE(spread.users, 1u);
      worst = std::max(worst, spread.of_a_class);
      uneven += spread.of_a_class > 2;
      ++steps;
      expect_shares_within_one(classes, dispatcher.counts());
    }
  }
  EXPECT_LE(worst, 4u);
  EXPECT_LE(static_cast<double>(uneven) / static_cast<double>(steps), 0.01);
  RecordProperty("worst_class_spread", static_cast<int>(worst));
  RecordProperty("steps_beyond_two", static_cast<int>(uneven));
}

double seconds_of(const auto& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

const std::vector<UserClass> kFiveClasses = {{"A", 2}, {"B", 5}, {"C", 6}, {"D", 1}, {"E", 0.5}};

// The limits are far above what is measured, for busy machines and sanitizers.
TEST(Dispatcher, AHundredThousandUsersOnAHundredSlaves) {
  Dispatcher dispatcher = dispatcher_of(kFiveClasses, slave_ids(100));
  EXPECT_LT(seconds_of([&] { dispatcher.resize(100'000); }), 1);
  EXPECT_LE(spread_of(plan_of(dispatcher, slave_ids(100))).of_a_class, 1u);
  EXPECT_LT(seconds_of([&] { dispatcher.add_slave("more"); }), 1);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(200'000); }), 1);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(50'000); }), 1);
}

TEST(Dispatcher, AMillionUsersOnTenThousandSlaves) {
  const auto ids = slave_ids(10'000);
  Dispatcher dispatcher{UserMix(kFiveClasses)};
  EXPECT_LT(seconds_of([&] {
              for (const std::string& id : ids) dispatcher.add_slave(id);
            }),
            2);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(1'000'000); }), 3);
  EXPECT_LE(spread_of(plan_of(dispatcher, ids)).of_a_class, 1u);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(999'000); }), 1);
  EXPECT_LT(seconds_of([&] { dispatcher.remove_slave(ids[5]); }), 1);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(1'000'000); }), 3);
  EXPECT_LT(seconds_of([&] { dispatcher.resize(500'000); }), 5);
}

TEST(DispatcherTest, ChangesTheMixOfARun) {
  const std::vector<std::string> ids = slave_ids(3);
  Dispatcher dispatcher = dispatcher_of({{"A", 1, 0}, {"B", 1, 0}, {"C", 0, 0}}, ids);
  dispatcher.resize(30);
  dispatcher.change_mix(UserMix({{"A", 0, 0}, {"B", 1, 0}, {"C", 2, 0}}));
  EXPECT_EQ(dispatcher.counts(), (UserCounts{{"A", 0}, {"B", 15}, {"C", 0}}));
  dispatcher.resize(30);
  EXPECT_EQ(dispatcher.counts(), (UserCounts{{"A", 0}, {"B", 10}, {"C", 20}}));
  for (const std::string& id : ids) EXPECT_EQ(total_users(dispatcher.counts_of(id)), 10u);
  dispatcher.change_mix(UserMix({{"A", 1, 0}, {"B", 0, 4}, {"C", 0, 0}}));
  EXPECT_EQ(dispatcher.total(), 10u) << "only those of B stay";
  dispatcher.resize(9);
  EXPECT_EQ(dispatcher.counts(), (UserCounts{{"A", 5}, {"B", 4}, {"C", 0}}));
}

}  // namespace
}  // namespace acrida
