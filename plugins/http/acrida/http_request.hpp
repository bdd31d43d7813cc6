// HttpRequest: the parts of a request beside method and path.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace acrida {

using HttpField = std::pair<std::string_view, std::string_view>;

/// Written in place: `{.name = "/item", .timeout = 5s}`. All views and spans belong to the caller
/// and must live until the request is answered, as temporaries in the same co_await do.
struct HttpRequest {
  /// Row of the statistics; the path as given when empty. Group paths that differ in an id.
  std::string_view name{};
  std::span<const HttpField> headers{};
  /// Query or form fields, encoded; with post/put/patch they are the body (urlencoded form).
  std::span<const HttpField> form{};
  /// Name and password of basic authentication; empty name: none.
  std::string_view user{};
  std::string_view password{};
  /// The whole request; zero means the client's own timeout.
  std::chrono::milliseconds timeout{0};
};

}  // namespace acrida
