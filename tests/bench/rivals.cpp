// Rivals: their command lines, and how they say what they have done.
#include "tests/bench/rivals.hpp"

#include <chrono>
#include <regex>
#include <stdexcept>
#include <vector>

#include "tests/bench/cpu_time.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

constexpr const char* kWrkTime = "-d2s";
constexpr std::size_t kMostSaid = 1000;  // of what a program says when it fails

struct Spent {
  double cpu_us = 0;
  double requests = 0;
  double us_per_request() const { return cpu_us / requests; }
};

/// `pattern` finds how many requests succeeded in what the program prints.
Spent run(const std::vector<std::string>& command, const char* pattern,
          const std::string& directory = {}) {
  const double before = cpu_time_us(RUSAGE_CHILDREN);
  Process program(command, {.directory = directory, .merge_output = true});
  const auto code = program.wait(std::chrono::seconds(60));
  Spent spent{cpu_time_us(RUSAGE_CHILDREN) - before, 0};
  std::smatch found;
  const std::string said = program.out();
  if (code != 0 || !std::regex_search(said, found, std::regex(pattern)))
    throw std::runtime_error(command[0] + " failed: " + said.substr(0, kMostSaid));
  spent.requests = std::stod(found[1]);
  return spent;
}

std::string text_of(std::uint64_t number) {
  return std::to_string(number);
}

Spent locust(const std::string& directory, const std::string& host, int users, const char* time) {
  const std::string count = std::to_string(users);
  return run({"/usr/bin/locust", "--headless", "--only-summary", "-f", "getter.py", "-H", host,
              "-u", count, "-r", count, "-t", time},
             "GET +/\\S+ +(\\d+) +0\\(0.00%\\)", directory);
}

}  // namespace

double wrk_us(const std::string& url, int connections) {
  return run({"wrk", "-t1", "-c" + std::to_string(connections), kWrkTime, url},
             "(\\d+) requests in")
      .us_per_request();
}

double h2load_us(const std::string& url, int connections, std::uint64_t requests) {
  return run({"h2load", "--h1", "-t1", "-c" + std::to_string(connections), "-n" + text_of(requests),
              url},
             "(\\d+) succeeded")
      .us_per_request();
}

double h2load_http2_us(const std::string& url, int connections, std::uint64_t requests) {
  return run({"h2load", "-t1", "-m1", "-c" + std::to_string(connections), "-n" + text_of(requests),
              url},
             "(\\d+) succeeded")
      .us_per_request();
}

double hey_us(const std::string& url, int connections, std::uint64_t requests) {
  return run({"hey", "-n", text_of(requests), "-c", std::to_string(connections), url},
             "\\[200\\]\\s+(\\d+) responses")
      .us_per_request();
}

double ab_us(const std::string& url, int connections, std::uint64_t requests) {
  return run({"ab", "-k", "-q", "-n", text_of(requests), "-c", std::to_string(connections), url},
             "Keep-Alive requests: +(\\d+)")
      .us_per_request();
}

double locust_us(const std::string& host, const std::string& path, int users) {
  const TempDir directory;
  write_file(directory / "getter.py",
             "from locust import FastHttpUser, constant, task\n"
             "class Getter(FastHttpUser):\n"
             "    wait_time = constant(0)\n"
             "    @task\n"
             "    def get(self):\n"
             "        self.client.get(\"" +
                 path + "\")\n");
  const std::string place = directory.path().string();
  const Spent brief = locust(place, host, users, "1s");
  const Spent longer = locust(place, host, users, "6s");
  return (longer.cpu_us - brief.cpu_us) / (longer.requests - brief.requests);
}

}  // namespace acrida::tests
