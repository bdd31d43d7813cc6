// Runner: from the agent's messages to the shards and back.
#include "slave/runner/runner.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include <acrida/argument_base.hpp>

#include "core/plan/even_split.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/report_split.hpp"
#include "core/wire/runner_messages.hpp"

namespace acrida {

namespace asio = boost::asio;

namespace {

std::vector<std::unique_ptr<Shard>> make_shards(const std::vector<const UserClassEntry*>& classes,
                                                const RunnerSettings& settings, Journal& journal,
                                                const ShardHooks& hooks) {
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::size_t i = 0; i < journal.shards(); ++i)
    shards.push_back(std::make_unique<Shard>(
        classes, ShardPlace{i, journal.shards(), settings.slave_index, &journal.shard(i)}, hooks));
  return shards;
}

/// Its users would not do what the test says.
std::string fault_under_locust(const std::vector<const UserClassEntry*>& classes,
                               const UserCounts& wanted) {
  for (const UserClassEntry* entry : classes) {
    const auto users = wanted.find(entry->name);
    if (users == wanted.end() || users->second == 0) continue;
    if (!entry->create()->executor.spec().is_default())
      return std::string("user class ") + entry->name +
             " has an executor, which a Locust master does not know: use an Acrida master";
  }
  return "";
}

TagFilter tags_of(const wire::Spawn& spawn) {
  const auto option = [&](const char* name) {
    const auto found = spawn.options.find(name);
    return found == spawn.options.end() ? std::string() : found->second;
  };
  return TagFilter::from_lists(option("tags"), option("exclude_tags"));
}

}  // namespace

Runner::Runner(const Plugin& plugin, RunnerSettings settings, int agent_fd, Journal& journal)
    : agent_(
          loop_, agent_fd, [this](std::string_view frame) { on_frame(frame); },
          [this] { loop_.stop(); }),
      report_timer_(loop_),
      classes_(plugin.user_classes()),
      arguments_(plugin.arguments()),
      feeders_(plugin.feeders(), loop_, journal.shards(), settings.slave_index, settings.folder,
               [this](const wire::FromSlave& message) { send(message); }),
      hooks_(
          plugin, journal.shards(), [this](const wire::FromSlave& message) { send(message); },
          [this](std::function<void()> task) { asio::post(loop_, std::move(task)); }),
      shards_(make_shards(classes_, settings, journal, hooks_.for_shards())),
      stalls_(loop_, shards_, journal),
      health_(shards_.size(), std::chrono::steady_clock::now()),
      journal_marks_(2 * shards_.size()),
      users_(shards_.size()),
      asked_(shards_.size()) {}

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
  else if (const auto* granted = std::get_if<wire::RowsGranted>(&envelope->message))
    feeders_.on(*granted);
  else if (const auto* opened = std::get_if<wire::RowsOpened>(&envelope->message))
    feeders_.on(*opened);
  else if (const auto* custom = std::get_if<wire::Custom>(&envelope->message))
    on(*custom);
  else if (const auto* complete = std::get_if<wire::RampComplete>(&envelope->message))
    hooks_.on(*complete);
  else if (std::holds_alternative<wire::Stop>(envelope->message))
    on_stop();
  else if (std::holds_alternative<wire::MasterQuit>(envelope->message))
    loop_.stop();
}

void Runner::on(const wire::Spawn& spawn) {
  const auto stop_timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(spawn.stop_timeout_s.value_or(0)));
  if (stopping_) {  // a new run gets a new runner
    for (const auto& shard : shards_) shard->limit_stop(stop_timeout);
    return;
  }
  if (!prepared_ && !prepare(spawn)) return;
  hooks_.before_spawn();
  user_settings_.host = spawn.host.value_or("");
  user_settings_.stop_timeout = stop_timeout;
  user_settings_.tags = tags_of(spawn);
  for (const auto& [name, count] : spawn.user_counts) targets_[name] = count;
  const std::uint64_t generation = ++spawn_generation_;
  const auto done = after_all_shards([this, generation] {
    if (generation != spawn_generation_) return;
    collect([this] { send(wire::SlaveSpawned{users()}); });
  });
  std::vector<UserCounts> shares;
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) shares.push_back(share_of(shard));
  const auto plans = scenarios_.divide(spawn, shares);
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
    UserSettings settings = user_settings_;
    settings.scenarios = plans[shard];
    settings.scenarios_start = scenarios_.start();
    shards_[shard]->resize(shares[shard], std::move(settings), done);
  }
}

void Runner::on(const wire::Custom& custom) {
  if (custom.type == wire::kRetire)
    user_settings_.may_grow = false;
  else
    hooks_.on(custom);
}

UserCounts Runner::share_of(std::size_t shard) const {
  UserCounts share;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const auto target = targets_.find(classes_[i]->name);
    if (target != targets_.end())
      share[target->first] = even_split(target->second, shards_.size(), shard, i);
  }
  return share;
}

// What user code reads without a lock is written here, while no user runs.
bool Runner::prepare(const wire::Spawn& spawn) {
  std::string fault = set_arguments(arguments_, spawn.options);
  if (fault.empty()) {
    if (const auto loaded = feeders_.load(spawn); !loaded) fault = loaded.error().what;
  }
  if (fault.empty() && spawn.epoch == 0) fault = fault_under_locust(classes_, spawn.user_counts);
  prepared_ = fault.empty();
  if (!prepared_) {
    stopping_ = true;
    send(wire::RunRefused{std::move(fault)});
    return false;
  }
  for (std::size_t i = 0; i < shards_.size(); ++i)
    shards_[i]->feed(feeders_.cursors(shards_[i]->executor(), i));
  return true;
}

void Runner::on_stop() {
  if (std::exchange(stopping_, true)) return;
  hooks_.before_stop();
  ++spawn_generation_;
  feeders_.close();
  const auto done = after_all_shards([this] {
    feeders_.settle([this] {
      collect([this] {
        hooks_.after_stop();
        send_pending();
        stopped_ = true;
        send(wire::ClientStopped{});
      });
    });
  });
  for (const auto& shard : shards_) shard->stop_users(done);
}

// A report goes out each second, also an empty one. A shard that does not answer in time holds up
// neither the others nor the clock: its part comes with a later report.
void Runner::report_each_second() {
  report_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    feeders_.tick();
    hooks_.watch_cpu();
    const auto silent = std::count(asked_.begin(), asked_.end(), true);
    const bool late = silent > 0;
    for (auto i = silent; i > 0; --i) health_.add_silent_loop(kReportPeriod);
    if (late) send_pending();
    for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
      if (asked_[shard]) continue;
      asked_[shard] = true;
      ask(shard, [this, shard, late] {
        asked_[shard] = false;
        if (!late && std::find(asked_.begin(), asked_.end(), true) == asked_.end()) send_pending();
      });
    }
    report_timer_.expires_at(report_timer_.expiry() + kReportPeriod);
    report_each_second();
  });
}

void Runner::collect(std::function<void()> then) {
  auto missing = std::make_shared<std::size_t>(shards_.size());  // counted on the control thread
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
    ask(shard, [missing, then] {
      if (--*missing == 0) then();
    });
  }
}

void Runner::ask(std::size_t shard, std::function<void()> then) {
  shards_[shard]->take_report(
      [this, shard, then = std::move(then)](ShardReport report) {  // [shard]
        asio::post(loop_, [this, shard, then, report = std::move(report)]() mutable {
          add(std::move(report), shard);
          then();
        });
      });
}

UserCounts Runner::users() const {
  UserCounts sum;
  for (const UserCounts& of_shard : users_)
    for (const auto& [name, count] : of_shard) sum[name] += count;
  return sum;
}

void Runner::add(ShardReport report, std::size_t shard) {
  merge(pending_, report.delta);
  health_.add(report.loop_lag);
  users_[shard] = std::move(report.users);
  journal_marks_[2 * shard] = report.journal.written;
  journal_marks_[2 * shard + 1] = report.journal.overflowed;
  users_abandoned_ = users_abandoned_ || report.abandoned_users > 0;
  if (!report.stop_reason.empty()) stop_reason_ = std::move(report.stop_reason);
  for (UserException& group : report.exceptions) pending_exceptions_.push_back(std::move(group));
}

void Runner::send_pending() {
  for (UserException& group : std::exchange(pending_exceptions_, {}))
    send(wire::ExceptionReport{std::move(group.message), std::move(group.traceback), group.count});
  wire::StatsReport report;
  report.delta = std::exchange(pending_, {});
  report.user_counts = users();
  report.taken_at = std::chrono::system_clock::now();
  report.exact = true;
  report.health = health_.take(std::chrono::steady_clock::now());
  hooks_.complete(report);
  for (wire::ExceptionReport& failure : hooks_.take_failures()) send(std::move(failure));
  std::vector<wire::StatsReport> parts = wire::split(std::move(report));
  parts.back().journal_marks = journal_marks_;
  for (wire::StatsReport& part : parts) send(std::move(part));
  if (!stop_reason_.empty() && !std::exchange(stop_requested_, true))
    send(wire::StopTestRequest{stop_reason_, 0});
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
