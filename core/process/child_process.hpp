// ChildProcess: another program started and owned by this one.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// Owns one child. The kernel ends the child when the thread that started it ends (PDEATHSIG), and
/// the destructor kills and reaps it, so that nothing is left over. The child has its own process
/// group: Ctrl-C in the terminal reaches only the owner, who ends the child when it sees fit.
/// Not thread-safe.
///
///   auto child = ChildProcess::start({own_executable(), "slave", "--master-port", "5557"});
///   child.value().signal(SIGTERM);
///   int status = child.value().wait();
class ChildProcess {
 public:
  /// `argv[0]` is the path of the program. `inherited_fd` becomes descriptor 3 of the child and
  /// `second_fd` its descriptor 4 (every other one but 0, 1, 2 is closed); -1 for none. The caller
  /// keeps its own copies. `variables` ("NAME=value") come before ours of the same name.
  static Result<ChildProcess> start(const std::vector<std::string>& argv, int inherited_fd = -1,
                                    int second_fd = -1,
                                    const std::vector<std::string>& variables = {});

  /// With these as its standard streams; the caller keeps its own copies.
  static Result<ChildProcess> start_with_streams(const std::vector<std::string>& argv, int stdin_fd,
                                                 int stdout_fd, int stderr_fd);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  /// The wait status if the child has ended; does not block.
  std::optional<int> poll();
  /// Blocks until the child has ended; its wait status (see waitpid(2)).
  int wait();
  /// Sends a signal; nothing happens when the child has ended.
  void signal(int signal_number);

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// Starts a program that goes on when this process ends, in a session of its own, without input.
/// What it prints goes to `output_fd`. While this process lives it has to be reaped (waitpid). [any]
Result<pid_t> start_detached(const std::vector<std::string>& argv, int output_fd,
                             const std::vector<std::string>& variables = {});

/// "exit code 2", "signal 11 (Segmentation fault)".
std::string describe_wait_status(int status);

struct CapturedOutput {
  int wait_status = 0;
  std::string standard_output;
  std::string standard_error;  // when it was asked for; else it goes where ours goes
};
enum class Capture { output, output_and_errors };
/// Runs a program, found on the PATH, to its end; it stays in the terminal's process group. [any]
Result<CapturedOutput> run_and_capture(const std::vector<std::string>& argv,
                                       Capture what = Capture::output);

/// Absolute path of the running executable.
std::string own_executable();

}  // namespace acrida
