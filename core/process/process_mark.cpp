// ProcessMark: a process as it is told from a later one with the same number.
#include "core/process/process_mark.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace acrida {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string boot_id() {
  std::string id = text_of("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

fs::path folder_of(pid_t pid) {
  return fs::path("/proc") / std::to_string(pid);
}

bool has_words(const std::string& command_line, const std::string& option,
               const std::string& value) {
  std::istringstream words(command_line);
  std::string before;
  for (std::string word; std::getline(words, word, '\0'); before = word)
    if (before == option && word == value) return true;
  return false;
}

}  // namespace

std::optional<ProcessMark> ProcessMark::of(pid_t pid) {
  if (pid <= 0) return std::nullopt;
  const std::string text = text_of(folder_of(pid) / "stat");
  // The program's name, in brackets, may contain anything.
  const std::size_t end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(end_of_name + 1));
  std::string state;
  fields >> state;
  constexpr int kFieldsBetween = 18;  // proc(5): the state is field 3, the start field 22
  std::string skipped;
  for (int field = 0; field < kFieldsBetween; ++field) fields >> skipped;
  ProcessMark mark{.pid = pid, .start_ticks = 0, .boot = boot_id()};
  if (!(fields >> mark.start_ticks) || state == "Z" || state == "X") return std::nullopt;
  return mark;
}

std::optional<ProcessMark> ProcessMark::find(const std::string& option, const std::string& value) {
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    pid_t pid = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (read.ec != std::errc() || read.ptr != name.data() + name.size()) continue;
    struct stat status {};
    if (::stat(at->path().c_str(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    if (!has_words(text_of(at->path() / "cmdline"), option, value)) continue;
    if (auto mark = of(pid)) return mark;
  }
  return std::nullopt;
}

bool ProcessMark::lives() const {
  return of(pid) == *this;
}

bool ProcessMark::signal(int number) const {
  if (pid <= 0) return false;
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return false;
  // The descriptor stays with the process that had the number when it was opened.
  const bool sent = lives() && ::syscall(SYS_pidfd_send_signal, process, number, nullptr, 0) == 0;
  ::close(process);
  return sent;
}

}  // namespace acrida
