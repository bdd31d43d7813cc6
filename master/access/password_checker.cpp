// PasswordChecker: compares passwords with their hashes on a thread of its own.
#include "master/access/password_checker.hpp"

#include <utility>

#include "master/access/password_hash.hpp"
#include "master/access/secret_text.hpp"

namespace acrida {

PasswordChecker::PasswordChecker() : thread_([this] { work(); }) {}

PasswordChecker::~PasswordChecker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool PasswordChecker::check(std::string hash, std::string password, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting) return false;
    waiting_.push_back({std::move(hash), std::move(password), std::move(done)});
  }
  changed_.notify_one();
  return true;
}

void PasswordChecker::work() {
  std::string nobodys_hash;  // of a password that nobody knows; made when it is needed
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_) return;
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const bool is_known = !next.hash.empty();
    if (!is_known && nobodys_hash.empty()) {
      if (auto made = hash_password(random_secret())) nobodys_hash = std::move(*made);
    }
    const bool matches = password_matches(is_known ? next.hash : nobodys_hash, next.password);
    next.done(matches && is_known);
    lock.lock();
  }
}

}  // namespace acrida
