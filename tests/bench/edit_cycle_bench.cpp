// Seconds from an edit of a test to its first request: `acrida run` with and without the
// precompiled SDK, and the CPU time of the compiler.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>

#include "tests/bench/bench_row.hpp"
#include "tests/bench/median.hpp"
#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using boost::asio::ip::tcp;
using Seconds = std::chrono::duration<double>;

constexpr int kEdits = 5;

double cpu_of_children_s() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Cycle {
  double first_request_s;
  double build_cpu_s;
};

/// Writes the source with a change in it, runs it, and waits for the first byte that comes.
Cycle edit_and_run(const TempDir& folder, const std::string& source, int edit) {
  const std::string path = (folder / "shop.cpp").string();
  write_file(path, source + "// edit " + std::to_string(edit) + "\n");
  const auto start = std::chrono::steady_clock::now();
  boost::asio::io_context loop;
  tcp::acceptor acceptor(loop, {boost::asio::ip::address_v4::loopback(), 0});
  Process run({acrida_executable(), "run", path, "--headless", "-u", "1", "-H",
               "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port())},
              {.environment = test_environment()});
  tcp::socket connection = acceptor.accept();
  std::array<char, 1> byte{};
  boost::asio::read(connection, boost::asio::buffer(byte));
  const double first_request_s = Seconds(std::chrono::steady_clock::now() - start).count();
  run.signal(SIGKILL);
  run.wait(std::chrono::seconds(10));

  write_file(path, source + "// edit " + std::to_string(edit) + " again\n");
  const double cpu_before_s = cpu_of_children_s();
  Process build({acrida_executable(), "build", path}, {.environment = test_environment()});
  build.wait(std::chrono::seconds(60));
  return {first_request_s, cpu_of_children_s() - cpu_before_s};
}

void measure(const char* what, const std::string& source) {
  const TempDir folder;
  std::vector<double> first_request_s, build_cpu_s;
  edit_and_run(folder, source, -1);  // makes the precompiled header when there is none
  for (int edit = 0; edit < kEdits; ++edit) {
    const Cycle cycle = edit_and_run(folder, source, edit);
    first_request_s.push_back(cycle.first_request_s);
    build_cpu_s.push_back(cycle.build_cpu_s);
  }
  report({"edit_cycle", std::string(what) + ", edit to first request", median(first_request_s), "s",
          5});
  report({"edit_cycle", std::string(what) + ", `acrida build`", median(build_cpu_s), "s CPU"});
}

}  // namespace
}  // namespace acrida::tests

int main() {
  using namespace acrida::tests;
  const std::string shop = read_file(source_path("examples/shop/shop.cpp"));
  measure("SDK precompiled", shop);
  measure("SDK read each time", "#include <string>\n" + shop);
}
