// AccessDesk: who makes a request of the web UI and API.
#include "master/access/access_desk.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "core/state/state_folder.hpp"
#include "master/access/secret_text.hpp"

namespace acrida {
namespace {

using std::chrono::seconds;

constexpr seconds kRefreshEvery{1};
constexpr seconds kLogEvery{1};
/// How exactly the file knows when a token was used.
constexpr std::chrono::minutes kUsedEvery{10};
constexpr unsigned kTriesOfAddress = 10;
constexpr seconds kPauseOfAddress{6};
/// More than those of an address, so that somebody else's failures rarely shut a user out.
constexpr unsigned kTriesOfName = 30;
constexpr seconds kPauseOfName{2};

Instant now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Result<std::unique_ptr<AccessDesk>> AccessDesk::open(Settings settings, Post post) {
  const auto folder = state_folder(settings.data_dir);
  if (!folder && !settings.is_open_without_users) return folder.error();
  if (!folder) spdlog::warn("web UI: no users are known: {}", folder.error().what);
  auto file = folder ? UsersFile::open(*folder) : UsersFile();
  if (!file) return file.error();
  if (file->book().is_empty() && !settings.is_open_without_users)
    return Error{
        "the web UI would let whoever reaches it start load: make a user first (acrida users add "
        "NAME --role admin), or say --web-insecure, or listen on 127.0.0.1"};
  return std::unique_ptr<AccessDesk>(
      new AccessDesk(std::move(settings), std::move(*file), std::move(post)));
}

AccessDesk::AccessDesk(Settings settings, UsersFile file, Post post)
    : settings_(std::move(settings)),
      file_(std::move(file)),
      post_(std::move(post)),
      key_secret_(random_secret()),
      by_address_(kTriesOfAddress, kPauseOfAddress),
      by_name_(kTriesOfName, kPauseOfName) {}

bool AccessDesk::is_open() const {
  return settings_.is_open_without_users && file_.book().is_empty();
}

void AccessDesk::refresh() {
  const Instant time = now();
  if (time - refreshed_ < kRefreshEvery) return;
  refreshed_ = time;
  if (const auto read = file_.refresh(); !read)
    spdlog::error("web UI: the users stay as they were: {}", read.error().what);
}

std::variant<Caller, PasswordProof> AccessDesk::identify(const Credentials& credentials) {
  refresh();
  if (is_open()) return Caller{WebRole::admin, Caller::Proof::everyone};
  if (!credentials.token.empty()) {
    std::string digest = digest_of_secret(credentials.token);
    const ApiToken* token = file_.book().token(digest);
    if (token == nullptr) return Caller{};
    Caller caller{token->role, Caller::Proof::token, token->name, std::move(digest)};
    note_used(*token);
    return caller;
  }
  if (credentials.password) {
    std::string key = key_of(*credentials.password);
    const WebUser* user = by_header_.find(key, file_.book(), now());
    if (user == nullptr) return *credentials.password;
    return Caller{user->role, Caller::Proof::password, user->name, std::move(key)};
  }
  if (credentials.session_id.empty()) return Caller{};
  const WebUser* user = by_form_.find(credentials.session_id, file_.book(), now());
  if (user == nullptr) return Caller{};
  return Caller{user->role, Caller::Proof::session, user->name, credentials.session_id};
}

bool AccessDesk::still_holds(const Caller& caller) {
  refresh();
  const UserBook& book = file_.book();
  switch (caller.proof) {
    case Caller::Proof::none:
      return false;
    case Caller::Proof::everyone:
      return is_open();
    case Caller::Proof::session:
      return by_form_.find(caller.key, book, now()) != nullptr;
    case Caller::Proof::password:
      return by_header_.find(caller.key, book, now()) != nullptr;
    case Caller::Proof::token:
      break;
  }
  const ApiToken* token = book.token(caller.key);
  return token != nullptr && token->role == caller.role;
}

/// When it can be: a full disk is no reason to keep a script out, nor for a line at each request.
void AccessDesk::note_used(const ApiToken& token) {
  const WallTime time = std::chrono::system_clock::now();
  if (time - token.last_used < kUsedEvery) return;
  const std::string digest = token.digest;
  file_
      .change(
          [&](UserBook& book) -> Result<void> {
            book.note_used(digest, time);
            return {};
          },
          false)
      .has_value();
}

std::string AccessDesk::key_of(const PasswordProof& proof) const {
  return digest_of_secret(key_secret_ + proof.name + ":" + proof.password);
}

void AccessDesk::sign_in(PasswordProof proof, const std::string& address, Done done) {
  compare(std::move(proof), address, true, std::move(done));
}

void AccessDesk::check(PasswordProof proof, const std::string& address, Done done) {
  compare(std::move(proof), address, false, std::move(done));
}

void AccessDesk::compare(PasswordProof proof, const std::string& address, bool by_form, Done done) {
  refresh();
  // A name may be anything, even a password in the wrong field: of those that are none only the
  // address counts.
  const WebUser* known = file_.book().user(proof.name);
  const WebUser user = known != nullptr ? *known : WebUser{};
  if (!by_address_.take(address, now())) return done(LoginOutcome::too_often, {});
  if (known != nullptr && !by_name_.take(user.name, now())) {
    by_address_.give_back(address);
    return done(LoginOutcome::too_often, {});
  }
  const auto give_back = [this, address, name = user.name] {
    by_address_.give_back(address);
    by_name_.give_back(name);
  };
  std::string password = proof.password;
  const bool queued =
      checker_.check(user.password_hash, std::move(password),
                     [this, proof = std::move(proof), address, by_form, user, done](bool matches) {
                       post_([this, proof, address, by_form, user, done, matches] {
                         conclude(proof, address, by_form, matches, user, done);
                       });
                     });
  if (queued) return;
  give_back();
  done(LoginOutcome::too_often, {});
}

void AccessDesk::conclude(const PasswordProof& proof, const std::string& address, bool by_form,
                          bool matches, const WebUser& user, const Done& done) {
  if (!matches) {
    log_failure(user.name, address);
    return done(LoginOutcome::wrong, {});
  }
  by_address_.give_back(address);
  by_name_.give_back(user.name);
  refresh();
  const WebUser* known = file_.book().user(user.name);
  if (known == nullptr || *known != user) return done(LoginOutcome::wrong, {});  // meanwhile
  if (by_form) {
    std::string id = by_form_.begin(user, now());
    return done(LoginOutcome::signed_in,
                {user.role, Caller::Proof::session, user.name, std::move(id)});
  }
  std::string key = key_of(proof);
  by_header_.begin(key, user, now());
  done(LoginOutcome::signed_in, {user.role, Caller::Proof::password, user.name, std::move(key)});
}

void AccessDesk::log_failure(const std::string& name, const std::string& address) {
  const Instant time = now();
  if (time - last_line_ < kLogEvery) {
    ++unsaid_failures_;
    return;
  }
  last_line_ = time;
  const std::string who = name.empty() ? "an unknown name" : name;
  const std::uint64_t unsaid = std::exchange(unsaid_failures_, 0);
  spdlog::warn("web UI: a login as {} from {} failed{}", who, address,
               unsaid == 0 ? "" : " (" + std::to_string(unsaid) + " others since the last line)");
}

void AccessDesk::sign_out(const std::string& session_id) {
  by_form_.end(session_id);
}

}  // namespace acrida
