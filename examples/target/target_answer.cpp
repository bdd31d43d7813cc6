// Target answer: one function per path.
#include "examples/target/target_answer.hpp"

#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace acrida {
namespace {

namespace json = boost::json;
namespace urls = boost::urls;

constexpr int kItemCount = 1000;
constexpr int kItemsOnAPage = 20;
constexpr int kMaxDelayMs = 60'000;

TargetAnswer failure(unsigned status, std::string_view what) {
  TargetAnswer out;
  out.status = status;
  out.body = json::serialize(json::object{{"error", what}});
  return out;
}

TargetAnswer wrong_method(std::string_view allowed) {
  TargetAnswer out = failure(405, "method not allowed");
  out.extra_header = "Allow: " + std::string(allowed) + "\r\n";
  return out;
}

json::object item(int id) {
  return {{"id", id}, {"name", "item " + std::to_string(id)}, {"price_cents", 100 + id * 37 % 900}};
}

std::string list_of_items() {
  json::array items;
  for (int id = 1; id <= kItemsOnAPage; ++id) items.push_back(item(id));
  return json::serialize(json::object{{"items", std::move(items)}});
}

std::optional<int> to_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> number_parameter(const urls::url_view& url, std::string_view name) {
  const auto parameters = url.params();
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  return to_number((*found).value);
}

TargetAnswer one_item(const urls::url_view& url) {
  const auto id = number_parameter(url, "id");
  if (!id) return failure(400, "id must be a whole number");
  if (*id < 1 || *id > kItemCount) return failure(404, "no such item");
  TargetAnswer out;
  out.body = json::serialize(item(*id));
  return out;
}

TargetAnswer slow(const urls::url_view& url) {
  const auto delay = number_parameter(url, "ms");
  if (!delay || *delay < 0 || *delay > kMaxDelayMs) return failure(400, "ms must be 0 to 60000");
  TargetAnswer out;
  out.delay = std::chrono::milliseconds(*delay);
  out.body = json::serialize(json::object{{"slept_ms", *delay}});
  return out;
}

TargetAnswer status(std::string_view text) {
  const auto code = to_number(text);
  if (!code || *code < 200 || *code > 599) return failure(400, "the status must be 200 to 599");
  TargetAnswer out;
  out.status = static_cast<unsigned>(*code);
  const bool redirects =
      *code == 301 || *code == 302 || *code == 303 || *code == 307 || *code == 308;
  if (redirects) out.extra_header = "Location: /\r\n";
  if (*code != 204 && *code != 304) out.body = json::serialize(json::object{{"status", *code}});
  return out;
}

/// The user of a login body: JSON text or number, or a form field; empty when there is none.
std::string login_user(const TargetRequest& request) {
  if (request.content_type.find("json") != std::string_view::npos) {
    json::error_code error;
    const json::value value = json::parse(request.body, error);
    const json::value* user = error               ? nullptr
                              : value.is_object() ? value.as_object().if_contains("user")
                                                  : nullptr;
    if (user == nullptr || user->is_null()) return {};
    return user->is_string() ? std::string(user->as_string()) : json::serialize(*user);
  }
  const std::string query = "?" + std::string(request.body);  // a form has a query's syntax
  const auto form = urls::parse_uri_reference(query);
  if (!form) return {};
  const auto fields = form->params();
  const auto user = fields.find("user");
  return user == fields.end() ? std::string() : std::string((*user).value);
}

TargetAnswer login(const TargetRequest& request) {
  const std::string user = login_user(request);
  if (user.empty()) return failure(400, "a JSON body or a form with a user is needed");
  const auto session = std::to_string(std::hash<std::string>()(user));
  TargetAnswer out;
  out.extra_header = "Set-Cookie: session=" + session + "; Path=/; HttpOnly\r\n";
  out.body = json::serialize(json::object{{"user", user}, {"session", session}});
  return out;
}

TargetAnswer echo(const TargetRequest& request) {
  TargetAnswer out;
  out.content_type =
      request.content_type.empty() ? "application/octet-stream" : std::string(request.content_type);
  out.body = std::string(request.body);
  return out;
}

}  // namespace

TargetAnswer answer(const TargetRequest& request) {
  static const std::string kItems = list_of_items();
  const auto url = urls::parse_origin_form(request.target);
  if (!url) return failure(400, "the target is not a path");
  const std::string path = url->path();
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == "/echo") return request.method == "POST" ? echo(request) : wrong_method("POST");
  if (path == "/login") return request.method == "POST" ? login(request) : wrong_method("POST");
  const bool is_status = path.compare(0, 8, "/status/") == 0;
  if (is_status) return status(std::string_view(path).substr(8));
  if (path == "/slow") return slow(*url);
  if (path != "/" && path != "/items" && path != "/item") return failure(404, "no such page");
  if (!reads) return wrong_method("GET, HEAD");
  if (path == "/item") return one_item(*url);
  TargetAnswer out;
  if (path == "/items") {
    out.body = kItems;
  } else {
    out.content_type = "text/plain";
    out.body = "Acrida's target: /items /item?id=N /slow?ms=N /status/N /echo /login\n";
  }
  return out;
}

}  // namespace acrida
