// NetNamespace: through iproute2.
#include "tests/faults/net_namespace.hpp"

#include <charconv>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <unistd.h>
#include <utility>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

constexpr const char* kFolder = "/run/netns";
const std::string kPrefix = "acrida-";

std::vector<std::string> names_with(const std::string& prefix,
                                    const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code none;  // without the folder there are none
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    if (const std::string name = entry.path().filename().string(); name.starts_with(prefix))
      names.push_back(name);
  return names;
}

}  // namespace

void must_run(const std::vector<std::string>& argv) {
  Process process(argv);
  if (process.wait(std::chrono::seconds(20)) == 0) return;
  std::string line;
  for (const std::string& word : argv) line += word + " ";
  throw std::runtime_error(line + "failed: " + process.err());
}

NetNamespace::NetNamespace(std::string name) : name_(std::move(name)) {
  must_run({"ip", "netns", "add", name_});
}

NetNamespace::~NetNamespace() {
  Process({"ip", "netns", "delete", name_}).wait(std::chrono::seconds(20));
}

void NetNamespace::configure(const std::vector<std::string>& lines,
                             const std::filesystem::path& file) const {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  write_file(file, text);
  must_run({"ip", "-n", name_, "-batch", file.string()});
}

void NetNamespace::enter() const {
  const int fd = open(path().c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) throw std::runtime_error("cannot enter " + name_);
  close(fd);
}

std::vector<std::string> NetNamespace::processes() const {
  Process list({"ip", "netns", "pids", name_});
  list.wait(std::chrono::seconds(20));
  std::istringstream lines(list.out());
  std::vector<std::string> found;
  for (pid_t pid = 0; lines >> pid;) {
    if (pid == getpid() || pid == list.pid()) continue;
    std::string command = read_file("/proc/" + std::to_string(pid) + "/comm");
    if (command.empty()) continue;  // it has ended meanwhile
    found.push_back(std::to_string(pid) + " " + command.substr(0, command.find('\n')));
  }
  return found;
}

void remove_namespaces(const std::string& prefix) {
  for (const std::string& name : names_with(prefix, kFolder))
    Process({"ip", "netns", "delete", name}).wait(std::chrono::seconds(20));
}

std::vector<std::string> stale_names(const std::filesystem::path& folder) {
  std::vector<std::string> names = names_with(kPrefix, folder);
  std::erase_if(names, [](const std::string& name) {
    pid_t owner = 0;
    std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), owner);
    return owner <= 0 || kill(owner, 0) == 0;
  });
  return names;
}

void remove_stale_namespaces() {
  for (const std::string& name : stale_names(kFolder)) remove_namespaces(name);
}

}  // namespace acrida::tests
