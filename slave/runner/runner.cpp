// Runner: from the agent's messages to the shards and back.
#include "slave/runner/runner.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include <acrida/argument_base.hpp>

#include "core/plan/even_split.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/report_split.hpp"

namespace acrida {

namespace asio = boost::asio;

Runner::Runner(const Plugin& plugin, RunnerSettings settings, int agent_fd)
    : agent_(
          loop_, agent_fd, [this](std::string_view frame) { on_frame(frame); },
          [this] { loop_.stop(); }),
      report_timer_(loop_),
      classes_(plugin.user_classes()),
      arguments_(plugin.arguments()) {
  for (std::size_t i = 0; i < settings.shards; ++i)
    shards_.push_back(
        std::make_unique<Shard>(classes_, ShardPlace{i, settings.shards, settings.slave_index}));
}

bool Runner::run() {
  report_timer_.expires_after(kReportPeriod);
  report_each_second();
  loop_.run();
  return (stopped_ || targets_.empty()) && !users_abandoned_;
}

void Runner::on_frame(std::string_view frame) {
  const auto envelope = wire::decode_from_master(frame);
  if (!envelope) return loop_.stop();  // the agent speaks another version: end, it will say so
  if (const auto* spawn = std::get_if<wire::Spawn>(&envelope->message))
    on(*spawn);
  else if (std::holds_alternative<wire::Stop>(envelope->message))
    on_stop();
  else if (std::holds_alternative<wire::MasterQuit>(envelope->message))
    loop_.stop();
}

void Runner::on(const wire::Spawn& spawn) {
  if (stopping_) return;  // a new run gets a new runner
  if (!prepared_ && !prepare(spawn)) return;
  user_settings_.host = spawn.host.value_or("");
  user_settings_.stop_timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(spawn.stop_timeout_s.value_or(0)));
  for (const auto& [name, count] : spawn.user_counts) targets_[name] = count;
  const std::uint64_t generation = ++spawn_generation_;
  const auto done = after_all_shards([this, generation] {
    if (generation != spawn_generation_) return;
    collect([this] { send(wire::SlaveSpawned{users_}); });
  });
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
    UserCounts share;
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      const auto target = targets_.find(classes_[i]->name);
      if (target != targets_.end())
        share[target->first] = even_split(target->second, shards_.size(), shard, i);
    }
    shards_[shard]->resize(std::move(share), user_settings_, done);
  }
}

// What user code reads without a lock is written here, while no user runs.
bool Runner::prepare(const wire::Spawn& spawn) {
  std::string fault = set_arguments(arguments_, spawn.options);
  prepared_ = fault.empty();
  if (!prepared_) {
    stopping_ = true;
    send(wire::RunRefused{std::move(fault)});
  }
  return prepared_;
}

void Runner::on_stop() {
  if (std::exchange(stopping_, true)) return;
  ++spawn_generation_;
  const auto done = after_all_shards([this] {
    collect([this] {
      send_pending();
      stopped_ = true;
      send(wire::ClientStopped{});
    });
  });
  for (const auto& shard : shards_) shard->stop_users(done);
}

// A report goes out each second, also an empty one. A shard that does not answer in time holds up
// neither the others nor the clock: its part comes with the next report.
void Runner::report_each_second() {
  report_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (std::exchange(collecting_, true)) {
      send_pending();
    } else {
      collect([this] {
        collecting_ = false;
        send_pending();
      });
    }
    report_timer_.expires_at(report_timer_.expiry() + kReportPeriod);
    report_each_second();
  });
}

void Runner::collect(std::function<void()> then) {
  struct Round {
    std::size_t missing;
    UserCounts users;
    std::function<void()> then;
  };
  auto round = std::make_shared<Round>(Round{shards_.size(), {}, std::move(then)});
  for (const auto& shard : shards_) {
    shard->take_report([this, round](ShardReport report) {  // [shard]
      asio::post(loop_, [this, round, report = std::move(report)]() mutable {
        for (const auto& [name, count] : report.users) round->users[name] += count;
        add(std::move(report));
        if (--round->missing > 0) return;
        users_ = std::move(round->users);
        round->then();
      });
    });
  }
}

void Runner::add(ShardReport report) {
  merge(pending_, report.delta);
  users_abandoned_ = users_abandoned_ || report.abandoned_users > 0;
  for (UserException& group : report.exceptions) pending_exceptions_.push_back(std::move(group));
}

void Runner::send_pending() {
  for (UserException& group : std::exchange(pending_exceptions_, {}))
    send(wire::ExceptionReport{std::move(group.message), std::move(group.traceback), group.count});
  wire::StatsReport report;
  report.delta = std::exchange(pending_, {});
  report.user_counts = users_;
  report.taken_at = std::chrono::system_clock::now();
  report.exact = true;
  for (wire::StatsReport& part : wire::split(std::move(report))) send(std::move(part));
}

void Runner::send(const wire::FromSlave& message) {
  agent_.send(wire::encode(message, ""));
}

std::function<void()> Runner::after_all_shards(std::function<void()> then) {
  auto missing = std::make_shared<std::size_t>(shards_.size());  // counted on the control thread
  return [this, missing, then = std::move(then)] {
    asio::post(loop_, [missing, then] {
      if (--*missing == 0) then();
    });
  };
}

}  // namespace acrida
