// FastHttpUser: a virtual user with a fast HTTP client.
#pragma once

#include <acrida/fast_http_client.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// As HttpUser, with another engine: a test changes over by its base class.
class FastHttpUser : public User {
 public:
  FastHttpClient client{*this};

  std::uint64_t least_sockets() const override { return 1; }
};

}  // namespace acrida
