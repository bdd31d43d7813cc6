// Task sets and control flow: who runs after whom.
#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/task_set.hpp>

#include "shard_driver.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

/// What the users of the test that runs have done, in order; one shard, so one thread writes.
std::string diary;

void note(char what) {
  diary += what;
}

/// Runs one user until it stops itself.
template <class T>
ShardReport life_of(const TagFilter& tags = {}) {
  diary.clear();
  ShardDriver driver({&entry_of<T>("T")});
  driver.resize({{"T", 1}}, 5s, tags);
  ShardReport sum;
  for (int i = 0; i < 400; ++i) {
    ShardReport report = driver.report();
    merge(sum.delta, report.delta);
    std::move(report.exceptions.begin(), report.exceptions.end(),
              std::back_inserter(sum.exceptions));
    sum.users = report.users;
    sum.stop_reason = report.stop_reason;
    if (sum.users.at("T") == 0) break;
    std::this_thread::sleep_for(5ms);
  }
  driver.stop();
  return sum;
}

struct Shopper : User {
  struct Pay : TaskSet<Shopper> {
    Pay() { add_task(&Pay::pay); }
    task<> on_start() {
      note('{');
      co_return;
    }
    task<> on_stop() {
      note('}');
      co_return;
    }
    task<> pay();
  };
  struct Checkout : SequentialTaskSet<Shopper> {
    Checkout() {
      add_task(&Checkout::sum, 2);
      add_tasks<Pay>();
      add_task(&Checkout::leave);
    }
    task<> on_start() {
      note('(');
      co_await sleep(1ms);
    }
    task<> on_stop() {
      co_await sleep(1ms);
      note(')');
    }
    task<> sum() {
      ++sums;
      note(static_cast<char>('0' + sums));
      co_return;
    }
    task<> leave() {
      co_await deep();
      note('!');
    }
    task<> deep() {
      co_await sleep(1ms);
      interrupt();
    }
    int sums = 0;
  };
  Shopper() {
    order = TaskOrder::sequential;
    add_task(&Shopper::browse);
    add_tasks<Checkout>();
    add_task(&Shopper::end_second_round);
  }
  task<> on_start() {
    note('<');
    co_return;
  }
  task<> on_stop() {
    note('>');
    co_return;
  }
  task<> browse() {
    note('b');
    co_return;
  }
  task<> end_second_round() {
    if (++rounds == 2) stop_user();
    co_return;
  }
  int rounds = 0;
};

task<> Shopper::Pay::pay() {
  EXPECT_EQ(parent<Checkout>().sums, 2);
  EXPECT_EQ(&parent<Checkout>().parent(), &user());
  EXPECT_THROW(parent<Shopper>(), std::bad_cast);
  note('p');
  interrupt();
  co_return;
}

TEST(TaskSets, AreEnteredAfreshAndLeftByInterrupt) {
  const ShardReport report = life_of<Shopper>();
  EXPECT_EQ(diary, "<b(12{p})b(12{p})>");
  EXPECT_THAT(report.exceptions, IsEmpty());
}

struct StopsInASet : Shopper {
  struct Deep : TaskSet<StopsInASet> {
    Deep() { add_task(&Deep::stop); }
    task<> on_stop() {
      note('d');
      co_return;
    }
    task<> stop() {
      stop_user();
      co_return;
    }
  };
  struct Outer : TaskSet<StopsInASet> {
    Outer() { add_tasks<Deep>(); }
    task<> on_stop() {
      note('o');
      co_return;
    }
  };
  StopsInASet() { add_tasks<Outer>(); }
};

TEST(TaskSets, StopInnermostFirst) {
  const ShardReport report = life_of<StopsInASet>();
  EXPECT_EQ(diary, "<b(12{p})do>") << "stop_user() of the second round was never reached";
  EXPECT_EQ(report.users.at("T"), 0u);
}

struct SleepsInASet : User {
  struct Set : TaskSet<SleepsInASet> {
    Set() { add_task(&Set::work); }
    task<> on_stop() {
      co_await sleep(1ms);
      note('s');
    }
    task<> work() { co_await sleep(1h); }
  };
  SleepsInASet() { add_tasks<Set>(); }
  task<> on_stop() {
    note('u');
    co_return;
  }
};

TEST(TaskSets, EndWithEachOnStopWhenCutOff) {
  diary.clear();
  ShardDriver driver({&entry_of<SleepsInASet>("T")});
  driver.resize({{"T", 3}}, 50ms);
  std::this_thread::sleep_for(50ms);
  driver.stop();
  EXPECT_EQ(diary.size(), 6u);
  EXPECT_LT(diary.find('s'), diary.find('u'));
  EXPECT_THAT(driver.report().exceptions, IsEmpty());
}

struct Failing : User {
  struct Set : TaskSet<Failing> {
    Set() { add_task(&Set::work); }
    task<> on_start() {
      if (user().round == 0) throw std::runtime_error("cannot start");
      if (user().round == 1) interrupt();
      co_return;
    }
    task<> on_stop() {
      note('s');
      throw std::runtime_error("cannot stop");
      co_return;
    }
    task<> work() {
      if (user().round++ == 2) throw std::runtime_error("cannot work");
      interrupt();
      co_return;
    }
  };
  Failing() {
    order = TaskOrder::sequential;
    wait_time = [] {
      note('w');
      return 1ms;
    };
    add_tasks<Set>();
    add_task(&Failing::count_round);
  }
  task<> count_round() {
    note('c');
    if (++round == 5) stop_user();
    reschedule();
    co_return;
  }
  int round = 0;
};

TEST(TaskSets, SurviveWhatThrows) {
  // Round 0: on_start throws. 1: it interrupts, at once. 2: the task throws, is followed by a wait
  // and by itself, which leaves with on_stop.
  const ShardReport report = life_of<Failing>();
  EXPECT_EQ(diary, "wccwsc");
  std::vector<std::string> places;
  for (const UserException& exception : report.exceptions) places.push_back(exception.traceback);
  EXPECT_THAT(places, ElementsAre(EndsWith("Failing::Set::on_start"), "T::task 1",
                                  EndsWith("Failing::Set::on_stop")));
}

struct Waits : User {
  struct Own : SequentialTaskSet<Waits> {
    Own() {
      wait_time = [] {
        note('o');
        return 0ms;
      };
      add_task(&Own::work, 2);
      add_tasks<Users>();
      add_task(&Own::leave);
    }
    struct Users : SequentialTaskSet<Waits> {
      Users() {
        add_task(&Users::work);
        add_task(&Users::leave);
      }
      task<> work() { co_return; }
      task<> leave() {
        interrupt(false);
        co_return;
      }
    };
    task<> work() { co_return; }
    task<> leave() {
      interrupt(false);
      co_return;
    }
  };
  Waits() {
    order = TaskOrder::sequential;
    wait_time = [] {
      note('u');
      return std::chrono::duration<double>(0.001);
    };
    add_tasks<Own>();
    add_task(&Waits::stop);
  }
  task<> stop() {
    stop_user();
    co_return;
  }
};

TEST(TaskSets, WaitAsTheyOrTheirUserSays) {
  life_of<Waits>();
  // Two tasks in Own; one in Users, by the user's wait; leaving Users waits as Own does, and
  // leaving Own as the user does.
  EXPECT_EQ(diary, "oouou");
}

struct Asker : User {
  Asker() { add_task(&Asker::ask); }
  task<> on_stop() {
    note('>');
    co_return;
  }
  task<> ask() {
    stop_test("enough");
    co_return;
  }
};

TEST(ControlFlow, StopTestIsToldWithTheReport) {
  const ShardReport report = life_of<Asker>();
  EXPECT_EQ(report.stop_reason, "enough");
  EXPECT_EQ(diary, ">") << "its user ends by itself";
  EXPECT_THAT(report.exceptions, IsEmpty());
}

struct OnStart : User {
  OnStart() { add_task(&OnStart::work); }
  task<> on_start() {
    stop_user();
    co_return;
  }
  task<> on_stop() {
    note('>');
    co_return;
  }
  task<> work() {
    note('w');
    co_return;
  }
};

TEST(ControlFlow, StopUserInOnStartRunsOnStopOnly) {
  life_of<OnStart>();
  EXPECT_EQ(diary, ">");
}

TEST(ControlFlow, AUserThatStoppedIsReplacedAtTheNextResize) {
  ShardDriver driver({&entry_of<OnStart>("T")});
  driver.resize({{"T", 1000}});
  for (int i = 0; i < 400 && driver.report().users.at("T") > 0; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(driver.report().users.at("T"), 0u);
  diary.clear();
  driver.resize({{"T", 7}});
  for (int i = 0; i < 400 && driver.report().users.at("T") > 0; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(diary, ">>>>>>>");
}

struct Expecting : User {
  Expecting() {
    order = TaskOrder::sequential;
    add_task(&Expecting::answered);
    add_task(&Expecting::counted);
    add_task(&Expecting::older);
    add_task(&Expecting::stop);
  }
  task<> answered() {
    Request request(*this, "TEST", "answered");
    request.finish(1);
    expect(true, "not said");
    expect(false, "first");
    note('!');
    co_return;
  }
  task<> counted() {
    Request request(*this, "TEST", "counted");
    request.finish(1);
    request.count();
    expect(false, "second");
    co_return;
  }
  task<> older() {
    Request request(*this, "TEST", "older");
    request.finish(1);
    Request moved(std::move(request));
    const Request flying(*this, "TEST", "flying");
    { Request(*this, "TEST", "newer").finish(1); }
    expect(false, "third");
    co_return;
  }
  task<> stop() {
    stop_user();
    co_return;
  }
};

TEST(Expectations, FailTheLatestRequestThatIsAnsweredAndNotCounted) {
  const ShardReport report = life_of<Expecting>();
  EXPECT_EQ(diary, "");
  std::vector<std::string> failures;
  for (const ErrorDelta& error : report.delta.errors)
    failures.push_back(error.name + ": " + error.message);
  EXPECT_THAT(failures, testing::UnorderedElementsAre("answered: first", "older: third"));
  ASSERT_EQ(report.exceptions.size(), 1u);
  EXPECT_EQ(report.exceptions[0].message, "acrida::ExpectationFailed: second");
}

struct Tagged : User {
  struct Set : TaskSet<Tagged> {
    Set() {
      add_task(&Set::a);
      add_task(&Set::b).tag("b");
    }
    task<> a() {
      note('a');
      interrupt();
      co_return;
    }
    task<> b() {
      note('b');
      interrupt();
      co_return;
    }
  };
  Tagged() {
    order = TaskOrder::sequential;
    add_tasks<Set>(50).tag("set");
    add_task(&Tagged::c);
    add_task(&Tagged::stop).tag("set", "b");
  }
  task<> c() {
    note('c');
    co_return;
  }
  task<> stop() {
    stop_user();
    co_return;
  }
};

TEST(Tags, ChooseWhatRuns) {
  life_of<Tagged>({{"b"}, {}});
  EXPECT_EQ(diary, std::string(50, 'b')) << "the task b of the set";
  life_of<Tagged>({{"set"}, {"b"}});
  EXPECT_EQ(diary.find_first_not_of('a'), std::string::npos);
}

}  // namespace
}  // namespace acrida::tests
