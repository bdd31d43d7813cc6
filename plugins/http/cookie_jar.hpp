// CookieJar: the cookies of one user.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace acrida {

/// After RFC 6265, without a list of public suffixes: a cookie for a domain without a dot is taken
/// only from that very host. Bounded. One owner.
class CookieJar {
 public:
  static constexpr std::size_t kMaxCookies = 300;
  static constexpr std::size_t kMaxCookieBytes = 4096;  // name and value; longer ones are ignored

  using Time = std::chrono::system_clock::time_point;

  /// The value of a Set-Cookie header in the answer to a request for `path` of `host`.
  void store(std::string_view set_cookie, std::string_view host, std::string_view path, Time now);
  /// Appends "a=1; b=2" of the cookies for a request, those of longer paths first; nothing when
  /// there are none.
  void append_to(std::string& out, std::string_view host, std::string_view path, bool secure,
                 Time now) const;
  bool empty() const { return cookies_.empty(); }

 private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string domain;  // in lower case, without a leading dot
    std::string path;
    Time expires = Time::max();
    bool host_only = true;
    bool secure = false;
  };

  std::vector<Cookie> cookies_;  // longer paths first, then older ones
};

}  // namespace acrida
