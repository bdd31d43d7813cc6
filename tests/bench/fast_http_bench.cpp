// CPU time per request: FastHttpUser on a shard against wrk, h2load and a bare epoll loop, one
// thread each, side by side against the same nginx.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <acrida/fast_http_user.hpp>

#include "tests/bench/epoll_loop.hpp"
#include "tests/bench/median.hpp"
#include "tests/bench/program_cost.hpp"
#include "tests/bench/shard_cost.hpp"
#include "tests/support/nginx.hpp"

namespace acrida {
namespace {

constexpr std::uint64_t kRequests = 150'000;
constexpr int kPairs = 7;  // or the first argument

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

double epoll_us(std::uint16_t port, int connections) {
  const double before = tests::cpu_time_us();
  tests::EpollLoop(port, connections).run(kRequests);
  return (tests::cpu_time_us() - before) / static_cast<double>(kRequests);
}

double wrk_us(const std::string& url, int connections) {
  return tests::program_us(
      {"wrk", "-t1", "-c" + std::to_string(connections), "-d3s", url + "/item"},
      "(\\d+) requests in");
}

double h2load_us(const std::string& url, int connections) {
  return tests::program_us({"h2load", "--h1", "-t1", "-c" + std::to_string(connections),
                            "-n" + std::to_string(kRequests), url + "/item"},
                           "(\\d+) done");
}

void compare(const char* what, const std::string& url, int connections, bool is_tls, int pairs) {
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  std::vector<double> fast, epoll, wrk, h2load, by_epoll, by_wrk, by_h2load;
  for (int i = 0; i < pairs; ++i) {
    fast.push_back(fast_user_us(url, static_cast<std::uint64_t>(connections)));
    wrk.push_back(wrk_us(url, connections));
    by_wrk.push_back(fast.back() / wrk.back());
    if (is_tls) continue;
    epoll.push_back(epoll_us(port, connections));
    by_epoll.push_back(fast.back() / epoll.back());
    h2load.push_back(h2load_us(url, connections));
    by_h2load.push_back(fast.back() / h2load.back());
  }
  std::printf("fast_http: %s, %3d connections: FastHttpUser %5.2f us CPU per request, wrk %5.2f",
              what, connections, tests::median(fast), tests::median(wrk));
  if (!is_tls)
    std::printf(", h2load %5.2f, bare epoll loop %5.2f", tests::median(h2load),
                tests::median(epoll));
  std::printf(" (medians of %d)\n", pairs);
  std::printf("fast_http: %s, %3d connections: / wrk %.3f (goal <= %.2f)", what, connections,
              tests::median(by_wrk), is_tls ? 1.1 : 0.95);
  if (!is_tls)
    std::printf(", / h2load %.3f (goal <= 0.75), / epoll loop %.3f (goal <= 1.25)",
                tests::median(by_h2load), tests::median(by_epoll));
  std::printf("\n");
}

}  // namespace
}  // namespace acrida

int main(int count, char** arguments) {
  const int pairs = count > 1 ? std::max(1, std::atoi(arguments[1])) : acrida::kPairs;
  const acrida::tests::Nginx nginx;
  for (const int connections : {50, 400})
    acrida::compare("plain", nginx.url(), connections, false, pairs);
  acrida::compare("TLS 1.3", nginx.tls_url(), 50, true, pairs);
}
