// LoginPage: where people sign in, and what they are answered.
#include "master/api/login_page.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>

#include "master/api/answer.hpp"
#include "master/report/html_text.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view kLoginPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in - Acrida</title>
<link rel="icon" href="/favicon.svg">
<style>
:root { color-scheme: light dark; --ink: #1c2330; --card: #fff; --page: #f3f4f7; --line: #767e8c;
  --key: #1d5fbf; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --card: #1d222c; --page: #12151b;
  --line: #8a93a3; --key: #3b7ddd; --bad: #ff8a80; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(20rem, 100% - 4rem); padding: 2rem; background: var(--card); border-radius: 8px; }
h1 { margin: 0 0 1rem; font-size: 1.25rem; }
label { display: block; margin-top: 1rem; font-size: .875rem; }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: 4px; }
button { width: 100%; margin-top: 1.5rem; padding: .625rem; font: inherit; font-weight: 600;
  color: #fff; background: var(--key); border: 0; border-radius: 4px; cursor: pointer; }
:focus-visible { outline: 2px solid var(--key); outline-offset: 2px; }
p { margin: 0; color: var(--bad); }
</style>
</head>
<body>
<main>
<h1>Acrida</h1>
)";

constexpr std::string_view kFields = R"(<form method="post" action="/login">
<label for="username">Name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<input type="hidden" name="next" value=")";

constexpr std::string_view kTail = R"(">
<button>Sign in</button>
</form>
</main>
</body>
</html>
)";

std::string cookie(std::string_view value, bool secure, std::string_view more) {
  std::string text(kSessionCookie);
  text.append("=").append(value).append("; HttpOnly; SameSite=Strict; Path=/");
  if (secure) text += "; Secure";
  return text.append(more);
}

}  // namespace

Response login_page(http::status status, std::string_view next, std::string_view fault,
                    const Request& request) {
  std::string page(kHead);
  if (!fault.empty()) page += "<p role=\"alert\">" + html_text(fault) + "</p>\n";
  page.append(kFields).append(html_text(own_target(next))).append(kTail);
  Response response = answer(status, "text/html; charset=utf-8", std::move(page), kLoginPolicy,
                             request.keep_alive(), request.version());
  // Without a referrer, browsers say of a form that it comes from nowhere ("Origin: null").
  response.set("Referrer-Policy", "same-origin");
  return response;
}

Response see_other(std::string_view location, const Request& request) {
  Response response = plain(http::status::see_other, "See " + std::string(location),
                            request.keep_alive(), request.version());
  response.set(http::field::location, boost::beast::string_view(location.data(), location.size()));
  return response;
}

Response login_answer(LoginOutcome outcome, const Caller& caller, const std::string& next,
                      bool secure, const Request& request) {
  if (outcome == LoginOutcome::wrong)
    return login_page(http::status::unauthorized, next, "The name or the password is wrong.",
                      request);
  if (outcome == LoginOutcome::too_often) {
    Response response = login_page(http::status::too_many_requests, next,
                                   "There were too many attempts. Try again in a minute.", request);
    response.set(http::field::retry_after, "60");
    return response;
  }
  Response response = see_other(next, request);
  response.set(http::field::set_cookie, cookie(caller.key, secure, ""));
  return response;
}

Response logout_answer(bool secure, const Request& request) {
  Response response = see_other("/login", request);
  response.set(http::field::set_cookie, cookie("", secure, "; Max-Age=0"));
  return response;
}

}  // namespace acrida
