// Histories of logs on a machine, and when it is to stop: real files, a clock of the test's own.
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include <gtest/gtest.h>

#include "cloud/autostop/idle_judge.hpp"
#include "cloud/autostop/log_set.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr seconds kLook{10};
constexpr WallTime kNoon{std::chrono::hours(500'000)};

/// A machine whose slaves and clock do what a history says.
struct Machine {
  fs::path folder;
  seconds now{0};         // since its watch began
  seconds clock_step{0};  // of the wall clock, until now

  fs::path log(int slave = 0) const { return folder / ("slave-" + std::to_string(slave) + ".log"); }
  void write(const std::string& text, int slave = 0) const {
    std::ofstream(log(slave), std::ios::app) << "[" << now.count() << "] " << text << "\n";
  }
  void idle(int slave = 0) const { write("activity: no run", slave); }
  void busy(int slave = 0) const { write("activity: a run with 5 users", slave); }
};

struct History {
  const char* name;
  std::function<void(Machine&)> each_look;
  std::optional<seconds> stops_at;  // at that look, or the next; nothing: not within six hours
  IdleSettings settings{};          // 10 min idle, 10 min grace, 2 min lease
  std::function<void(Machine&)> before = [](Machine&) {};
};

std::ostream& operator<<(std::ostream& out, const History& history) {
  return out << history.name;
}

IdleSettings expires_after(seconds span) {
  IdleSettings settings;
  settings.expires = kNoon + span;
  return settings;
}

const History kHistories[] = {
    {"idle",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
     },
     610s},
    {"busy", [](Machine& m) { m.busy(); }, {}},
    {"busy, without users", [](Machine& m) { m.write("activity: a run with 0 users"); }, {}},
    {"silent pacing: only the lease is written",
     [](Machine& m) {
       if (m.now % 100s == 0s) m.busy();
     },
     {}},
    {"a run of half an hour",
     [](Machine& m) { m.now < 1800s    ? m.busy()
                      : m.now == 1800s ? m.idle()
                                       : void(); }, 2400s},
    {"a short run between two looks",
     [](Machine& m) {
       if (m.now == 500s) m.busy();
       if (m.now == 500s || m.now == 0s) m.idle();
     },
     1110s},
    {"copied from a template with an old log",
     [](Machine& m) {
       if (m.now == 30s) m.idle();
       if (m.now >= 900s) m.busy();
     },
     610s,
     {},
     [](Machine& m) { m.busy(); }},
    {"copied, and its slave has not started when the grace ends",
     [](Machine& m) {
       if (m.now >= 650s) m.busy();
     },
     {},
     {.idle = 600s, .grace = 900s, .lease = 120s, .expires = {}},
     [](Machine& m) { m.busy(); }},
    {"a long boot: the slave joins after nine minutes",
     [](Machine& m) {
       if (m.now == 540s) m.idle();
       if (m.now >= 590s) m.busy();
     },
     {}},
    {"no slave ever starts", [](Machine&) {}, 610s},
    {"the slave dies in a run",
     [](Machine& m) {
       if (m.now <= 1000s) m.busy();
     },
     1720s},
    {"the slave dies in a run and is started again",
     [](Machine& m) { m.now < 1000s    ? m.busy()
                      : m.now == 1000s ? m.idle()
                                       : void(); }, 1600s},
    {"the master dies in a run: users stop after its grace",
     [](Machine& m) { m.now < 1000s    ? m.busy()
                      : m.now == 1060s ? m.idle()
                                       : void(); }, 1650s},
    {"the master is down, and the slave looks for it",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       m.write("looking for the master");
     },
     610s},
    {"renamed and made anew at each look",
     [](Machine& m) {
       m.busy();
       if (m.now % 20s == 0s) fs::rename(m.log(), m.folder / "slave-0.log.1");
     },
     {}},
    {"renamed while idle",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       if (m.now == 300s) fs::rename(m.log(), m.folder / "slave-0.log.1");
       if (m.now == 300s) m.idle();
     },
     610s},
    {"cut off at each look",
     [](Machine& m) {
       if (m.now > 0s) fs::resize_file(m.log(), 0);
       m.busy();
     },
     {}},
    {"copied and cut off while idle",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       if (m.now == 400s) fs::copy_file(m.log(), m.folder / "copy");
       if (m.now == 400s) fs::resize_file(m.log(), 0);
     },
     610s},
    {"the log vanishes in a run",
     [](Machine& m) { m.now <= 1000s ? m.busy() : void(fs::remove(m.log())); }, 1720s},
    {"the log is touched",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       fs::last_write_time(m.log(), fs::file_time_type::clock::now());
     },
     610s},
    {"the clock goes back",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       if (m.now == 300s) m.clock_step -= 1h;
     },
     610s},
    {"the clock goes forward",
     [](Machine& m) {
       if (m.now == 0s) m.idle();
       if (m.now == 300s) m.clock_step += 1h;
     },
     610s},
    {"the clock goes forward in a run",
     [](Machine& m) {
       m.busy();
       if (m.now == 300s) m.clock_step += 1h;
     },
     {}},
    {"one of two slaves is in a run",
     [](Machine& m) {
       if (m.now == 0s) m.idle(0);
       m.busy(1);
     },
     {}},
    {"the second of two slaves ends later",
     [](Machine& m) {
       if (m.now == 0s) m.idle(0);
       m.now < 900s ? m.busy(1) : m.now == 900s ? m.idle(1) : void();
     },
     1500s},
    {"a slave comes later, with a run",
     [](Machine& m) {
       if (m.now == 0s) m.idle(0);
       if (m.now >= 590s) m.busy(1);
     },
     {}},
    {"not the log of a slave", [](Machine& m) { m.write("GET / 200"); }, {}},
    {"a log that cannot be read",
     [](Machine&) {},
     {},
     {},
     [](Machine& m) { fs::create_directory(m.log()); }},
    {"the disk is full: no more lines",
     [](Machine& m) {
       if (m.now < 60s) m.busy();
     },
     770s},
    {"its life ends in a run", [](Machine& m) { m.busy(); }, 7200s, expires_after(2h)},
    {"its life ends while a log cannot be read", [](Machine&) {}, 7200s, expires_after(2h),
     [](Machine& m) { fs::create_directory(m.log()); }},
    {"its life ends sooner, as the clock was late",
     [](Machine& m) {
       m.busy();
       if (m.now == 300s) m.clock_step += 1h;
     },
     3600s, expires_after(2h)},
    {"its life is not prolonged by a clock that goes back",
     [](Machine& m) {
       m.busy();
       if (m.now == 300s) m.clock_step -= 1h;
     },
     7200s, expires_after(2h)},
    {"the clock is wrong by a day until it is set",
     [](Machine& m) {
       m.busy();
       if (m.now == 0s) m.clock_step += 24h;
       if (m.now == 60s) m.clock_step -= 24h;
     },
     7200s, expires_after(2h)},
};

class LogHistory : public testing::TestWithParam<History> {};

TEST_P(LogHistory, EndsAsItShould) {
  constexpr seconds kEnd = 6h;
  const History& history = GetParam();
  const tests::TempDir folder;
  Machine machine{.folder = folder.path()};
  history.before(machine);
  const auto moment = [&] {
    return IdleMoment{77h + machine.now, kNoon + machine.now + machine.clock_step};
  };
  LogSet logs({folder / "slave-*.log"});
  IdleJudge judge(history.settings, moment());
  IdleVerdict verdict;
  for (; machine.now <= kEnd; machine.now += kLook) {
    history.each_look(machine);
    verdict = judge.judge(logs.read(), moment());
    if (verdict.stop) break;
  }
  ASSERT_EQ(verdict.stop, history.stops_at.has_value())
      << "after " << machine.now.count() << " s: " << verdict.reason;
  if (!history.stops_at) return;
  EXPECT_GE(machine.now, *history.stops_at) << verdict.reason;
  EXPECT_LE(machine.now, *history.stops_at + kLook) << verdict.reason;
}

INSTANTIATE_TEST_SUITE_P(All, LogHistory, testing::ValuesIn(kHistories),
                         [](const testing::TestParamInfo<History>& one) {
                           std::string name;
                           for (const char c : std::string(one.param.name))
                             name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
                           return name;
                         });

}  // namespace
}  // namespace acrida
