// Process: fork, exec and a reading thread.
#include "tests/support/process.hpp"

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <regex>
#include <signal.h>
#include <stdexcept>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace acrida::tests {
namespace {

constexpr std::chrono::milliseconds kReapInterval{5};

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  }
  std::array<int, 2> ends{};
};

[[noreturn]] void become(char* const* argv, const ProcessOptions& options, int out, int err) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  for (const std::string& variable : options.environment)
    putenv(const_cast<char*>(variable.data()));
  const bool moved = options.directory.empty() || chdir(options.directory.c_str()) == 0;
  if (moved) execvp(argv[0], argv);
  perror(argv[0]);
  _exit(127);
}

/// Appends what is there; false at the end of the stream.
bool read_some(int fd, std::string& text, std::mutex& mutex) {
  std::array<char, 16384> block{};
  const ssize_t count = read(fd, block.data(), block.size());
  if (count < 0) return errno == EINTR;
  const std::lock_guard lock(mutex);
  text.append(block.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> find(const std::string& text, const std::regex& pattern) {
  std::smatch match;
  if (!std::regex_search(text, match, pattern)) return std::nullopt;
  return match.size() > 1 ? match[1].str() : match[0].str();
}

}  // namespace

Process::Process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  std::vector<char*> pointers;
  for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  const Pipe out;
  const Pipe err;
  pid_ = fork();
  if (pid_ == 0) {
    become(pointers.data(), options, out.ends[1], options.merge_output ? out.ends[1] : err.ends[1]);
  }
  close(out.ends[1]);
  close(err.ends[1]);
  if (pid_ < 0) throw std::runtime_error("cannot start " + argv.at(0));
  setpgid(pid_, pid_);  // as the child does: whoever comes first
  const Pipe stop;
  stop_reading_ = stop.ends[1];
  reader_ = std::thread([this, out_fd = out.ends[0], err_fd = err.ends[0], stop_fd = stop.ends[0]] {
    read_all(out_fd, err_fd, stop_fd);
  });
}

Process::~Process() {
  const bool ended = reap();
  kill(-pid_, SIGKILL);
  if (!ended) kill(pid_, SIGKILL);
  int status = 0;
  while (!ended && waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  // A grandchild in another group may still hold the streams.
  close(stop_reading_);
  reader_.join();
}

void Process::read_all(int out_fd, int err_fd, int stop_fd) {
  std::array<pollfd, 3> streams{{{out_fd, POLLIN, 0}, {err_fd, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
  while ((streams[0].fd >= 0 || streams[1].fd >= 0) && streams[2].revents == 0) {
    poll(streams.data(), streams.size(), -1);
    for (std::size_t i = 0; i < 2; ++i) {
      if (streams[i].fd < 0 || streams[i].revents == 0) continue;
      if (!read_some(streams[i].fd, i == 0 ? out_ : err_, mutex_)) {
        close(streams[i].fd);
        streams[i].fd = -1;
      }
    }
    changed_.notify_all();
  }
  for (const pollfd& stream : streams) {
    if (stream.fd >= 0) close(stream.fd);
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

std::optional<std::string> Process::wait_for(const std::string& pattern,
                                             std::chrono::milliseconds timeout) {
  const std::regex expression(pattern);
  std::optional<std::string> found;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] {
    found = find(out_, expression);
    if (!found) found = find(err_, expression);
    return found || ended_;
  });
  return found;
}

void Process::signal(int number) {
  if (!reap()) kill(pid_, number);
}

bool Process::reap() {
  if (exit_code_) return true;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

std::optional<int> Process::wait(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!reap()) {
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(kReapInterval);
  }
  // A grandchild that holds the streams open must not make the test wait for ever.
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::seconds(2), [this] { return ended_; });
  return exit_code_;
}

std::string Process::out() const {
  const std::lock_guard lock(mutex_);
  return out_;
}

std::string Process::err() const {
  const std::lock_guard lock(mutex_);
  return err_;
}

}  // namespace acrida::tests
