// Who may what: every route of the table for every role.
#include <map>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/api/login_page.hpp"
#include "master/api/routes.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;
using testing::HasSubstr;

constexpr WebRole kRoles[] = {WebRole::nobody, WebRole::viewer, WebRole::operator_, WebRole::admin};

Caller caller_of(WebRole role) {
  if (role == WebRole::nobody) return {};
  return {role, Caller::Proof::session, "ann", "key"};
}

Request request_for(http::verb verb, const std::string& target) {
  Request request(verb, target, 11);
  request.set(http::field::host, "127.0.0.1:8089");
  if (verb == http::verb::post) request.set(kOwnHeader, kOwnHeaderValue);
  request.prepare_payload();
  return request;
}

/// 0: it was let through, and is no plain response.
unsigned status_of(const Request& request, WebRole role) {
  const RouteResult result = route(request, RunView{}, RouteSettings{}, caller_of(role));
  const auto* response = std::get_if<Response>(&result);
  return response == nullptr ? 0 : response->result_int();
}

TEST(AccessRoutes, LetInThoseOfTheRole) {
  for (const std::span<const Route> table : all_routes()) {
    for (const Route& each : table) {
      for (const WebRole role : kRoles) {
        const auto verb = each.get ? http::verb::get : http::verb::post;
        const unsigned status = status_of(request_for(verb, std::string(each.path)), role);
        const bool is_let_in = status != 401 && status != 403;
        EXPECT_EQ(is_let_in, role >= each.role_needed()) << each.path << " " << name_of(role);
        const unsigned refused = role == WebRole::nobody ? 401u : 403u;
        EXPECT_TRUE(is_let_in || status == refused) << each.path << status;
      }
    }
  }
}

TEST(AccessRoutes, NeedWhatIsSaid) {
  const std::map<std::string_view, WebRole> others{
      {"/healthz", WebRole::nobody},   {"/favicon.svg", WebRole::nobody},
      {"/login", WebRole::nobody},     {"/logout", WebRole::nobody},
      {"/api/v1/me", WebRole::nobody}, {"/api/v1/users", WebRole::admin},
      {"/stop", WebRole::operator_},   {"/stats/reset", WebRole::operator_}};
  for (const std::span<const Route> table : all_routes()) {
    for (const Route& each : table) {
      const auto found = others.find(each.path);
      const WebRole by_method = each.post ? WebRole::operator_ : WebRole::viewer;
      EXPECT_EQ(each.role_needed(), found != others.end() ? found->second : by_method) << each.path;
    }
  }
}

TEST(AccessRoutes, PeopleAreSentToTheLogin) {
  Request request = request_for(http::verb::get, "/?run=1");
  request.set(http::field::accept, "text/html,*/*");
  const RouteResult result = route(request, RunView{}, RouteSettings{}, {});
  const auto& response = std::get<Response>(result);
  EXPECT_EQ(response.result_int(), 303u);
  EXPECT_EQ(response[http::field::location], "/login?next=/%3Frun%3D1");
  request.target("/stop");
  EXPECT_EQ(status_of(request, WebRole::nobody), 401u);
  request.target("/api/v1/overview");
  EXPECT_EQ(status_of(request, WebRole::nobody), 401u);
}

TEST(AccessRoutes, TheLoginIsNoOtherSites) {
  Request request = request_for(http::verb::post, "/login");
  request.body() = "username=ann&password=a%26b&next=%2F%2Fevil";
  const RouteResult result = route(request, RunView{}, RouteSettings{}, {});
  const auto& form = std::get<LogIn>(result);
  EXPECT_EQ(form.proof.name, "ann");
  EXPECT_EQ(form.proof.password, "a&b");
  EXPECT_EQ(form.next, "/");
  for (const auto& [next, then] : {std::pair{"/stats/report%3Fa", "/stats/report?a"},
                                   std::pair{"/stop", "/"}, std::pair{"/nowhere", "/"}}) {
    Request leading = request_for(http::verb::post, "/login");
    leading.body() = std::string("username=ann&password=x&next=") + next;
    EXPECT_EQ(std::get<LogIn>(route(leading, RunView{}, RouteSettings{}, {})).next, then);
  }
  request.set("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(status_of(request, WebRole::nobody), 403u);
  request.erase("Sec-Fetch-Site");
  request.set(http::field::origin, "http://evil.example");
  EXPECT_EQ(status_of(request, WebRole::nobody), 403u);
  Request link = request_for(http::verb::get, "/login");
  link.set("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(status_of(link, WebRole::nobody), 200u);
}

TEST(AccessRoutes, AnswersOfTheLogin) {
  const Request request = request_for(http::verb::post, "/login");
  const Caller ann{WebRole::viewer, Caller::Proof::session, "ann", "id"};
  const Response in = login_answer(LoginOutcome::signed_in, ann, "/x", true, request);
  EXPECT_EQ(in[http::field::set_cookie],
            "acrida_session=id; HttpOnly; SameSite=Strict; Path=/; Secure");
  const Response wrong = login_answer(LoginOutcome::wrong, {}, "/\"><script>", false, request);
  EXPECT_EQ(wrong.result_int(), 401u);
  EXPECT_EQ(wrong.body().find("<script>"), std::string::npos);
  EXPECT_EQ(wrong["Referrer-Policy"], "same-origin");
  EXPECT_EQ(wrong[http::field::set_cookie], "");
  const Response often = login_answer(LoginOutcome::too_often, {}, "/", false, request);
  EXPECT_EQ(often.result_int(), 429u);
  EXPECT_EQ(often[http::field::retry_after], "60");
}

TEST(AccessRoutes, HostsAreOnAList) {
  RouteSettings settings;
  const auto status = [&](const char* host) {
    Request request = request_for(http::verb::get, "/healthz");
    request.set(http::field::host, host);
    const RouteResult result = route(request, RunView{}, settings, {});
    return std::get<Response>(result).result_int();
  };
  for (const char* host : {"localhost", "LOCALHOST:1", "127.9.9.9:8089", "[::1]:8089"})
    EXPECT_EQ(status(host), 200u) << host;
  for (const char* host : {"master", "10.0.0.1", "a.example", "127.0.0.1.evil.example"})
    EXPECT_EQ(status(host), 403u) << host;
  settings.host_names = {"a.example"};
  EXPECT_EQ(status("A.example:8089"), 200u);
  settings.on_loopback = false;
  for (const char* host : {"localhost", "master:1", "10.0.0.1", "[fe80::1]:8089", "a.example"})
    EXPECT_EQ(status(host), 200u) << host;
  for (const char* host : {"b.example", "xa.example", "a.example.evil"})
    EXPECT_EQ(status(host), 403u) << host;
}

}  // namespace
}  // namespace acrida
