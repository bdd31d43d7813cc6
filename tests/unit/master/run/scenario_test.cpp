// Conversations with the RunMachine, from tests/scenarios/master/*.txt.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <charconv>

#include <gtest/gtest.h>

#include "core/plan/executor_text.hpp"
#include "master/run/run_machine.hpp"
#include "scenario_words.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

/// Drives one machine. Runs are named #1, #2, ... in the files, as epochs are times.
class Driver {
 public:
  Driver() {
    settings_.version = "0.1.0";
    settings_.test_path = "/tests/shop.so";
    settings_.test_hash = "abc";
    settings_.classes.resize(2);
    settings_.classes[0].plan.name = "A";
    settings_.classes[1].plan.name = "B";
    now_.mono = Instant(1000s);
    now_.wall = WallTime(1'700'000'000s);
  }

  std::vector<std::string> step(const std::string& line) {
    const Words words(line);
    const std::string& verb = words.all.at(0);
    if (verb == "set") return set(words);
    if (!machine_) machine_.emplace(settings_);
    if (verb == "slave") return show(machine_->on(message(words), words.at(1), now_));
    if (verb == "command") return show(machine_->on(command(words), now_));
    if (verb == "direct") return show(machine_->on(direction(words), now_));
    if (verb == "garbage") return show(machine_->on_garbage(words.at(1), words.rest(2), now_));
    if (verb == "tick") return tick(std::stod(words.at(1)));
    if (verb == "clock") {
      now_.wall += std::chrono::seconds(std::stoll(words.at(1)));
      return {};
    }
    if (verb == "view") return view();
    if (verb == "markers") return markers();
    if (verb == "restart") return restart();
    if (verb == "pause") {  // the process does not run
      const auto seconds = std::chrono::seconds(std::stoll(words.at(1)));
      now_.mono += seconds;
      now_.wall += seconds;
      return {};
    }
    return {"unknown verb " + verb};
  }

 private:
  std::vector<std::string> set(const Words& words) {
    if (const auto v = words.value("slave_timeout"))
      settings_.slave_timeout = std::chrono::seconds(std::stoll(*v));
    if (const auto v = words.value("stop_timeout"))
      settings_.stop_timeout = std::chrono::seconds(std::stoll(*v));
    if (const auto v = words.value("host")) settings_.host = *v;
    if (const auto v = words.value("page_size")) settings_.options["page_size"] = *v;
    if (words.value("unique"))
      settings_.feeders.push_back({"accounts.csv", "ab", words.number("unique", 0), true, false});
    if (const auto v = words.value("required")) settings_.required_options.push_back(*v);
    if (const auto v = words.value("max_crashes")) settings_.max_crashes = std::stoull(*v);
    if (const auto v = words.value("tags")) settings_.options["tags"] = *v;
    for (TestClass* known : {&settings_.classes[0], &settings_.classes[1]})
      if (const auto v = words.value("tags_" + known->plan.name))  // of its only task
        known->tasks = {{"work", 1, {*v}, "", {}}};
    if (const auto v = words.value("threshold")) settings_.thresholds.push_back(threshold(*v));
    if (const auto v = words.value("further_threshold"))
      settings_.further_thresholds.push_back(threshold(*v));
    if (words.at(1) == "reset_stats") settings_.reset_stats = true;
    if (words.at(1) == "journal") settings_.is_journaled = true;
    settings_.has_hooks = words.all.back() == "hooks";
    settings_.classes[0].sockets = words.number("sockets_A", 0);
    settings_.classes[1].sockets = words.number("sockets_B", 0);
    for (UserClass* plan : {&settings_.classes[0].plan, &settings_.classes[1].plan})
      plan->fixed_count = words.number("fixed_" + plan->name, plan->fixed_count);
    if (words.value("iterations_A")) {
      settings_.classes[0].executor.kind = ExecutorSpec::Kind::shared_iterations;
      settings_.classes[0].executor.iterations = words.number("iterations_A", 0);
    }
    if (words.value("arrivals_B")) {
      settings_.classes[1].executor.kind = ExecutorSpec::Kind::arrivals;
      settings_.classes[1].executor.arrivals_per_s = 100;
      settings_.classes[1].executor.duration = std::chrono::seconds(words.number("arrivals_B", 0));
    }
    return {};
  }

  /// A + is a space.
  static Threshold threshold(std::string text) {
    std::replace(text.begin(), text.end(), '+', ' ');
    return *parse_threshold(text);
  }

  wire::FromSlave message(const Words& words) {
    const std::string type = words.at(2);
    if (type == "client_ready") {
      wire::ClientReady hello;
      hello.skip_version_check = words.at(3) == "-1";
      if (!hello.skip_version_check) hello.version = words.at(3);
      return hello;
    }
    if (type == "heartbeat") {
      wire::Heartbeat beat;
      beat.state = words.at(3);
      if (const auto version = words.value("acrida"))
        beat.info = wire::SlaveInfo{*version, 2, 7, words.number("descriptors", 0),
                                    words.number("ports", 0)};
      if (words.value("beat")) beat.beat = standing(words);
      return beat;
    }
    if (type == "stats") return report(words);
    if (type == "spawning") return wire::Spawning{};
    if (type == "spawned") return wire::SlaveSpawned{counts_from(words.at(3))};
    if (type == "client_stopped")
      return words.value("seq") ? wire::ClientStopped{epochs_.back(), words.number("seq", 0)}
                                : wire::ClientStopped{};
    if (type == "crash") return wire::ExceptionReport{words.rest(3), "A::work()", 1, true};
    if (type == "exception") return wire::ExceptionReport{words.rest(3), "at line 1", 1};
    if (type == "stop_test") {
      const std::string run = words.at(3);
      return wire::StopTestRequest{words.rest(4), epochs_.at(std::stoul(run.substr(1)) - 1)};
    }
    if (type == "hook_exception") return wire::ExceptionReport{words.rest(3), "", 1, false, true};
    if (type == "locustfile") return wire::LocustfileRequest{"2.46.3"};
    if (type == "quit") return wire::SlaveQuit{};
    if (type == "rows_lost") return wire::RowsLost{};
    if (type.starts_with("rows_")) return about_rows(words);
    if (type == "refused") return wire::RunRefused{words.rest(3)};
    return wire::Custom{type, ""};
  }

  /// beat=NUMBER seq=LAST_REPORT; `deaf`: nothing that the master has sent since its last answer has
  /// come, `stopping`.
  wire::Beat standing(const Words& words) {
    wire::Beat beat;
    beat.number = words.number("beat", 0);
    beat.sent_at = now_.wall;
    beat.epoch = epochs_.empty() ? 0 : epochs_.back();
    beat.sequence = words.number("seq", 0);
    const bool is_deaf = words.rest(3).find("deaf") != std::string::npos;
    if (!is_deaf) heard_spawn_ = last_spawn_;
    beat.answered = last_answer_;
    beat.spawned = heard_spawn_;
    if (const auto users = words.value("users")) beat.users = counts_from(*users);
    beat.stopping = words.rest(3).find("stopping") != std::string::npos;
    return beat;
  }

  wire::FromSlave about_rows(const Words& words) {
    const std::string run = words.value("run").value_or("");
    const std::uint64_t epoch =
        run.empty() ? epochs_.back() : epochs_.at(std::stoul(run.substr(1)) - 1);
    const std::uint64_t id = words.number("id", 0);
    const RowRange range{words.number("first", 0), words.number("count", 0)};
    if (words.at(2) == "rows_wanted") return wire::RowsWanted{epoch, 0, id, range.count};
    if (words.at(2) == "rows_open") return wire::RowsOpen{epoch, 0, id, range, {}};
    wire::RowsSettled settled{epoch, 0, {}, {}};
    const auto pair = split(words.value("unused").value_or(""), ':');
    settled.unused.push_back({std::stoull(pair.at(0)), std::stoull(pair.at(1))});
    return settled;
  }

  wire::StatsReport report(const Words& words) {
    wire::StatsReport report;
    const std::string run = words.value("run").value_or("0");
    if (run.starts_with('#')) {
      report.epoch = epochs_.at(std::stoul(run.substr(1)) - 1);
    } else {
      report.epoch = std::stoull(run);
    }
    report.sequence = words.number("seq", 0);
    report.taken_at = now_.wall;
    report.exact = report.epoch != 0;
    if (const auto users = words.value("users")) report.user_counts = counts_from(*users);
    report.delta.metrics = metrics(words);
    if (const auto text = words.value("scenario")) {  // CLASS:BEGUN/COMPLETED/DROPPED
      const auto pair = split(*text, ':');
      const auto counts = split(pair.at(1), '/');
      report.delta.scenarios.push_back({pair.at(0), std::stoull(counts.at(0)),
                                        std::stoull(counts.at(1)), std::stoull(counts.at(2))});
    }
    const std::uint64_t requests = words.number("requests", 0);
    if (requests == 0) return report;
    RequestDelta row;
    row.method = "GET";
    row.name = words.value("name").value_or("/");
    row.counters.requests = requests;
    row.counters.failures = words.number("failures", 0);
    row.counters.min_response_time = row.counters.max_response_time = 10ms;
    row.counters.total_response_time = 10ms * requests;
    row.latency = {{Histogram::bucket_of(10ms), requests}};
    const auto second = std::chrono::floor<std::chrono::seconds>(now_.wall.time_since_epoch());
    row.seconds = {{second.count(), static_cast<std::uint32_t>(requests),
                    static_cast<std::uint32_t>(row.counters.failures)}};
    report.delta.requests.push_back(row);
    return report;
  }

  /// counter=NAME:INCREASE gauge=NAME:VALUE transaction=NAME:ENDED/FAILED
  std::vector<MetricDelta> metrics(const Words& words) {
    std::vector<MetricDelta> metrics;
    for (const MetricKind kind :
         {MetricKind::counter, MetricKind::gauge, MetricKind::transaction}) {
      const auto text = words.value(std::string(to_string(kind)));
      if (!text) continue;
      const auto pair = split(*text, ':');
      MetricDelta& metric = metrics.emplace_back();
      metric.kind = kind;
      metric.name = pair.at(0);
      metric.numbers.add(std::stod(pair.at(1)));
      metric.numbers.last = metric.numbers.sum;
      metric.numbers.last_at = now_.wall;
      if (kind != MetricKind::transaction) continue;
      const auto counts = split(pair.at(1), '/');
      metric.numbers.count = std::stoull(counts.at(0));
      metric.numbers.failures = std::stoull(counts.at(1));
    }
    return metrics;
  }

  /// command swap NAME [classes=A,C] [replace]
  SwapCommand swap(const Words& words) {
    auto next = std::make_shared<RunSettings>(settings_);
    next->test_path = "/tests/" + words.at(2) + ".so";
    if (words.value("classes")) next->classes.clear();
    for (const std::string& name : split(words.value("classes").value_or(""), ','))
      next->classes.emplace_back().plan.name = name;
    return {words.all.back() == "replace", std::move(next)};
  }

  RunCommand command(const Words& words) {
    RunCommand command;
    command.id = ++commands_;
    if (words.at(1) == "stop") command.body = StopCommand{};
    if (words.at(1) == "reset") command.body = ResetStatsCommand{};
    if (words.at(1) == "quit") command.body = QuitCommand{};
    if (words.at(1) == "drain")
      command.body = DrainCommand{words.at(2), words.all.back() == "ends-run"};
    if (words.at(1) == "mark") command.body = MarkCommand{words.rest(2)};
    if (words.at(1) == "swap") command.body = swap(words);
    if (words.at(1) != "start") return command;
    StartCommand start;
    if (words.value("users")) start.users = words.number("users", 0);
    if (const auto rate = words.value("rate")) start.spawn_rate = std::stod(*rate);
    if (const auto host = words.value("host")) start.host = *host;
    if (words.value("run_time")) start.run_time = std::chrono::seconds(words.number("run_time", 0));
    if (const auto classes = words.value("classes")) start.user_classes = split(*classes, ',');
    if (const auto size = words.value("page_size")) start.options["page_size"] = *size;
    if (const auto key = words.value("api_key")) start.options["api_key"] = *key;
    if (const auto tags = words.value("tags")) start.options["tags"] = *tags;
    if (const auto tags = words.value("exclude_tags")) start.options["exclude_tags"] = *tags;
    if (const auto text = words.value("thresholds")) {  // "none", or one
      start.thresholds.emplace();
      if (*text != "none") start.thresholds->push_back(threshold(*text));
    }
    if (const auto arrivals = words.value("arrivals"))
      start.rate = ArrivalRate{std::stod(*arrivals), false};
    start.shape = words.value("shape");
    start.shape_period = std::chrono::milliseconds(words.number("period", 0));
    if (words.value("stop_timeout")) {
      start.stop_timeout = std::chrono::seconds(words.number("stop_timeout", 0));
    }
    command.body = start;
    return command;
  }

  Direction direction(const Words& words) {
    if (words.at(1) == "end") return EndDirection{words.rest(2), false};
    if (words.at(1) == "tell")
      return TellDirection{words.at(2) == "all" ? "" : words.at(2), words.at(3), "\xc0"};
    AimDirection aim;
    aim.target.users = words.number("users", 0);
    aim.target.spawn_rate = std::stod(words.value("rate").value_or("1"));
    if (const auto classes = words.value("classes")) aim.target.user_classes = split(*classes, ',');
    return aim;
  }

  /// Another machine goes on with what was kept so far.
  std::vector<std::string> restart() {
    machine_.emplace(settings_);
    const auto adopted = machine_->adopt(journal_.back()->run, now_);
    if (!adopted) return {"not adopted: " + adopted.error().what};
    for (const JournalEntryPtr& entry : journal_) machine_->replay(*entry);
    return show(machine_->resume(journal_.back()->run, now_));
  }

  /// In tenths of a second, as the shell does it.
  std::vector<std::string> tick(double seconds) {
    std::vector<std::string> lines;
    for (int i = 0; i < static_cast<int>(seconds * 10 + 0.5); ++i) {
      now_.mono += 100ms;
      now_.wall += 100ms;
      for (std::string& line : show(machine_->tick(now_))) lines.push_back(std::move(line));
    }
    return lines;
  }

  std::vector<std::string> view() {
    const RunViewPtr view = machine_->view(now_);
    std::vector<std::string> lines;
    lines.push_back("state " + std::string(to_string(view->state)) + " users " +
                    std::to_string(view->users) + " requests " +
                    std::to_string(view->total.requests) + " failures " +
                    std::to_string(view->total.failures));
    const LinkCounters& link = view->link;
    lines.push_back("garbage " + std::to_string(link.garbage) + " unknown " +
                    std::to_string(link.unknown_senders) + " duplicates " +
                    std::to_string(link.duplicate_reports) + " early " +
                    std::to_string(link.early_reports) + " other_run " +
                    std::to_string(link.other_run_reports));
    for (const SlaveView& slave : view->slaves) {
      lines.push_back("slave " + std::to_string(slave.index) + " " + slave.id + " " + slave.state +
                      text_of(slave.user_counts));
    }
    for (const MetricSummary& metric : view->metrics) {
      const bool is_gauge = metric.kind == MetricKind::gauge;
      lines.push_back(std::string(to_string(metric.kind)) + " " + metric.name + " " +
                      std::to_string(static_cast<int>(is_gauge ? metric.last : metric.sum)));
    }
    for (const MetricSummary& transaction : view->transactions) {
      lines.push_back("transaction " + transaction.name + " " + std::to_string(transaction.count) +
                      " failed " + std::to_string(transaction.failures));
    }
    for (const ScenarioView& one : view->scenarios) {
      lines.push_back("scenario " + one.user_class + ": " + one.executor + " planned " +
                      (one.planned ? std::to_string(*one.planned) : "-") + " begun " +
                      std::to_string(one.counts.begun) + " dropped " +
                      std::to_string(one.counts.dropped));
    }
    if (machine_->hook_threw()) lines.push_back("a hook threw");
    for (const ExceptionGroup& group : view->exceptions) {
      lines.push_back("exception " + std::to_string(group.count) + " " + group.message);
    }
    return lines;
  }

  std::vector<std::string> markers() {
    const RunViewPtr view = machine_->view(now_);
    if (!view->markers) return {"no markers"};
    std::vector<std::string> lines;
    for (const Marker& marker : *view->markers) {
      const auto age = std::chrono::round<std::chrono::milliseconds>(now_.wall - marker.time);
      lines.push_back(std::string(to_string(marker.kind)) + " " + std::to_string(age.count()) +
                      " ms ago: " + marker.text);
    }
    return lines;
  }

  std::vector<std::string> show(const Actions& actions) {
    std::vector<std::string> lines;
    for (const Action& action : actions) {
      if (const auto* keep = std::get_if<Keep>(&action)) {
        journal_.push_back(keep->entry);
        machine_->on_kept(*keep->entry);
        continue;
      }
      lines.push_back(std::visit([this](const auto& content) { return text(content); }, action));
    }
    return lines;
  }

  std::string text(const Send& send) {
    return "send " + send.slave + " " +
           std::visit([this](const auto& message) { return text(message); }, send.message);
  }
  std::string text(const LogLine& line) {
    static const char* const kLevels[] = {"debug", "info", "warning", "error"};
    return std::string(kLevels[static_cast<int>(line.level)]) + ": " + line.text;
  }
  std::string text(const CommandReply& reply) {
    return "reply " + std::to_string(reply.id) + (reply.ok ? " ok: " : " refused: ") + reply.text;
  }
  std::string text(const RunStarted&) { return "run started"; }
  std::string text(const RunFinished& finished) {
    return (finished.broken ? "run broken: " : "run finished: ") + finished.reason;
  }
  std::string text(const AskForTarget& question) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(question.state.run_time);
    return "ask shape at " + std::to_string(ms.count()) + " ms, " +
           std::to_string(question.state.users) + " users";
  }
  std::string text(const TellDirector& news) {
    return "tell director " +
           std::visit([this](const auto& message) { return text(message); }, news.message);
  }
  std::string text(const wire::RunNews& news) {
    static const char* const kKinds[] = {"spawning_complete", "test_stopping", "test_stop",
                                         "reset_stats"};
    return std::string(kKinds[static_cast<int>(news.kind)]) + " " + std::to_string(news.users);
  }
  std::string text(const wire::SlaveJoined& joined) { return "slave_joined " + joined.slave; }
  std::string text(const wire::CustomOf& custom) {
    return "custom " + custom.type + " of " + custom.slave;
  }
  std::string text(const wire::SlaveData& data) { return "slave_data of " + data.slave; }
  template <class Other>
  std::string text(const Other&) {
    return "?";
  }
  std::string text(const QuitFinished&) { return "quit finished"; }
  std::string text(const wire::Ack& ack) {
    return "ack index=" + std::to_string(ack.index.value()) +
           (ack.info ? " test=" + ack.info->test_path : "");
  }
  std::string text(const wire::Spawn& spawn) {
    EXPECT_GT(spawn.timestamp, last_spawn_);
    last_spawn_ = spawn.timestamp;
    if (epochs_.empty() || epochs_.back() < spawn.epoch) epochs_.push_back(spawn.epoch);
    EXPECT_EQ(epochs_.back(), spawn.epoch);
    return "spawn #" + std::to_string(epochs_.size()) + text_of(spawn.user_counts) +
           (spawn.host ? " host=" + *spawn.host : "") + text_of(spawn.options) +
           " stop_timeout=" + std::to_string(static_cast<int>(spawn.stop_timeout_s.value())) +
           scenarios_text(spawn.scenarios, spawn.scenarios_start);
  }
  /// "| Shopper: 500 arrivals/s part 0/2 since 0ms start in 1000ms"
  std::string scenarios_text(const std::vector<ScenarioPlan>& scenarios, WallTime start) {
    std::string text;
    const auto ms = [](auto span) {
      return std::to_string(std::chrono::round<std::chrono::milliseconds>(span).count()) + "ms";
    };
    for (const ScenarioPlan& plan : scenarios) {
      text += " | " + plan.user_class + ": " + executor_text(plan.executor) + " part " +
              std::to_string(plan.share.part) + "/" + std::to_string(plan.share.parts) + " since " +
              ms(plan.since);
    }
    if (start != WallTime()) text += " start in " + ms(start - now_.wall);
    return text;
  }
  std::string text(const wire::Stop&) { return "stop"; }
  std::string text(const wire::MasterQuit&) { return "quit"; }
  std::string text(const wire::HeartbeatReply& reply) {
    if (!reply.receipt) return "heartbeat";
    last_answer_ = reply.receipt->time;
    return "heartbeat " + std::to_string(reply.receipt->number) + " received " +
           std::to_string(reply.receipt->received) + " kept " + std::to_string(reply.receipt->kept);
  }
  std::string text(const wire::RampComplete& complete) {
    return "spawning_complete " + std::to_string(complete.user_count);
  }
  std::string text(const wire::Reconnect&) { return "reconnect"; }
  std::string text(const wire::RowsGranted& granted) {
    return "rows_granted " + std::to_string(granted.id) + " first " +
           std::to_string(granted.range.first) + " count " + std::to_string(granted.range.count);
  }
  std::string text(const wire::RowsOpened& opened) {
    return "rows_opened " + std::to_string(opened.id) + (opened.granted ? " yes" : " no");
  }
  std::string text(const wire::Custom& custom) { return "custom " + custom.type; }

  RunSettings settings_;
  std::vector<JournalEntryPtr> journal_;
  std::optional<RunMachine> machine_;
  Now now_{};
  std::uint64_t commands_ = 0;
  std::vector<std::uint64_t> epochs_;
  WallTime last_spawn_{};
  WallTime heard_spawn_{};  // by the slave
  WallTime last_answer_{};
};

class MasterScenario : public testing::TestWithParam<std::string> {};

TEST_P(MasterScenario, IsAsWritten) {
  Driver driver;
  tests::run_scenario(tests::scenario_path("master", GetParam()),
                      [&](const std::string& line) { return driver.step(line); });
}

INSTANTIATE_TEST_SUITE_P(Files, MasterScenario, testing::ValuesIn(tests::scenario_names("master")),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace acrida
