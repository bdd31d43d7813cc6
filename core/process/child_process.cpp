// ChildProcess: fork, exec, wait.
#include "core/process/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <climits>

namespace acrida {
namespace {

constexpr int kInheritedFd = 3;
// Above every descriptor the child rearranges (0 to 4), so that none of them overwrites it.
constexpr int kFirstFreeFd = 10;
constexpr int kExecFailed = 127;
// A program that prints more than this is not read further into memory.
constexpr std::size_t kMaxCapturedBytes = std::size_t{64} << 20;

struct SpawnOptions {
  std::array<int, 2> inherited_fds{-1, -1};
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
  // Ctrl-C in the terminal then reaches only the owner, who ends the child when it sees fit.
  bool own_group = true;
  bool outlives_parent = false;  // in a session of its own
  std::vector<std::string> variables{};
};

Error os_error(const std::string& doing) {
  return Error{doing + ": " + std::strerror(errno)};
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return status;
}

/// Runs between fork and exec: async-signal-safe calls only. Reports errno on `error_fd`, which
/// the exec closes.
[[noreturn]] void become(char* const* argv, char* const* environment, const SpawnOptions& options,
                         pid_t parent, int error_fd) {
  if (options.outlives_parent) {
    setsid();
  } else {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kExecFailed);  // the parent ended before the line above
    if (options.own_group) setpgid(0, 0);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (options.stdin_fd >= 0) dup2(options.stdin_fd, STDIN_FILENO);
  if (options.stdout_fd >= 0) dup2(options.stdout_fd, STDOUT_FILENO);
  if (options.stderr_fd >= 0) dup2(options.stderr_fd, STDERR_FILENO);
  int first_closed = kInheritedFd;
  std::array<int, 2> moved{-1, -1};  // each may stand where the other is to go
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (options.inherited_fds[i] >= 0)
      moved[i] = fcntl(options.inherited_fds[i], F_DUPFD, kFirstFreeFd);
  }
  for (const int fd : moved) {
    if (fd >= 0) dup2(fd, first_closed++);
  }
  // Closed by the exec, not here: the error pipe is still needed.
  close_range(static_cast<unsigned>(first_closed), ~0U, CLOSE_RANGE_CLOEXEC);
  execvpe(argv[0], argv, environment);
  const int error = errno;
  [[maybe_unused]] const auto written = write(error_fd, &error, sizeof error);
  _exit(kExecFailed);
}

/// A close-on-exec pipe whose ends are above the descriptors that a child rearranges.
Result<std::array<int, 2>> make_pipe() {
  std::array<int, 2> low{};
  if (pipe2(low.data(), O_CLOEXEC) != 0) return os_error("cannot make a pipe");
  const std::array<int, 2> high{fcntl(low[0], F_DUPFD_CLOEXEC, kFirstFreeFd),
                                fcntl(low[1], F_DUPFD_CLOEXEC, kFirstFreeFd)};
  const int error = errno;
  close(low[0]);
  close(low[1]);
  if (high[0] >= 0 && high[1] >= 0) return high;
  if (high[0] >= 0) close(high[0]);
  errno = error;
  return os_error("cannot make a pipe");
}

/// As exec takes them, with nullptr at the end.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

bool names_one_of(std::string_view variable, const std::vector<std::string>& others) {
  const std::string_view name = variable.substr(0, variable.find('=') + 1);
  return std::any_of(others.begin(), others.end(),
                     [&](const std::string& other) { return other.starts_with(name); });
}

Result<pid_t> spawn(const std::vector<std::string>& argv, const SpawnOptions& options) {
  if (argv.empty()) return Error{"cannot start a program without a name"};
  const std::vector<char*> words = pointers_to(argv);
  std::vector<char*> variables = pointers_to(options.variables);
  variables.pop_back();
  for (char** own = environ; *own != nullptr; ++own)
    if (!names_one_of(*own, options.variables)) variables.push_back(*own);
  variables.push_back(nullptr);

  auto error_pipe = make_pipe();
  if (!error_pipe) return error_pipe.error();
  const auto [read_end, write_end] = *error_pipe;
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(words.data(), variables.data(), options, parent, write_end);
  const int fork_error = errno;
  close(write_end);
  if (pid < 0) {
    close(read_end);
    errno = fork_error;
    return os_error("cannot start " + argv[0]);
  }
  int exec_error = 0;
  ssize_t count = 0;
  while ((count = read(read_end, &exec_error, sizeof exec_error)) < 0 && errno == EINTR) {
  }
  close(read_end);
  if (count == 0) return pid;
  wait_for(pid);
  errno = exec_error;
  return os_error("cannot start " + argv[0]);
}

std::string read_to_end(int fd) {
  std::string text;
  std::array<char, 16384> block{};
  while (true) {
    const ssize_t count = read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    const std::size_t room = kMaxCapturedBytes - text.size();
    text.append(block.data(), std::min(static_cast<std::size_t>(count), room));
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv, int inherited_fd,
                                         int second_fd, const std::vector<std::string>& variables) {
  SpawnOptions options;
  options.inherited_fds = {inherited_fd, second_fd};
  options.variables = variables;
  auto pid = spawn(argv, options);
  if (!pid) return pid.error();
  return ChildProcess(*pid);
}

Result<ChildProcess> ChildProcess::start_with_streams(const std::vector<std::string>& argv,
                                                      int stdin_fd, int stdout_fd, int stderr_fd) {
  SpawnOptions options;
  options.stdin_fd = stdin_fd;
  options.stdout_fd = stdout_fd;
  options.stderr_fd = stderr_fd;
  auto pid = spawn(argv, options);
  if (!pid) return pid.error();
  return ChildProcess(*pid);
}

Result<pid_t> start_detached(const std::vector<std::string>& argv, int output_fd,
                             const std::vector<std::string>& variables) {
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  SpawnOptions options;
  options.outlives_parent = true;
  options.stdin_fd = nothing;
  options.stdout_fd = output_fd;
  options.stderr_fd = output_fd;
  options.variables = variables;
  auto pid = spawn(argv, options);
  if (nothing >= 0) close(nothing);
  return pid;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  // What this object owned before ends with `other`.
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0 || poll()) return;
  signal(SIGKILL);
  wait();
}

std::optional<int> ChildProcess::poll() {
  if (status_ || pid_ <= 0) return status_;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended == pid_) status_ = status;
  if (ended < 0 && errno == ECHILD) status_ = 0;  // somebody else has reaped it
  return status_;
}

int ChildProcess::wait() {
  if (!status_ && pid_ > 0) status_ = wait_for(pid_);
  return status_.value_or(0);
}

void ChildProcess::signal(int signal_number) {
  // Not reaped means that the number still belongs to our child.
  if (pid_ > 0 && !poll()) kill(pid_, signal_number);
}

std::string describe_wait_status(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return "signal " + std::to_string(number) + " (" + strsignal(number) + ")";
  }
  return "wait status " + std::to_string(status);
}

namespace {

Result<CapturedOutput> capture(const std::vector<std::string>& argv, int stderr_fd) {
  auto output = make_pipe();
  if (!output) return output.error();
  const auto [read_end, write_end] = *output;
  SpawnOptions options;
  options.stderr_fd = stderr_fd;
  options.stdout_fd = write_end;
  options.own_group = false;
  auto pid = spawn(argv, options);
  close(write_end);
  if (!pid) {
    close(read_end);
    return pid.error();
  }
  CapturedOutput captured;
  captured.standard_output = read_to_end(read_end);
  close(read_end);
  captured.wait_status = wait_for(*pid);
  return captured;
}

}  // namespace

// Errors go to memory meanwhile: with two pipes either could fill up while the other is read.
Result<CapturedOutput> run_and_capture(const std::vector<std::string>& argv, Capture what) {
  const bool with_errors = what == Capture::output_and_errors;
  const int errors = with_errors ? memfd_create("standard error", MFD_CLOEXEC) : -1;
  if (with_errors && errors < 0) return os_error("no memory for the errors of " + argv.at(0));
  auto captured = capture(argv, errors);
  if (errors < 0) return captured;
  lseek(errors, 0, SEEK_SET);
  if (captured) captured->standard_error = read_to_end(errors);
  close(errors);
  return captured;
}

std::string own_executable() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : std::string();
}

}  // namespace acrida
