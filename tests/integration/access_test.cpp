// Who may use the web UI and API of a real master: users, roles, tokens, TLS.
#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http_question.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOwnHeader = "X-Requested-With: acrida";

/// A master with a slave of its own, and the users that a test adds.
class AccessOfMaster : public testing::Test {
 protected:
  /// What `acrida users` prints; `password` is its standard input.
  std::string users(const std::string& arguments, const std::string& password = "") {
    Process process(
        {"sh", "-c", "printf '%s\\n' \"$1\" | \"$2\" users " + arguments + " --data-dir \"$3\"",
         "sh", password, acrida_executable(), (directory_ / "data").string()},
        {.environment = test_environment(), .merge_output = true});
    process.wait(30s);
    return process.out();
  }
  void start(std::vector<std::string> more = {}) {
    std::vector<std::string> command{acrida_executable(),
                                     "run",
                                     source_path("examples/shop/shop.cpp"),
                                     "-H",
                                     "http://127.0.0.1:1",
                                     "--web-port",
                                     "0",
                                     "--data-dir",
                                     (directory_ / "data").string()};
    command.insert(command.end(), more.begin(), more.end());
    master_ =
        std::make_unique<Process>(command, ProcessOptions{.directory = directory_.path().string(),
                                                          .environment = test_environment(),
                                                          .merge_output = true});
    const auto url = master_->wait_for("web UI at (https?://\\S+)", 100s);
    ASSERT_TRUE(url) << master_->out();
    url_ = *url;
  }
  HttpAnswer get(const std::string& path, std::vector<std::string> headers = {}) {
    return http_ask({.url = url_ + path, .headers = std::move(headers), .ca_file = certificate_});
  }
  HttpAnswer post(const std::string& path, const std::string& form,
                  std::vector<std::string> headers = {}) {
    return http_ask(
        {.url = url_ + path, .headers = std::move(headers), .form = form, .ca_file = certificate_});
  }
  /// "Cookie: ..." of a login by the form.
  std::string sign_in(const std::string& name, const std::string& password) {
    const HttpAnswer answer = post("/login", "username=" + name + "&password=" + password);
    EXPECT_EQ(answer.status, 303) << answer.body << answer.error;
    const std::string mark = "acrida_session=";
    const std::size_t at = answer.headers.find(mark);
    EXPECT_NE(at, std::string::npos) << answer.headers;
    return "Cookie: " + answer.headers.substr(at, mark.size() + 64);
  }
  long upgrade(std::vector<std::string> headers) {
    headers.insert(headers.end(),
                   {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="});
    return http_ask({.url = url_ + "/api/v1/stream",
                     .headers = std::move(headers),
                     .ca_file = certificate_,
                     .timeout = 2s})
        .status;
  }

  TempDir directory_;
  std::string certificate_;
  std::string url_;
  std::unique_ptr<Process> master_;
};

TEST_F(AccessOfMaster, IsForThoseWhoSignIn) {
  EXPECT_EQ(users("add ann --role viewer", "correct horse"), "");
  EXPECT_THAT(users("add ann --role viewer", "correct horse"), HasSubstr("already"));
  EXPECT_THAT(users("add eve --role viewer", "short"), HasSubstr("8 to 1024 bytes"));
  EXPECT_THAT(users("list"), ContainsRegex("viewer +user +- +- +ann\n"));
  start();
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/stats/requests").status, 401);
  EXPECT_EQ(get("/api/v1/overview").status, 401);
  EXPECT_EQ(post("/api/v1/run/stop", "{}", {kOwnHeader}).status, 401);
  EXPECT_EQ(upgrade({}), 401);
  const HttpAnswer page = get("/stats/report?download=1", {"Accept: text/html"});
  EXPECT_EQ(page.status, 303);
  EXPECT_THAT(page.headers, HasSubstr("Location: /login?next=/stats/report%3Fdownload%3D1\r\n"));
  EXPECT_THAT(get("/login?next=//evil").body, HasSubstr("name=\"next\" value=\"/\""));
  EXPECT_THAT(get("/api/v1/me").body, HasSubstr("\"authenticated\":false"));

  const HttpAnswer wrong = post("/login", "username=ann&password=wrong+horse");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_THAT(wrong.body, HasSubstr("The name or the password is wrong."));
  EXPECT_TRUE(master_->wait_for("a login as ann from 127.0.0.1 failed"));
  EXPECT_THAT(master_->out(), Not(HasSubstr("wrong horse")));

  const HttpAnswer login = post("/login", "username=ann&password=correct+horse&next=/stats/report");
  EXPECT_EQ(login.status, 303);
  EXPECT_THAT(login.headers, HasSubstr("Location: /stats/report\r\n"));
  EXPECT_THAT(login.headers,
              ContainsRegex("Set-Cookie: acrida_session=[0-9a-f]+; HttpOnly; SameSite=Strict; "
                            "Path=/\r\n"));
  EXPECT_EQ(
      post("/login", "username=ann&password=correct+horse", {"Origin: http://evil.example"}).status,
      403);

  const std::string cookie = sign_in("ann", "correct+horse");
  EXPECT_EQ(get("/stats/requests", {cookie}).status, 200);
  EXPECT_THAT(get("/api/v1/me", {cookie}).body, HasSubstr("\"role\":\"viewer\""));
  EXPECT_EQ(upgrade({cookie}), 101);
  EXPECT_EQ(upgrade({cookie, "Origin: http://evil.example"}), 403);
  const HttpAnswer refused = post("/swarm", "user_count=1&spawn_rate=1", {cookie});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("ann is viewer, this needs operator"));
  EXPECT_EQ(get("/stop", {cookie}).status, 403);
  EXPECT_EQ(get("/api/v1/users", {cookie}).status, 403);
  EXPECT_THAT(post("/logout", "", {cookie}).headers, HasSubstr("acrida_session=; HttpOnly"));
  EXPECT_EQ(get("/stats/requests", {cookie}).status, 401);
}

TEST_F(AccessOfMaster, LetsOperatorsAndTokensStartAndStop) {
  users("add oscar --role operator", "correct horse");
  users("add root --role admin", "correct horse");
  const std::string token = users("token ci --role operator").substr(0, 64);
  start();
  const std::string bearer = "Authorization: Bearer " + token;
  const std::string cookie = sign_in("oscar", "correct+horse");
  EXPECT_EQ(post("/api/v1/run/stop", "{}", {cookie}).status, 403);  // without our header
  HttpAnswer answer;
  for (int tries = 0; tries < 200; ++tries) {  // until the slave is there
    answer = post("/swarm", "user_count=1&spawn_rate=1", {bearer});
    if (answer.body.find("\"success\":true") != std::string::npos) break;
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_THAT(answer.body, HasSubstr("\"success\":true"));
  EXPECT_THAT(get("/api/v1/me", {bearer}).body, HasSubstr("\"user\":\"ci\""));
  answer = post("/api/v1/run/stop", "{}", {cookie, kOwnHeader, "Content-Type: application/json"});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(get("/api/v1/users", {cookie}).status, 403);
  // "root:correct horse"
  const HttpAnswer list = get("/api/v1/users", {"Authorization: Basic cm9vdDpjb3JyZWN0IGhvcnNl"});
  EXPECT_EQ(list.status, 200);
  EXPECT_THAT(list.body, HasSubstr("oscar"));
  EXPECT_THAT(list.body, Not(HasSubstr("argon2")));
  EXPECT_EQ(get("/stats/requests", {"Authorization: Basic cm9vdDp3cm9uZ3dyb25n"}).status, 401);

  users("role oscar --role viewer");  // ends his session
  users("remove ci");
  for (int tries = 0; tries < 200 && get("/stats/requests", {bearer}).status == 200; ++tries)
    std::this_thread::sleep_for(50ms);
  EXPECT_EQ(get("/stats/requests", {bearer}).status, 401);
  EXPECT_EQ(get("/stats/requests", {cookie}).status, 401);
}

TEST_F(AccessOfMaster, SurvivesAFloodOfLogins) {
  users("add ann --role viewer", "correct horse");
  const std::string token = users("token ci --role viewer").substr(0, 64);
  start();
  std::atomic<bool> is_over = false;
  std::atomic<int> refused = 0;
  std::vector<std::thread> attackers;
  for (int i = 0; i < 8; ++i) {
    attackers.emplace_back([&] {
      while (!is_over)
        if (post("/login", "username=ann&password=wrong+horse").status == 429) ++refused;
    });
  }
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(get("/stats/requests", {"Authorization: Bearer " + token}).status, 200);
  for (int tries = 0; tries < 200 && refused == 0; ++tries) std::this_thread::sleep_for(50ms);
  is_over = true;
  for (std::thread& attacker : attackers) attacker.join();
  EXPECT_GT(refused, 0);
}

TEST_F(AccessOfMaster, BeyondThisMachineNeedsUsers) {
  Process refused({acrida_executable(), "run", source_path("examples/shop/shop.cpp"), "--web-host",
                   "0.0.0.0", "--web-port", "0", "--data-dir", (directory_ / "data").string()},
                  {.environment = test_environment(), .merge_output = true});
  EXPECT_EQ(refused.wait(100s), 2);
  EXPECT_THAT(refused.out(), HasSubstr("make a user first (acrida users add NAME --role admin)"));
  start({"--web-host", "0.0.0.0", "--web-insecure", "--web-allow-host", "load.example.org"});
  EXPECT_TRUE(master_->wait_for("whoever reaches the web UI can start load", 10s));
  url_.replace(url_.find("0.0.0.0"), 7, "127.0.0.1");
  EXPECT_THAT(get("/api/v1/me").body, HasSubstr("\"insecure_web\":true"));
  EXPECT_EQ(get("/stats/requests", {"Host: load.example.org"}).status, 200);
  EXPECT_EQ(get("/stats/requests", {"Host: 10.1.2.3:8089"}).status, 200);
  EXPECT_EQ(get("/stats/requests", {"Host: master:8089"}).status, 200);
  EXPECT_EQ(get("/stats/requests", {"Host: rebound.evil.example"}).status, 403);
}

TEST_F(AccessOfMaster, SpeaksTls) {
  certificate_ = (directory_ / "cert.pem").string();
  const std::string key = (directory_ / "key.pem").string();
  Process openssl({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                   "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=acrida",
                   "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate_});
  ASSERT_EQ(openssl.wait(20s), 0) << openssl.err();
  users("add ann --role viewer", "correct horse");
  start({"--tls-cert", certificate_, "--tls-key", key});
  ASSERT_EQ(url_.substr(0, 8), "https://");
  EXPECT_EQ(get("/healthz").status, 200) << get("/healthz").error;
  EXPECT_EQ(get("/stats/requests").status, 401);
  const HttpAnswer login = post("/login", "username=ann&password=correct+horse");
  EXPECT_THAT(login.headers, HasSubstr("; Secure\r\n"));
  EXPECT_THAT(login.headers, HasSubstr("Strict-Transport-Security: max-age="));
  const std::string cookie = sign_in("ann", "correct+horse");
  EXPECT_EQ(get("/stats/requests", {cookie}).status, 200);
  EXPECT_EQ(upgrade({cookie}), 101);
  EXPECT_EQ(upgrade({}), 401);
  const HttpAnswer plain = http_get("http" + url_.substr(5) + "/healthz");
  EXPECT_EQ(plain.status, 400);
  EXPECT_THAT(plain.body, HasSubstr("This port speaks TLS"));
  Process bad({acrida_executable(), "run", source_path("examples/shop/shop.cpp"), "--web-port", "0",
               "--tls-cert", key, "--tls-key", key},
              {.environment = test_environment(), .merge_output = true});
  EXPECT_EQ(bad.wait(100s), 2);
  EXPECT_THAT(bad.out(), HasSubstr("--tls-cert " + key + " cannot be used"));
}

}  // namespace
}  // namespace acrida::tests
