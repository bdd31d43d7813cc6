// LoginSessions: who has signed in, until when.
#include "master/access/login_sessions.hpp"

#include <algorithm>

#include "master/access/secret_text.hpp"

namespace acrida {

std::string LoginSessions::begin(const WebUser& user, Instant now) {
  std::string id = random_secret();
  begin(id, user, now);
  return id;
}

void LoginSessions::begin(std::string_view id, const WebUser& user, Instant now) {
  std::erase_if(sessions_, [&](const auto& item) {
    return now - item.second.begun >= kLongest || now - item.second.used >= kIdle;
  });
  const auto of_user = std::count_if(sessions_.begin(), sessions_.end(), [&](const auto& item) {
    return item.second.user.name == user.name;
  });
  if (static_cast<std::size_t>(of_user) >= kMaxOfUser) erase_oldest(user.name);
  if (sessions_.size() >= kMax) erase_oldest("");
  sessions_.insert_or_assign(digest_of_secret(id), LoginSession{user, now, now});
}

void LoginSessions::erase_oldest(std::string_view user) {
  auto oldest = sessions_.end();
  for (auto it = sessions_.begin(); it != sessions_.end(); ++it) {
    if (!user.empty() && it->second.user.name != user) continue;
    if (oldest == sessions_.end() || it->second.begun < oldest->second.begun) oldest = it;
  }
  if (oldest != sessions_.end()) sessions_.erase(oldest);
}

bool LoginSessions::holds(const LoginSession& session, const UserBook& book, Instant now) {
  const WebUser* user = book.user(session.user.name);
  return user != nullptr && *user == session.user && now - session.begun < kLongest &&
         now - session.used < kIdle;
}

const WebUser* LoginSessions::find(std::string_view id, const UserBook& book, Instant now) {
  const auto found = sessions_.find(digest_of_secret(id));
  if (found == sessions_.end()) return nullptr;
  if (!holds(found->second, book, now)) {
    sessions_.erase(found);
    return nullptr;
  }
  found->second.used = now;
  return book.user(found->second.user.name);
}

void LoginSessions::end(std::string_view id) {
  sessions_.erase(digest_of_secret(id));
}

}  // namespace acrida
