// AccessDesk: who makes a request of the web UI and API.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/access/access_rules.hpp"
#include "master/access/attempt_limit.hpp"
#include "master/access/credentials.hpp"
#include "master/access/login_sessions.hpp"
#include "master/access/password_checker.hpp"
#include "master/access/users_file.hpp"

namespace acrida {

enum class LoginOutcome { signed_in, wrong, too_often };

/// The shell around UsersFile, LoginSessions, AttemptLimit and PasswordChecker: looks each second
/// whether the users are others, and notes failed logins in the log, at most a line a second and
/// never a password. One thread, but for what the comment of Post says.
///
///   auto who = desk.identify(credentials_of(cookie, authorization));
///   if (auto* proof = std::get_if<PasswordProof>(&who)) desk.check(*proof, ..., go_on);
class AccessDesk final {
 public:
  struct Settings {
    std::filesystem::path data_dir;  // see state_folder()
    /// Everyone is admin while there is nobody in the book, or no folder for it.
    bool is_open_without_users = false;
  };
  /// Runs a function on the desk's thread, later. Called on any thread.
  using Post = std::function<void(std::function<void()>)>;
  /// The caller of a login is known by its session: its key is the cookie's value.
  using Done = std::function<void(LoginOutcome outcome, Caller caller)>;

  /// The error is one line: it names the file, or says that nobody could come in.
  static Result<std::unique_ptr<AccessDesk>> open(Settings settings, Post post);

  /// A PasswordProof is to be checked first; nobody at all is a Caller too.
  std::variant<Caller, PasswordProof> identify(const Credentials& credentials);
  /// A login by the form, which begins a session. Failures are counted for `address`, which is how
  /// often one may try. `done` is called on the desk's thread, at once or later, if ever.
  void sign_in(PasswordProof proof, const std::string& address, Done done);
  /// The same for a request with a password of its own. The next ones are known at once.
  void check(PasswordProof proof, const std::string& address, Done done);
  /// Nothing happens when there is no such session.
  void sign_out(const std::string& session_id);
  /// Whether a caller of identify() would still be let in as the same; counts as a request.
  bool still_holds(const Caller& caller);
  const UserBook& book() const { return file_.book(); }

 private:
  AccessDesk(Settings settings, UsersFile file, Post post);
  bool is_open() const;
  void refresh();
  void note_used(const ApiToken& token);
  void compare(PasswordProof proof, const std::string& address, bool by_form, Done done);
  void conclude(const PasswordProof& proof, const std::string& address, bool by_form, bool matches,
                const WebUser& user, const Done& done);
  void log_failure(const std::string& name, const std::string& address);
  std::string key_of(const PasswordProof& proof) const;

  Settings settings_;
  UsersFile file_;
  Post post_;
  Instant refreshed_{};
  LoginSessions by_form_;
  LoginSessions by_header_;  // under key_of() what was proved
  const std::string key_secret_;
  AttemptLimit by_address_;
  AttemptLimit by_name_;
  Instant last_line_{};
  std::uint64_t unsaid_failures_ = 0;
  // Goes first: it may be calling post_.
  PasswordChecker checker_;
};

}  // namespace acrida
