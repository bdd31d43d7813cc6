// CPU time per request: FastHttpUser on a shard against other load generators and a bare epoll loop, one thread
// each on the same core, against the same servers on another. `fast_http_bench 3`: three rounds.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include <acrida/fast_http_user.hpp>

#include "tests/bench/core_pin.hpp"
#include "tests/bench/epoll_loop.hpp"
#include "tests/bench/fixed_server.hpp"
#include "tests/bench/paired_figures.hpp"
#include "tests/bench/rivals.hpp"
#include "tests/bench/shard_cost.hpp"
#include "tests/support/nginx.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kRequests = 100'000;
constexpr std::uint64_t kFewerRequests = 30'000;  // of the slower ones
constexpr int kRounds = 5;                        // or the first argument
constexpr int kFewRounds = 2;                     // of those without a goal
constexpr int kLocustRounds = 1;
constexpr const char* kUnit = "us CPU per request";

struct Getter final : FastHttpUser {
  Getter() {
    client.verify_tls = false;
    add_task(&Getter::get);
  }
  task<> get() { co_await client.get("/item"); }
};

double fast_user_us(const std::string& host, std::uint64_t users) {
  static const UserClassEntry entry{"Getter", [] { return std::unique_ptr<User>(new Getter); },
                                    nullptr};
  return tests::shard_us_per_request(entry, host, users, kRequests);
}

double epoll_us(const std::string& url, int connections) {
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  const double before = tests::cpu_time_us();
  tests::EpollLoop(port, connections).run(kRequests);
  return (tests::cpu_time_us() - before) / static_cast<double>(kRequests);
}

void compare(const std::string& server, const std::string& url, int connections, int rounds) {
  const std::string item = url + "/item";
  const std::string what = server + ", " + std::to_string(connections) + " connections";
  tests::PairedFigures figures("fast_http", what, kUnit, [&] {
    return fast_user_us(url, static_cast<std::uint64_t>(connections));
  });
  figures.against("epoll loop", 1.25, [&] { return epoll_us(url, connections); });
  figures.against("wrk", 0.95, [&] { return tests::wrk_us(item, connections); });
  figures.against("h2load", 0.75, [&] { return tests::h2load_us(item, connections, kRequests); });
  figures.against(
      "ab", 0, [&] { return tests::ab_us(item, connections, kFewerRequests); }, kFewRounds);
  figures.against(
      "hey", 0, [&] { return tests::hey_us(item, connections, kFewerRequests); }, kFewRounds);
  if (server == "nginx")
    figures.against(
        "Locust FastHttpUser", 1.0 / 25,
        [&] { return tests::locust_us(url, "/item", connections); }, kLocustRounds);
  figures.run(rounds);
}

void compare_tls(const std::string& url, int connections, int rounds) {
  const std::string what = "nginx, TLS 1.3, " + std::to_string(connections) + " connections";
  tests::PairedFigures figures("fast_http", what, kUnit, [&] {
    return fast_user_us(url, static_cast<std::uint64_t>(connections));
  });
  figures.against("wrk", 1.1, [&] { return tests::wrk_us(url + "/item", connections); });
  figures.run(rounds);
}

void bench(int rounds) {
  const tests::CorePin generators(tests::kGeneratorCore);
  const auto fixed = [] {
    const tests::CorePin servers(tests::server_core());
    return std::make_unique<tests::FixedServer>();
  }();
  const auto nginx = [] {
    const tests::CorePin servers(tests::server_core());
    return std::make_unique<tests::Nginx>();
  }();
  for (const int connections : {50, 400}) {
    compare("nginx", nginx->url(), connections, rounds);
    compare("fixed answer", fixed->url(), connections, rounds);
  }
  compare_tls(nginx->tls_url(), 50, rounds);
}

}  // namespace
}  // namespace acrida

int main(int count, char** arguments) {
  acrida::bench(count > 1 ? std::max(1, std::atoi(arguments[1])) : acrida::kRounds);
}
