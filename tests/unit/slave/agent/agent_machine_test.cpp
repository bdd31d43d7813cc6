// AgentMachine: the conversations of tests/scenarios/agent.
#include "slave/agent/agent_machine.hpp"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

#include "core/wire/codec.hpp"
#include "tests/support/scenario.hpp"

namespace acrida {
namespace {

using Words = std::vector<std::string>;

std::string text_of(const UserCounts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += " " + name + "=" + std::to_string(count);
  return text;
}

std::string text_of(const wire::FromSlave& message) {
  std::string text(wire::type_name(message));
  if (const auto* report = std::get_if<wire::StatsReport>(&message))
    text += " epoch=" + std::to_string(report->epoch) + " seq=" + std::to_string(report->sequence);
  if (const auto* report = std::get_if<wire::StatsReport>(&message))
    text += text_of(report->user_counts);
  if (const auto* report = std::get_if<wire::StatsReport>(&message))
    for (const RequestDelta& row : report->delta.requests)
      text += " unknown=" + std::to_string(row.counters.unknown);
  if (const auto* spawned = std::get_if<wire::SlaveSpawned>(&message))
    text += text_of(spawned->user_counts);
  if (const auto* heartbeat = std::get_if<wire::Heartbeat>(&message)) {
    text += " " + heartbeat->state;
    if (heartbeat->beat->sequence > 0)
      text += " " + std::to_string(heartbeat->beat->number) +
              " seq=" + std::to_string(heartbeat->beat->sequence);
    if (heartbeat->beat->stopping) text += " stopping";
  }
  if (const auto* stopped = std::get_if<wire::ClientStopped>(&message))
    if (stopped->epoch != 0) text += " seq=" + std::to_string(stopped->sequence);
  if (const auto* request = std::get_if<wire::StopTestRequest>(&message))
    text += " epoch=" + std::to_string(request->epoch) + " " + request->reason;
  if (const auto* exception = std::get_if<wire::ExceptionReport>(&message))
    text += (exception->is_crash ? " (crash) " : " ") + exception->message;
  return text;
}

std::string text_of(const wire::FromMaster& message) {
  std::string text(wire::type_name(message));
  if (const auto* spawn = std::get_if<wire::Spawn>(&message)) {
    text += text_of(spawn->user_counts);
    if (spawn->stop_timeout_s.value_or(0) > 0)
      text += " timeout=" + std::to_string(std::lround(*spawn->stop_timeout_s));
  }
  if (const auto* custom = std::get_if<wire::Custom>(&message)) text = custom->type;
  return text;
}

struct TextOfAction {
  /// Runners are numbered in conversations about a swap only.
  bool with_numbers = false;

  std::string number_of(RunnerId id) const { return with_numbers ? " " + std::to_string(id) : ""; }
  std::string operator()(const AgentMachine::SendMaster& a) {
    return "to master: " + text_of(a.message);
  }
  std::string operator()(const AgentMachine::StartRunner& a) {
    return (a.goes_on ? "start next runner" : "start runner") + number_of(a.runner) + ", slave " +
           std::to_string(a.slave_index) +
           (with_numbers ? ", version " + std::to_string(a.version) : "");
  }
  std::string operator()(const AgentMachine::SendRunner& a) {
    return "to runner" + number_of(a.runner) + ": " + text_of(a.message);
  }
  std::string operator()(const AgentMachine::EndRunner& a) {
    return "end runner" + number_of(a.runner);
  }
  std::string operator()(const AgentMachine::KillRunner& a) {
    return "kill runner" + number_of(a.runner);
  }
  std::string operator()(const AgentMachine::Reconnect&) { return "reconnect"; }
  std::string operator()(const AgentMachine::Log& a) {
    return (a.is_warning ? "warning: " : "log: ") + a.text;
  }
  std::string operator()(const AgentMachine::Exit& a) { return "exit " + std::to_string(a.code); }
};

class Conversation {
 public:
  std::vector<std::string> step(const std::string& line) {
    std::istringstream in(line);
    Words words;
    for (std::string word; in >> word;) words.push_back(word);
    std::vector<std::string> out;
    for (const auto& action : run(words)) {
      out.push_back(std::visit(TextOfAction{has_swap_}, action));
      if (const auto* start = std::get_if<AgentMachine::StartRunner>(&action))
        newest_ = start->runner;
    }
    return out;
  }

 private:
  AgentMachine::Actions run(const Words& words) {
    if (words[0] == "tick") return tick(std::stod(words[1]));
    if (words[0] == "shutdown") return machine_.shutdown(now_);
    if (words[0] == "master") return machine_.on_master(from_master(words), now_);
    has_swap_ = has_swap_ || words[0] == "swap";
    if (words[0] == "swap") return machine_.swap(words.size() > 1 ? std::stod(words[1]) : 0, now_);
    if (words[0] == "runner") return on_runner(words);
    ADD_FAILURE() << "no such step: " << words[0];
    return {};
  }

  // runner [NUMBER] WHAT...; without a number it is the newest that was started.
  AgentMachine::Actions on_runner(Words words) {
    RunnerId id = newest_;
    if (std::isdigit(static_cast<unsigned char>(words[1][0])) != 0) {
      id = std::stoul(words[1]);
      words.erase(words.begin() + 1);
    }
    if (words[1] == "crashed" || words[1] == "failed")
      return machine_.on_runner_ended(id, end_of_runner(words), now_);
    return machine_.on_runner(id, from_runner(words), now_);
  }

  AgentMachine::Actions tick(double seconds) {
    const auto step = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(seconds));
    now_.mono += step;
    now_.wall += std::chrono::duration_cast<WallTime::duration>(step);
    return machine_.tick(now_, {});
  }

  // runner crashed HOW [unknown=N]; runner failed WHY
  static RunnerEnd end_of_runner(const Words& words) {
    RunnerEnd end{words[2], "A::work()", words[1] == "crashed", {}};
    if (words.size() > 3) {
      end.rest.requests.push_back({"GET", "/", {}, {}, {}});
      end.rest.requests[0].counters.unknown = std::stoul(words[3].substr(8));
    }
    return end;
  }

  static wire::FromMaster from_master(const Words& words) {
    if (words[1] == "ack" && words.size() > 3)
      return wire::Ack{std::stoul(words[2]), wire::MasterInfo{words[3], {}, {}}};
    if (words[1] == "ack") return wire::Ack{std::stoul(words[2]), {}};
    if (words[1] == "stop") return wire::Stop{};
    if (words[1] == "quit") return wire::MasterQuit{};
    if (words[1] == "heartbeat" && words.size() > 2) {  // NUMBER EPOCH RECEIVED KEPT
      const auto number = [&](std::size_t i) { return std::stoul(words.at(i)); };
      return wire::HeartbeatReply{
          wire::Receipt{number(2), from_epoch_seconds(1), number(3), number(4), number(5)}};
    }
    if (words[1] == "heartbeat") return wire::HeartbeatReply{};
    if (words[1] == "granted") return wire::RowsGranted{};
    if (words[1] == "opened") return wire::RowsOpened{};
    if (words[1] == "reconnect") return wire::Reconnect{};
    if (words[1] == "custom") return wire::Custom{words[2], "\xc0"};
    if (words[1] == "ramp_complete") return wire::RampComplete{std::stoul(words[2])};
    wire::Spawn spawn;
    for (std::size_t i = 2; i < words.size(); ++i) {
      const std::size_t equals = words[i].find('=');
      const std::string key = words[i].substr(0, equals), value = words[i].substr(equals + 1);
      if (key == "at")
        spawn.timestamp = from_epoch_seconds(std::stod(value));
      else if (key == "epoch")
        spawn.epoch = std::stoul(value);
      else if (key == "timeout")
        spawn.stop_timeout_s = std::stod(value);
      else
        spawn.user_counts[key] = std::stoul(value);
    }
    return spawn;
  }

  static wire::FromSlave from_runner(const Words& words) {
    if (words[1] == "custom") return wire::Custom{words[2], "\xc0"};
    if (words[1] == "stats") {
      wire::StatsReport report;
      for (std::size_t i = 2; i < words.size(); ++i) add_count(report.user_counts, words[i]);
      return report;
    }
    if (words[1] == "exception") return wire::ExceptionReport{words[2], "", 1};
    if (words[1] == "stop_test") return wire::StopTestRequest{words[2], 0};
    if (words[1] == "stopped") return wire::ClientStopped{};
    if (words[1] == "wants-rows") return wire::RowsWanted{};
    if (words[1] == "opens-rows") return wire::RowsOpen{};
    if (words[1] == "refuses") return wire::RunRefused{words[2]};
    wire::SlaveSpawned spawned;
    for (std::size_t i = 2; i < words.size(); ++i) add_count(spawned.user_counts, words[i]);
    return spawned;
  }

  static void add_count(UserCounts& counts, const std::string& word) {
    const std::size_t equals = word.find('=');
    counts[word.substr(0, equals)] = std::stoul(word.substr(equals + 1));
  }

  RunnerId newest_ = 0;
  bool has_swap_ = false;
  AgentMachine machine_{{.version = "0", .cores = 2, .pid = 1}};
  Now now_{Instant(std::chrono::seconds(1000)), from_epoch_seconds(1'000'000)};
};

class AgentScenario : public ::testing::TestWithParam<std::string> {};

TEST_P(AgentScenario, AnswersAsWritten) {
  Conversation conversation;
  tests::run_scenario(tests::scenario_path("agent", GetParam()),
                      [&](const std::string& line) { return conversation.step(line); });
}

INSTANTIATE_TEST_SUITE_P(Files, AgentScenario, ::testing::ValuesIn(tests::scenario_names("agent")),
                         [](const auto& each) { return each.param; });

TEST(AgentMachineLink, ThatWasRebuiltIsUsedAtOnce) {
  using namespace std::chrono_literals;
  AgentMachine machine(wire::SlaveInfo{});
  Now now{Instant(100s), WallTime(1000s)};
  const auto heartbeats = [&] {
    std::size_t count = 0;
    for (const auto& action : machine.tick(now, {}))
      if (const auto* sent = std::get_if<AgentMachine::SendMaster>(&action))
        count += std::holds_alternative<wire::Heartbeat>(sent->message) ? 1 : 0;
    return count;
  };
  machine.on_master(wire::Ack{}, now);
  EXPECT_EQ(heartbeats(), 1u);
  now.mono += 100ms;
  EXPECT_EQ(heartbeats(), 0u);
  machine.link_rebuilt();
  EXPECT_EQ(heartbeats(), 1u);
  now.mono += 100ms;
  EXPECT_EQ(heartbeats(), 0u);
}

TEST(AgentMachineLink, ASilentMasterIsNotHeard) {
  using namespace std::chrono_literals;
  AgentMachine machine(wire::SlaveInfo{}, 60s);
  Now now{Instant(100s), WallTime(1000s)};
  const auto hears_after = [&](std::chrono::seconds span) {
    now.mono += span;
    machine.tick(now, {});
    return machine.hears_master();
  };
  EXPECT_FALSE(hears_after(1s)) << "there is none yet";
  machine.on_master(wire::Ack{}, now);
  EXPECT_TRUE(hears_after(1h)) << "one of Locust that never answers";
  machine.on_master(wire::HeartbeatReply{}, now);
  EXPECT_TRUE(hears_after(2s));
  EXPECT_FALSE(hears_after(2s));
  machine.on_master(wire::HeartbeatReply{}, now);
  EXPECT_TRUE(hears_after(1s)) << "it answers again";
  EXPECT_FALSE(hears_after(61s)) << "given up";
}

}  // namespace
}  // namespace acrida
