// MasterWatch: /proc and the API.
#include "tests/bench/fleet/master_watch.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

/// Of a stat file of a process or a thread: its name and its CPU time.
std::pair<std::string, double> name_and_cpu_s(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const auto open = line.find('('), close = line.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::istringstream fields(line.substr(close + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;  // state to cmajflt
  double user = 0, system = 0;
  fields >> user >> system;
  return {line.substr(open + 1, close - open - 1),
          (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK))};
}

}  // namespace

double MasterWatch::cpu_s() const {
  return name_and_cpu_s("/proc/" + std::to_string(master_) + "/stat").second;
}

std::map<std::string, double> MasterWatch::cpu_s_by_thread() const {
  std::map<std::string, double> times;
  const std::filesystem::path tasks = "/proc/" + std::to_string(master_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    const auto [name, cpu_s] = name_and_cpu_s(task.path() / "stat");
    times[name + " " + task.path().filename().string()] += cpu_s;
  }
  return times;
}

double MasterWatch::waited_s() const {
  double sum_s = 0;
  const std::filesystem::path tasks = "/proc/" + std::to_string(master_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::ifstream file(task.path() / "schedstat");
    double ran_ns = 0, waited_ns = 0;
    file >> ran_ns >> waited_ns;
    sum_s += waited_ns / 1e9;
  }
  return sum_s;
}

std::uint64_t MasterWatch::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(master_) + "/statm");
  std::uint64_t total_pages = 0, resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

ShownTotals MasterWatch::ask() const {
  const HttpAnswer answer = http_get(url_ + "/stats/requests", std::chrono::seconds(30));
  if (answer.status != 200) throw std::runtime_error("the API does not answer: " + answer.error);
  const boost::json::value document = boost::json::parse(answer.body);
  ShownTotals shown;
  shown.requests =
      document.at("stats").as_array().back().at("num_requests").to_number<std::uint64_t>();
  shown.early_reports = document.at("acrida").at("early_reports").to_number<std::uint64_t>();
  shown.users = document.at("user_count").to_number<std::uint64_t>();
  shown.state = boost::json::value_to<std::string>(document.at("state"));
  for (const auto& slave : document.at("workers").as_array())
    shown.missing_slaves += slave.at("state") == "missing" ? 1 : 0;
  return shown;
}

void MasterWatch::note_sent(std::uint64_t requests) {
  if (sent_.empty() || sent_.back().second != requests) sent_.emplace_back(Clock::now(), requests);
}

std::chrono::duration<double> MasterWatch::age_of(std::uint64_t shown_requests,
                                                  Clock::time_point now) {
  while (!sent_.empty() && sent_.front().second <= shown_requests) sent_.pop_front();
  if (sent_.empty()) return {};
  return now - sent_.front().first;
}

}  // namespace acrida::tests
