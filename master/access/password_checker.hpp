// PasswordChecker: compares passwords with their hashes on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace acrida {

/// One at a time, as each takes 64 MiB and about 0.1 s: a flood of logins takes no more than one
/// core, and nothing of the thread that serves the others.
class PasswordChecker final {
 public:
  static constexpr std::size_t kMaxWaiting = 16;
  /// [the checker's thread]
  using Done = std::function<void(bool matches)>;

  PasswordChecker();
  /// Those that wait are forgotten; waits for the one under way.
  ~PasswordChecker();
  PasswordChecker(const PasswordChecker&) = delete;
  PasswordChecker& operator=(const PasswordChecker&) = delete;

  /// An empty hash (there is no such user) matches nothing, and takes as long. False when
  /// kMaxWaiting wait already: `done` is not called. [any]
  bool check(std::string hash, std::string password, Done done);

 private:
  struct Waiting {
    std::string hash;
    std::string password;
    Done done;
  };
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace acrida
