// NetNamespace: a network of its own, by the name that `ip netns` shows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace acrida::tests {

/// Runs a command; throws with what it printed when it fails.
void must_run(const std::vector<std::string>& argv);

/// There from construction to destruction; what runs in it ends before.
class NetNamespace final {
 public:
  explicit NetNamespace(std::string name);
  ~NetNamespace();
  NetNamespace(const NetNamespace&) = delete;
  NetNamespace& operator=(const NetNamespace&) = delete;

  const std::string& name() const { return name_; }
  std::string path() const { return "/run/netns/" + name_; }
  /// The lines of `ip -batch`, in this namespace.
  void configure(const std::vector<std::string>& lines, const std::filesystem::path& file) const;
  /// What stands before a command that is to run in it. The process is the command itself.
  std::vector<std::string> prefix() const { return {"ip", "netns", "exec", name_}; }
  /// The calling thread, and threads and processes that it starts from now on.
  void enter() const;
  /// "PID command" of what runs in it, without this process.
  std::vector<std::string> processes() const;

 private:
  std::string name_;
};

/// Removes those whose name begins so; of a harness that was killed, or of a child of ours.
void remove_namespaces(const std::string& prefix);
/// Of names in a folder that begin with "acrida-PID", those whose process does not live any more.
std::vector<std::string> stale_names(const std::filesystem::path& folder);
/// Removes those of harnesses that do not live any more.
void remove_stale_namespaces();

}  // namespace acrida::tests
