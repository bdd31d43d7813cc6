// The command `users`.
#include "master/access/command.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"
#include "master/access/password_hash.hpp"
#include "master/access/secret_text.hpp"
#include "master/access/terminal_password.hpp"
#include "master/access/users_file.hpp"

namespace acrida {
namespace {

constexpr int kFailed = 2;

struct UsersOptions {
  std::string action;
  std::string name;
  std::string role;
  std::string data_dir;
};

std::string text_of(WallTime time) {
  if (time == WallTime{}) return "never";
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

Result<void> list(const UserBook& book) {
  std::printf("%-10s%-8s%-21s%-21s%s\n", "ROLE", "KIND", "MADE (UTC)", "LAST USED", "NAME");
  const auto line = [](WebRole role, const char* kind, const std::string& made,
                       const std::string& used, const std::string& name) {
    std::printf("%-10s%-8s%-21s%-21s%s\n", std::string(name_of(role)).c_str(), kind, made.c_str(),
                used.c_str(), name.c_str());
  };
  for (const WebUser& user : book.users()) line(user.role, "user", "-", "-", user.name);
  for (const ApiToken& token : book.tokens())
    line(token.role, "token", text_of(token.made_at), text_of(token.last_used), token.name);
  return {};
}

Result<WebRole> role_of(const UsersOptions& options) {
  const auto role = role_named(options.role);
  if (!role)
    return Error{"users " + options.action + ": --role is missing: viewer, operator or admin"};
  return *role;
}

/// Asks before the file is locked.
Result<std::string> new_hash(const std::string& name) {
  auto password = ask_for_new_password(name);
  if (!password) return password;
  return hash_password(*password);
}

Result<void> add(UsersFile& file, const UsersOptions& options) {
  const auto role = role_of(options);
  if (!role) return role.error();
  if (!is_user_name(options.name) || file.book().user(options.name) != nullptr) {
    UserBook trial = file.book();  // says why
    return trial.add(WebUser{options.name, *role, ""});
  }
  auto hash = new_hash(options.name);
  if (!hash) return hash.error();
  return file.change([&](UserBook& book) { return book.add(WebUser{options.name, *role, *hash}); });
}

Result<void> set_password(UsersFile& file, const UsersOptions& options) {
  auto hash = new_hash(options.name);
  if (!hash) return hash.error();
  return file.change([&](UserBook& book) { return book.set_password(options.name, *hash); });
}

Result<void> set_role(UsersFile& file, const UsersOptions& options) {
  const auto role = role_of(options);
  if (!role) return role.error();
  return file.change([&](UserBook& book) { return book.set_role(options.name, *role); });
}

/// The only time that it is seen.
Result<void> make_token(UsersFile& file, const UsersOptions& options) {
  const auto role = role_of(options);
  if (!role) return role.error();
  const std::string secret = random_secret();
  const WallTime now = std::chrono::system_clock::now();
  auto made = file.change([&](UserBook& book) {
    return book.add(ApiToken{options.name, *role, digest_of_secret(secret), now, {}});
  });
  if (made) std::printf("%s\n", secret.c_str());
  return made;
}

Result<void> carry_out(const UsersOptions& options) {
  auto file = UsersFile::open(options.data_dir);
  if (!file) return file.error();
  if (options.action == "list") return list(file->book());
  if (options.name.empty()) return Error{"users " + options.action + ": NAME is missing"};
  if (options.action == "add") return add(*file, options);
  if (options.action == "password") return set_password(*file, options);
  if (options.action == "role") return set_role(*file, options);
  if (options.action == "token") return make_token(*file, options);
  return file->change([&](UserBook& book) { return book.remove(options.name); });
}

int run(const UsersOptions& options) {
  const auto done = carry_out(options);
  if (done) return 0;
  std::fprintf(stderr, "acrida: %s\n", done.error().what.c_str());
  return kFailed;
}

}  // namespace

std::function<int()> declare_users(CLI::App& app) {
  auto options = std::make_shared<UsersOptions>();  // shared with the command that is returned
  app.add_option("ACTION", options->action,
                 "list: who may come in; add: a user, whose password is asked for, or read from "
                 "the standard input; password: a new one; role: another one; token: prints a new "
                 "one for a script; remove: a user or token")
      ->required()
      ->check(one_of({"list", "add", "password", "role", "token", "remove"}));
  app.add_option("NAME", options->name, "Of the user or the token");
  app.add_option("--role", options->role,
                 "add, role, token: viewer sees everything, operator also starts and stops runs, "
                 "admin also sees who may come in")
      ->check(one_of({"viewer", "operator", "admin"}))
      ->type_name("ROLE");
  app.add_option("--data-dir", options->data_dir,
                 "The master's; default $XDG_STATE_HOME/acrida or ~/.local/state/acrida")
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR");
  return [options] { return run(*options); };
}

}  // namespace acrida
