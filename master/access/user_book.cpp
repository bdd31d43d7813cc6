// UserBook: who may use the web UI and API of a master.
#include "master/access/user_book.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "master/access/password_hash.hpp"
#include "master/access/secret_text.hpp"

namespace acrida {
namespace {

constexpr std::string_view kHeader = "acrida-users 1";
// Beyond that a time of day in nanoseconds overflows.
constexpr std::uint64_t kLatest_s = 8'000'000'000;

Error no_such(std::string_view what, std::string_view name) {
  return Error{"there is no " + std::string(what) + " " + std::string(name) +
               ": see acrida users list"};
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    if (end == line.size()) return words;
    line.remove_prefix(end + 1);
  }
}

std::optional<WallTime> time_in(std::string_view word) {
  std::uint64_t seconds = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end || seconds > kLatest_s) return std::nullopt;
  return WallTime(std::chrono::seconds(seconds));
}

std::string text_of(WallTime time) {
  const auto since = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
  return std::to_string(std::max<std::int64_t>(since.count(), 0));
}

}  // namespace

bool is_user_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '@';
  };
  return !name.empty() && name.size() <= UserBook::kMaxNameBytes &&
         std::all_of(name.begin(), name.end(), is_plain);
}

bool UserBook::read(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < 4) return false;
  const auto role = role_named(words[2]);
  std::string name(words[1]);
  if (!role) return false;
  if (words[0] == "user" && words.size() == 4)
    return add(WebUser{std::move(name), *role, std::string(words[3])}).has_value();
  if (words[0] != "token" || words.size() != 6) return false;
  const auto made_at = time_in(words[4]);
  const auto last_used = time_in(words[5]);
  if (!made_at || !last_used) return false;
  return add(ApiToken{std::move(name), *role, std::string(words[3]), *made_at, *last_used})
      .has_value();
}

Result<UserBook> UserBook::parse(std::string_view text) {
  UserBook book;
  std::size_t line_number = 0;
  do {
    ++line_number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_good = line_number == 1 ? line == kHeader : book.read(line);
    if (!is_good)
      return Error{"line " + std::to_string(line_number) + " is none of a list of users"};
  } while (!text.empty());
  return book;
}

std::string UserBook::text() const {
  std::string text = std::string(kHeader) + "\n";
  const auto begin = [&](std::string_view kind, const std::string& name, WebRole role) {
    text.append(kind).append(" ").append(name).append(" ").append(name_of(role)).append(" ");
  };
  for (const auto& [name, user] : users_) {
    begin("user", name, user.role);
    text += user.password_hash + "\n";
  }
  for (const ApiToken& token : tokens()) {
    begin("token", token.name, token.role);
    text += token.digest + " " + text_of(token.made_at) + " " + text_of(token.last_used) + "\n";
  }
  return text;
}

const WebUser* UserBook::user(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : &found->second;
}

const ApiToken* UserBook::token(std::string_view digest) const {
  const auto found = tokens_.find(digest);
  return found == tokens_.end() ? nullptr : &found->second;
}

Result<void> UserBook::check_new(const std::string& name) const {
  if (!is_user_name(name))
    return Error{"a name has 1 to " + std::to_string(kMaxNameBytes) +
                 " letters, digits, dots, dashes, underscores and @"};
  const bool is_token = std::any_of(tokens_.begin(), tokens_.end(),
                                    [&](const auto& item) { return item.second.name == name; });
  if (is_token || users_.contains(name))
    return Error{"there is a " + std::string(is_token ? "token" : "user") + " " + name +
                 " already: remove it first, or choose another name"};
  return {};
}

Result<void> UserBook::add(WebUser user) {
  if (auto checked = check_new(user.name); !checked) return checked;
  if (users_.size() >= kMaxEntries)
    return Error{"there are " + std::to_string(kMaxEntries) + " users, the most that are kept"};
  if (!is_password_hash(user.password_hash)) return Error{"its password hash is none"};
  users_.emplace(user.name, std::move(user));
  return {};
}

Result<void> UserBook::add(ApiToken token) {
  if (auto checked = check_new(token.name); !checked) return checked;
  if (tokens_.size() >= kMaxEntries)
    return Error{"there are " + std::to_string(kMaxEntries) + " tokens, the most that are kept"};
  if (!is_secret_text(token.digest) || tokens_.contains(token.digest))
    return Error{"its digest is none of a token"};
  tokens_.emplace(token.digest, std::move(token));
  return {};
}

Result<void> UserBook::set_password(std::string_view name, std::string hash) {
  const auto found = users_.find(name);
  if (found == users_.end()) return no_such("user", name);
  found->second.password_hash = std::move(hash);
  return {};
}

Result<void> UserBook::set_role(std::string_view name, WebRole role) {
  if (const auto found = users_.find(name); found != users_.end()) {
    found->second.role = role;
    return {};
  }
  for (auto& [digest, token] : tokens_) {
    if (token.name != name) continue;
    token.role = role;
    return {};
  }
  return no_such("user or token", name);
}

Result<void> UserBook::remove(std::string_view name) {
  if (const auto found = users_.find(name); found != users_.end()) {
    users_.erase(found);
    return {};
  }
  const auto erased =
      std::erase_if(tokens_, [&](const auto& it) { return it.second.name == name; });
  if (erased == 0) return no_such("user or token", name);
  return {};
}

void UserBook::note_used(std::string_view digest, WallTime now) {
  if (const auto found = tokens_.find(digest); found != tokens_.end())
    found->second.last_used = std::max(found->second.last_used, now);
}

std::vector<WebUser> UserBook::users() const {
  std::vector<WebUser> list;
  list.reserve(users_.size());
  for (const auto& [name, user] : users_) list.push_back(user);
  return list;
}

std::vector<ApiToken> UserBook::tokens() const {
  std::vector<ApiToken> list;
  list.reserve(tokens_.size());
  for (const auto& [digest, token] : tokens_) list.push_back(token);
  std::sort(list.begin(), list.end(),
            [](const ApiToken& a, const ApiToken& b) { return a.name < b.name; });
  return list;
}

}  // namespace acrida
