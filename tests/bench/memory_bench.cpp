// Resident bytes per sleeping user, with 100,000 of them on one shard.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <future>
#include <sys/wait.h>
#include <unistd.h>

#include <acrida/http_user.hpp>

#include "slave/shard/shard.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kUsers = 100'000;

template <class Base>
struct Sleeper final : Base {
  Sleeper() {
    this->wait_time = constant(std::chrono::hours(1));
    this->add_task(&Sleeper::nothing);
  }
  task<> nothing() { co_return; }
};

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t total_pages = 0, resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

template <class T>
void measure(const char* what) {
  const UserClassEntry entry{what, [] { return std::unique_ptr<User>(new T); }, nullptr};
  Shard shard({&entry}, {});
  const std::uint64_t before = resident_bytes();
  const auto start = std::chrono::steady_clock::now();
  std::promise<void> spawned;
  shard.resize({{what, kUsers}}, {"http://127.0.0.1:1", {}}, [&] { spawned.set_value(); });
  spawned.get_future().get();
  std::promise<void> settled;  // every user has been through its first task
  shard.take_report([&](ShardReport) { settled.set_value(); });
  settled.get_future().get();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const double per_user = static_cast<double>(resident_bytes() - before) / kUsers;
  std::printf(
      "memory: sleeping %-9s %6.0f resident bytes per user of %llu (goal <= 4096); started in %.2f "
      "s\n",
      what, per_user, static_cast<unsigned long long>(kUsers), took.count());
  std::promise<void> stopped;
  shard.stop_users([&] { stopped.set_value(); });
  stopped.get_future().get();
}

}  // namespace
}  // namespace acrida

// Each in a process of its own: memory that one kind has freed would serve the other.
int main() {
  if (fork() == 0) {
    acrida::measure<acrida::Sleeper<acrida::User>>("User");
    return 0;
  }
  int status = 0;
  wait(&status);
  if (status == 0) acrida::measure<acrida::Sleeper<acrida::HttpUser>>("HttpUser");
  return status == 0 ? 0 : 1;
}
