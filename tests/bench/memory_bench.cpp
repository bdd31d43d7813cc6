// Resident bytes per user, of sleeping ones and of such that have made a request.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <future>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <acrida/fast_http_user.hpp>
#include <acrida/http_user.hpp>

#include "slave/shard/shard.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/bench_target.hpp"
#include "tests/bench/resident_bytes.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kSleepers = 100'000;
constexpr std::uint64_t kThinkers = 10'000;  // each has a connection, for which ports must suffice
constexpr std::uint64_t kConnected = 15'000;

template <class Base>
struct Sleeper final : Base {
  Sleeper() {
    this->wait_time = constant(std::chrono::hours(1));
    this->add_task(&Sleeper::nothing);
  }
  task<> nothing() { co_return; }
};

// Has made a request, keeps its connection, and thinks.
template <class Base>
struct Thinker final : Base {
  Thinker() {
    this->wait_time = constant(std::chrono::hours(1));
    this->add_task(&Thinker::look);
  }
  task<> look() { co_await this->client.get("/items"); }
};

std::uint64_t requests_in(const ShardReport& report) {
  std::uint64_t requests = 0;
  for (const RequestDelta& row : report.delta.requests) requests += row.counters.requests;
  return requests;
}

// Waits until each user has been through its first task, with `requests` in all.
void settle(Shard& shard, std::uint64_t requests) {
  std::uint64_t made = 0;
  do {
    std::promise<std::uint64_t> now;
    shard.take_report([&](ShardReport report) { now.set_value(requests_in(report)); });
    made += now.get_future().get();
    if (made < requests) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  } while (made < requests);
}

template <class T>
void measure(const char* what, std::uint64_t users, const std::string& host, std::uint64_t requests,
             int goal_bytes) {
  const UserClassEntry entry{what, [] { return std::unique_ptr<User>(new T); }, nullptr};
  Shard shard({&entry}, {});
  const std::uint64_t before = tests::resident_bytes();
  std::promise<void> spawned;
  shard.resize({{what, users}}, {host, {}}, [&] { spawned.set_value(); });
  spawned.get_future().get();
  settle(shard, requests);
  const double per_user =
      static_cast<double>(tests::resident_bytes() - before) / static_cast<double>(users);
  tests::report({"memory", std::string(what) + ", " + std::to_string(users) + " users", per_user,
                 "resident B per user", static_cast<double>(goal_bytes)});
  std::promise<void> stopped;
  shard.stop_users([&] { stopped.set_value(); });
  stopped.get_future().get();
}

// In a process of its own: memory that one kind has freed would serve the next.
template <class Measure>
bool apart(Measure measure) {
  if (fork() == 0) {
    measure();
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  wait(&status);
  return status == 0;
}

}  // namespace
}  // namespace acrida

int main() {
  using namespace acrida;
  const std::string nowhere = "http://127.0.0.1:1";
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  const bool slept =
      apart([&] { measure<Sleeper<User>>("sleeping User", kSleepers, nowhere, 0, 4096); }) &&
      apart([&] { measure<Sleeper<HttpUser>>("sleeping HttpUser", kSleepers, nowhere, 0, 4096); });
  const tests::BenchTarget target;
  const bool thought = apart([&] {
    measure<Thinker<HttpUser>>("HttpUser after a request", kThinkers, target.url(), kThinkers,
                               16384);
  });
  const bool connected = apart([&] {
    measure<Thinker<FastHttpUser>>("connected FastHttpUser", kConnected, target.url(), kConnected,
                                   8192);
  });
  return slept && thought && connected ? 0 : 1;
}
