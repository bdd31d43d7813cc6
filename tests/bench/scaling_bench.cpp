// CPU time per request of FastHttpUser on two shards against that of one: what the shards share must cost
// nothing. Each shard has a core, and a server of its own on that core, so that one and two differ in
// nothing else.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include <acrida/fast_http_user.hpp>

#include "tests/bench/core_pin.hpp"
#include "tests/bench/fixed_server.hpp"
#include "tests/bench/paired_figures.hpp"
#include "tests/bench/shard_cost.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kRequestsOfShard = 60'000;
constexpr std::uint64_t kUsersOfShard = 50;
constexpr int kRounds = 7;

struct Getter final : FastHttpUser {
  Getter() { add_task(&Getter::get); }
  task<> get() { co_await client.get("/item"); }
};

double us_per_request(const std::vector<tests::ShardLoad>& loads) {
  static const UserClassEntry entry{"Getter", [] { return std::unique_ptr<User>(new Getter); },
                                    nullptr};
  return tests::shards_us_per_request(entry, loads, kUsersOfShard, kRequestsOfShard * loads.size());
}

std::unique_ptr<tests::FixedServer> server_on(int core) {
  const tests::CorePin pin(core);
  return std::make_unique<tests::FixedServer>();
}

void bench() {
  const auto first = server_on(0);
  const auto second = server_on(1);
  const tests::ShardLoad on_first{first->url(), 0};
  const tests::ShardLoad on_second{second->url(), 1};
  // Both cores in turn: one may have more to do for others.
  tests::PairedFigures figures("scaling", "FastHttpUser, two shards", "us CPU per request", [&] {
    return us_per_request({on_first, on_second});
  });
  figures.against("one shard", 1.05,
                  [&] { return (us_per_request({on_first}) + us_per_request({on_second})) / 2; });
  figures.run(kRounds);
}

}  // namespace
}  // namespace acrida

int main() {
  if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
    std::printf("scaling: skipped, as there is one core only\n");
    return 0;
  }
  acrida::bench();
}
