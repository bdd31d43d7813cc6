// Machine text: what the files of /proc and of control groups say.
#include "slave/meter/machine_text.hpp"

#include <charconv>

namespace acrida {
namespace {

constexpr std::string_view kSpace = " \t\n";

/// Takes the next word off the text.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kSpace));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> number_of(std::string_view word) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::uint64_t take_number(std::string_view& text) {
  return number_of(take_word(text)).value_or(0);
}

/// What follows the word in the line that it begins.
std::string_view line_after(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (take_word(line) == word) return line;
  }
  return {};
}

/// Of a line of names and numbers: "inuse 5 orphan 0".
std::uint64_t named_number(std::string_view line, std::string_view name) {
  while (!line.empty()) {
    const std::string_view word = take_word(line);
    if (word == name) return take_number(line);
  }
  return 0;
}

}  // namespace

CpuTicks cpu_ticks_in(std::string_view stat) {
  std::string_view line = line_after(stat, "cpu");
  CpuTicks ticks;
  // user nice system idle iowait irq softirq steal; what follows is part of user and nice.
  for (int field = 0; field < 8; ++field) {
    const std::uint64_t number = take_number(line);
    ticks.total += number;
    if (field == 3 || field == 4) ticks.idle += number;
    if (field == 7) ticks.stolen = number;
  }
  return ticks;
}

std::chrono::nanoseconds run_queue_wait_in(std::string_view schedstat) {
  take_word(schedstat);  // time on a core
  return std::chrono::nanoseconds(take_number(schedstat));
}

TcpSockets tcp_sockets_in(std::string_view sockstat) {
  const std::string_view line = line_after(sockstat, "TCP:");
  const std::string_view line_of_6 = line_after(sockstat, "TCP6:");
  return {named_number(line, "inuse") + named_number(line_of_6, "inuse"), named_number(line, "tw")};
}

std::uint64_t ports_in(std::string_view range) {
  const std::uint64_t first = take_number(range);
  const std::uint64_t last = take_number(range);
  return first > 0 && last >= first ? last - first + 1 : 0;
}

MemoryUse memory_in(std::string_view meminfo) {
  constexpr std::uint64_t kKibibyte = 1024;
  const auto total = number_after(meminfo, "MemTotal:");
  const auto available = number_after(meminfo, "MemAvailable:");
  if (!total || !available || *available > *total) return {};
  return {(*total - *available) * kKibibyte, *total * kKibibyte};
}

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word) {
  std::string_view line = line_after(text, word);
  return number_of(take_word(line));
}

std::string control_group_in(std::string_view cgroup) {
  constexpr std::string_view kVersion2 = "0::";
  while (!cgroup.empty()) {
    const std::string_view line = cgroup.substr(0, cgroup.find('\n'));
    cgroup.remove_prefix(std::min(line.size() + 1, cgroup.size()));
    if (line.starts_with(kVersion2)) return std::string(line.substr(kVersion2.size()));
  }
  return "";
}

std::optional<double> cores_in(std::string_view cpu_max) {
  const auto quota = number_of(take_word(cpu_max));
  const auto period = number_of(take_word(cpu_max));
  if (!quota || !period || *period == 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

std::optional<std::uint64_t> limit_in(std::string_view memory_max) {
  return number_of(take_word(memory_max));
}

}  // namespace acrida
