// HttpUser: a virtual user with an HTTP client.
#pragma once

#include <acrida/http_client.hpp>
#include <acrida/user.hpp>

namespace acrida {

/// Its `client` sends to the user's host and keeps cookies and connections between requests.
class HttpUser : public User {
 public:
  HttpClient client{*this};

  std::uint64_t least_sockets() const override { return client.share_connections ? 0 : 1; }
};

}  // namespace acrida
