// Process: a program under test, with what it prints.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace acrida::tests {

struct ProcessOptions {
  std::string directory = {};                 // empty: the test's own
  std::vector<std::string> environment = {};  // "NAME=value", added to the test's own
  bool merge_output = false;                  // standard error goes into out()
};

/// Starts at construction (throws when it cannot), reads what the program prints on a thread, kills
/// it and its process group at destruction; the kernel kills it when the test dies.
///
///   Process target({acrida, "target", "--port", "0"});
///   auto url = target.wait_for("listening on (http://\\S+)");
///   target.signal(SIGTERM); EXPECT_EQ(target.wait(5s), 0);
class Process final {
 public:
  explicit Process(const std::vector<std::string>& argv, const ProcessOptions& options = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The first match of a regular expression (ECMAScript) in what was printed to either stream: its
  /// first group, or all of it without groups. Nothing when it does not come in time, or the
  /// program ends without it.
  std::optional<std::string> wait_for(const std::string& pattern,
                                      std::chrono::milliseconds timeout = std::chrono::seconds(20));
  /// Nothing happens when the program has ended.
  void signal(int number);
  /// The exit code once the program has ended and its output is complete; 128 + N after signal N,
  /// as shells have it; nothing when it does not end in time.
  std::optional<int> wait(std::chrono::milliseconds timeout);

  bool running() { return !wait(std::chrono::milliseconds(0)); }
  pid_t pid() const { return pid_; }
  std::string out() const;
  std::string err() const;

 private:
  void read_all(int out_fd, int err_fd, int stop_fd);
  bool reap();

  pid_t pid_ = -1;
  int stop_reading_ = -1;  // closed to end the reader
  std::optional<int> exit_code_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string out_;
  std::string err_;
  bool ended_ = false;  // both streams are closed
  std::thread reader_;
};

}  // namespace acrida::tests
