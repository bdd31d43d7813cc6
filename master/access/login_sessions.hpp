// LoginSessions: who has signed in, until when.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "master/access/user_book.hpp"

namespace acrida {

/// A session ends after kLongest, after kIdle without a request, or when its user's role or password
/// is changed or the user removed. Bounded: a user's oldest goes when there are kMaxOfUser, the
/// oldest of all when there are kMax. One thread; the time is an argument.
///
///   const std::string id = sessions.begin(user, now);   // for the cookie
///   if (const WebUser* user = sessions.find(id, book, now)) ...
class LoginSessions final {
 public:
  static constexpr std::chrono::hours kLongest{12};
  static constexpr std::chrono::hours kIdle{2};
  static constexpr std::size_t kMax = 1000;
  static constexpr std::size_t kMaxOfUser = 20;

  /// The id of a new session, 64 hexadecimal digits that cannot be guessed.
  std::string begin(const WebUser& user, Instant now);
  /// Begins it under an id that the caller has, in the place of one that has it.
  void begin(std::string_view id, const WebUser& user, Instant now);
  /// The user, as the book has it; counts as a request. nullptr when the session is none or ended.
  const WebUser* find(std::string_view id, const UserBook& book, Instant now);
  void end(std::string_view id);
  std::size_t size() const { return sessions_.size(); }

 private:
  struct LoginSession {
    WebUser user;  // as it was then
    Instant begun;
    Instant used;
  };
  using ById = std::map<std::string, LoginSession, std::less<>>;  // by the digest of the id

  static bool holds(const LoginSession& session, const UserBook& book, Instant now);
  void erase_oldest(std::string_view user);
  ById sessions_;
};

}  // namespace acrida
