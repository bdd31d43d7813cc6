// UserBook: who may use the web UI and API of a master.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/access/web_role.hpp"

namespace acrida {

/// Somebody who signs in with a password.
struct WebUser {
  std::string name;
  WebRole role = WebRole::nobody;
  std::string password_hash;

  bool operator==(const WebUser&) const = default;
};

/// What a script sends in place of a password.
struct ApiToken {
  std::string name;
  WebRole role = WebRole::nobody;
  std::string digest;  // of the secret, which nobody keeps
  WallTime made_at{};
  WallTime last_used{};  // the epoch: never
};

/// Bounded, without input or output; one owner. Users and tokens share one space of names. As text,
/// the file `users` of the master's data directory:
///
///   acrida-users 1
///   user NAME ROLE PASSWORD_HASH
///   token NAME ROLE DIGEST MADE_AT LAST_USED       (times in seconds since the epoch)
class UserBook final {
 public:
  static constexpr std::size_t kMaxEntries = 1000;  // users, and as many tokens
  static constexpr std::size_t kMaxNameBytes = 64;

  /// The error names the line.
  static Result<UserBook> parse(std::string_view text);
  std::string text() const;

  /// nullptr when there is none. The pointers live until the book changes.
  const WebUser* user(std::string_view name) const;
  const ApiToken* token(std::string_view digest) const;
  bool is_empty() const { return users_.empty() && tokens_.empty(); }

  /// Of a new name. The errors here are one line for whoever gave the command.
  Result<void> add(WebUser user);
  Result<void> add(ApiToken token);
  Result<void> set_password(std::string_view name, std::string hash);
  Result<void> set_role(std::string_view name, WebRole role);
  /// A user or a token.
  Result<void> remove(std::string_view name);
  /// Nothing happens when there is no such token.
  void note_used(std::string_view digest, WallTime now);

  /// By name.
  std::vector<WebUser> users() const;
  std::vector<ApiToken> tokens() const;

 private:
  Result<void> check_new(const std::string& name) const;
  bool read(std::string_view line);

  std::map<std::string, WebUser, std::less<>> users_;    // by name
  std::map<std::string, ApiToken, std::less<>> tokens_;  // by digest
};

/// Letters, digits, '.', '_', '-' and '@'.
bool is_user_name(std::string_view name);

}  // namespace acrida
