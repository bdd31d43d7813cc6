// Visit: the script's way to the users.
#include "visit.hpp"

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

Visit* current_visit = nullptr;  // a class of users is made without arguments

const UserClassEntry kVisitor{"Visitor", [] { return std::unique_ptr<User>(new Visitor); },
                              nullptr};

}  // namespace

Visitor::Visitor() {
  add_task(&Visitor::run_script);
}

task<> Visitor::run_script() {
  struct Ending {
    ~Ending() { current_visit->ended_.release(); }
  };
  if (!std::exchange(has_run, true)) {
    const Ending ending;
    co_await current_visit->script_(*this);
  }
  co_await sleep(1h);
}

Visit::Visit(std::string host, Script script, std::size_t users, std::size_t shards)
    : script_(std::move(script)), users_(users * shards) {
  current_visit = this;
  for (std::size_t i = 0; i < shards; ++i) {
    const ShardPlace place{i, shards, 0};
    shards_.push_back(
        std::make_unique<Shard>(std::vector<const UserClassEntry*>{&kVisitor}, place));
  }
  for (const auto& shard : shards_) {
    std::promise<void> started;
    shard->resize({{"Visitor", users}}, {host, 0s}, [&] { started.set_value(); });
    started.get_future().get();
  }
}

void Visit::wait() {
  for (std::size_t i = 0; i < users_; ++i)
    if (!ended_.try_acquire_for(60s)) throw std::runtime_error("the script does not end");
}

ShardReport Visit::stop() {
  ShardReport sum;
  for (const auto& shard : shards_) {
    std::promise<void> stopped;
    shard->stop_users([&] { stopped.set_value(); });
    stopped.get_future().get();
    std::promise<ShardReport> promise;
    shard->take_report([&](ShardReport taken) { promise.set_value(std::move(taken)); });
    const ShardReport report = promise.get_future().get();
    merge(sum.delta, report.delta);
    sum.exceptions.insert(sum.exceptions.end(), report.exceptions.begin(), report.exceptions.end());
    sum.abandoned_users += report.abandoned_users;
  }
  return sum;
}

ShardReport visit(std::string host, Visit::Script script, std::size_t users, std::size_t shards) {
  Visit running(std::move(host), std::move(script), users, shards);
  running.wait();
  return running.stop();
}

RequestCounters row(const ShardReport& report, const std::string& method, const std::string& name) {
  for (const RequestDelta& request : report.delta.requests)
    if (request.method == method && request.name == name) return request.counters;
  return {};
}

std::uint64_t counted(const ShardReport& report) {
  std::uint64_t sum = 0;
  for (const RequestDelta& request : report.delta.requests)
    sum += request.counters.requests + request.counters.unknown;
  return sum;
}

std::vector<std::string> errors(const ShardReport& report) {
  std::vector<std::string> messages;
  for (const ErrorDelta& error : report.delta.errors) messages.push_back(error.message);
  return messages;
}

}  // namespace acrida::tests
