// The shipped commands of --cloud exec: machines by ssh and as Jobs of Kubernetes, through a master.
#include <functional>
#include <memory>
#include <unistd.h>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/deployed.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/http_question.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
namespace json = boost::json;
namespace fs = std::filesystem;

/// A master whose machines are made by a shipped command.
class ExecExample : public testing::Test {
 protected:
  void start_master(const std::string& script) {
    variables_.insert(variables_.end(), {"XDG_CACHE_HOME=" ACRIDA_TEST_CACHE,
                                         "XDG_STATE_HOME=" + (folder_ / "state").string()});
    script_ = source_path("cloud/deploy/exec/" + script);
    master_ = std::make_unique<Process>(
        std::vector<std::string>{
            acrida_executable(), "master", "-f", source_path("tests/integration/users/shopper.cpp"),
            "--master-bind-port", std::to_string(port_), "--web-port", std::to_string(web_port_),
            "--cloud", "exec", "--cloud-command", script_},
        ProcessOptions{.directory = folder_.path().string(), .environment = variables_});
    ASSERT_TRUE(master_->wait_for("web UI at", 120s)) << master_->err();
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(web_port_) + "/api/v1/" + path;
  }
  HttpAnswer post(const std::string& path, const json::value& body) const {
    return http_ask({.url = url(path),
                     .headers = {"X-Requested-With: acrida", "Content-Type: application/json"},
                     .form = json::serialize(body)});
  }
  std::string steps() const {
    const json::value all = json::parse(http_get(url("machines")).body);
    std::string text;
    for (const json::value& one : all.at("machines").as_array())
      text += (text.empty() ? "" : " ") + json::value_to<std::string>(one.at("step"));
    return text;
  }
  static bool until(const std::function<bool()>& holds) {
    for (int i = 0; i < 900; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  bool come_to(const std::string& expected) const {
    return until([&] { return steps() == expected; });
  }
  /// The script as a master would call it: its exit code, and what it prints.
  std::pair<int, std::string> call(const std::string& verb, const json::value& input) const {
    write_file(folder_ / "input", json::serialize(input));
    Process process({"sh", "-c", script_ + " " + verb + " <input"},
                    {.directory = folder_.path().string(), .environment = variables_});
    const int code = process.wait(60s).value_or(-1);
    return {code, process.out() + process.err()};
  }
  static json::value spec(const std::string& machine_template, const std::string& token) {
    return {{"template", machine_template},
            {"name", "acrida-" + token},
            {"token", token},
            {"tags", {{"acrida", "slave"}, {"acrida-fleet", "f"}, {"acrida-token", token}}},
            {"environment", {{"ACRIDA_MASTER_NODE_PORT", "1"}}}};
  }
  /// Two machines, of which one is deleted, and the other by the end of the master.
  void make_and_delete() {
    ASSERT_EQ(post("machines/spawn", {{"count", 2}, {"key", "k"}}).status, 200);
    ASSERT_TRUE(come_to("ready ready")) << steps() << master_->err();
    EXPECT_EQ(post("machines/delete", {{"machine", "k-0"}}).status, 200);
    EXPECT_TRUE(come_to("gone ready")) << steps() << master_->err();
    EXPECT_THAT(master_->err(), HasSubstr(" quit\n")) << "its slave has left in order";
    master_->signal(SIGTERM);
    EXPECT_TRUE(master_->wait(60s)) << master_->err();
  }

  TempDir folder_;
  std::uint16_t port_ = free_port();
  std::uint16_t web_port_ = free_port();
  std::vector<std::string> variables_;
  std::string script_;
  std::unique_ptr<Process> master_;
};

/// A server of the test's own on a port of the loopback address.
class ExecSsh : public ExecExample {
 protected:
  void SetUp() override {
    for (const char* program : {"ssh", "ssh-keygen", "jq"})
      if (!is_on_path(program))
        GTEST_SKIP() << "no " << program << ": ./dev cloud-test installs it";
    for (const std::string& program :
         {std::string("/usr/sbin/sshd"), source_path(".deps/usr/sbin/sshd")})
      if (program_.empty() && fs::exists(program)) program_ = program;
    if (program_.empty()) GTEST_SKIP() << "no sshd: ./dev cloud-test unpacks it";
    for (const char* key : {"host_key", "key"})
      ASSERT_EQ(Process({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path(key)}).wait(20s),
                0);
    fs::create_directory(folder_ / "home");
    const std::string port = std::to_string(ssh_port_);
    write_file(folder_ / "sshd_config",
               "Port " + port + "\nListenAddress 127.0.0.1\nHostKey " + path("host_key") +
                   "\nPidFile none\nUsePAM no\nStrictModes no\nAuthorizedKeysFile " +
                   path("key.pub") + "\nPasswordAuthentication no\nSetEnv HOME=" + path("home") +
                   "\n");
    write_file(folder_ / "known_hosts",
               "[127.0.0.1]:" + port + " " + read_file(path("host_key.pub")));
    write_file(folder_ / "ssh_config", "Host load-1\n  HostName 127.0.0.1\n  Port " + port +
                                           "\n  IdentityFile " + path("key") +
                                           "\n  IdentitiesOnly yes\n  UserKnownHostsFile " +
                                           path("known_hosts") + "\n");
    start_sshd();
    variables_ = {"ACRIDA_SSH_HOSTS=load-1", "ACRIDA_SSH_OPTIONS=-F " + path("ssh_config"),
                  "ACRIDA_SSH_EXECUTABLE=" + acrida_executable()};
    start_master("ssh.sh");
  }
  void start_sshd() {
    std::string command = "exec " + program_ + " -D -e -f " + path("sshd_config");
    std::vector<std::string> words{"sh", "-c", command};
    // As root it wants a folder in /run and a user of its own: in a namespace, where they harm nobody.
    if (::geteuid() == 0)
      words = {"unshare",
               "-m",
               "--propagation",
               "private",
               "sh",
               "-c",
               "mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && cd " +
                   folder_.path().string() +
                   " && { cat /etc/passwd; echo sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin; } "
                   ">passwd && mount --bind passwd /etc/passwd && " +
                   command};
    sshd_ = std::make_unique<Process>(words);
    ASSERT_TRUE(sshd_->wait_for("Server listening on")) << sshd_->err();
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  bool has_machine(const std::string& token) const {
    return fs::exists(folder_ / "home" / ".acrida-machines" / token);
  }

  std::string program_;
  std::uint16_t ssh_port_ = free_port();
  std::unique_ptr<Process> sshd_;
};

TEST_F(ExecSsh, MachinesOfAMaster) {
  make_and_delete();
  EXPECT_FALSE(has_machine("k-0"));
  EXPECT_FALSE(has_machine("k-1")) << "the master has ended";
}

TEST_F(ExecSsh, CallsAreIdempotentAndFaultsAreTold) {
  EXPECT_THAT(call("templates", {{"tag", json::object{}}}).second, HasSubstr("\"problem\":\"\""));
  const auto made = call("clone", spec("load-1", "t-0"));
  EXPECT_EQ(made.first, 0) << made.second;
  EXPECT_THAT(made.second, HasSubstr("\"state\":\"running\""));
  const std::string process = read_file(folder_ / "home/.acrida-machines/t-0/process");
  EXPECT_EQ(call("clone", spec("load-1", "t-0")), made);
  EXPECT_EQ(read_file(folder_ / "home/.acrida-machines/t-0/process"), process) << "the same one";
  EXPECT_THAT(call("list", {{"fleet", "f"}}).second, HasSubstr("\"t-0@load-1\""));
  EXPECT_EQ(call("list", {{"fleet", "another"}}).second, "{\"machines\":[]}\n");
  EXPECT_EQ(call("clone", spec("load-2", "t-0")).first, 13) << "not of ACRIDA_SSH_HOSTS";
  EXPECT_EQ(call("delete", {{"id", "../t-0@load-1"}}).first, 13);
  EXPECT_EQ(call("delete", {{"id", "t-0@load-1"}}).first, 0);
  EXPECT_EQ(call("delete", {{"id", "t-0@load-1"}}).first, 0) << "gone already";
  EXPECT_EQ(call("describe", {{"id", "t-0@load-1"}}).first, 11);
  sshd_.reset();
  EXPECT_EQ(call("list", {{"fleet", "f"}}).first, 18) << "those there are not gone";
  EXPECT_EQ(call("clone", spec("load-1", "t-1")).first, 19);
  EXPECT_THAT(call("templates", {{"tag", json::object{}}}).second,
              HasSubstr("ssh does not reach it"));
}

/// kubectl against tests/support/cloud/fake_kubernetes.mjs, which knows the shipped manifests.
class ExecKubernetes : public ExecExample {
 protected:
  void SetUp() override {
    for (const char* program : {"kubectl", "jq", "node", "openssl"})
      if (!is_on_path(program))
        GTEST_SKIP() << "no " << program << ": ./dev cloud-test installs it";
    fs::create_directory(folder_ / "api");
    api_ = std::make_unique<Process>(
        std::vector<std::string>{"node", source_path("tests/support/cloud/fake_kubernetes.mjs"),
                                 acrida_executable(), (folder_ / "api").string()});
    const auto port = api_->wait_for("listening on ([0-9]+)");
    ASSERT_TRUE(port) << api_->err();
    api_url_ = "https://127.0.0.1:" + *port;
    write_config("admin", "admin");
    write_config("master", "system:acrida-master");
    const std::string folder = source_path("cloud/deploy/kubernetes/");
    const auto applied = kubectl({"create", "--validate=false", "-f", folder + "master.yaml", "-f",
                                  folder + "slaves.yaml", "-f", folder + "network_policy.yaml",
                                  "-f", folder + "slave_template.yaml"});
    ASSERT_EQ(applied.first, 0) << applied.second;
    variables_ = {"KUBECONFIG=" + (folder_ / "master.config").string(),
                  "HOME=" + folder_.path().string()};
    start_master("kubernetes.sh");
  }
  void TearDown() override {
    if (!api_) return;
    api_->signal(SIGTERM);
    EXPECT_EQ(api_->wait(10s), 0) << api_->err();
    EXPECT_EQ(api_->err(), "");
  }
  void write_config(const std::string& name, const std::string& token) const {
    write_file(
        folder_ / (name + ".config"),
        "apiVersion: v1\nkind: Config\nclusters:\n  - name: c\n    cluster: {server: '" + api_url_ +
            "', certificate-authority: api/ca.pem}\nusers:\n  - name: u\n    user: {token: '" +
            token +
            "'}\ncontexts:\n  - name: x\n    context: {cluster: c, user: u, namespace: default}\n"
            "current-context: x\n");
  }
  std::pair<int, std::string> kubectl(std::vector<std::string> words) const {
    words.insert(words.begin(), "kubectl");
    Process process(words, {.directory = folder_.path().string(),
                            .environment = {"KUBECONFIG=" + (folder_ / "admin.config").string(),
                                            "HOME=" + folder_.path().string()}});
    const int code = process.wait(60s).value_or(-1);
    return {code, process.out() + process.err()};
  }
  std::string api(const std::string& path) const {
    return http_ask({.url = api_url_ + path, .ca_file = (folder_ / "api/ca.pem").string()}).body;
  }
  void fail_next(const std::string& verb, const std::string& resource, int code,
                 const std::string& reason, const std::string& message) const {
    const json::value fault{{"verb", verb},
                            {"resource", resource},
                            {"code", code},
                            {"reason", reason},
                            {"message", message}};
    http_ask({.url = api_url_ + "/fake/fault",
              .form = json::serialize(fault),
              .ca_file = (folder_ / "api/ca.pem").string()});
  }

  std::unique_ptr<Process> api_;
  std::string api_url_;
};

TEST_F(ExecKubernetes, MachinesOfAMaster) {
  make_and_delete();
  const std::string left = api("/fake/objects");
  EXPECT_THAT(left, Not(HasSubstr("acrida-k-"))) << "the master has ended";
  EXPECT_THAT(left, HasSubstr("jobs/acrida-slave-template"));
}

// What kubectl does not know of Deployments and Jobs is not there after it has read them as such.
TEST_F(ExecKubernetes, ManifestsHaveNoUnknownFields) {
  const std::string script = R"(
    given=$(kubectl create --dry-run=client --validate=false -o json -f "$1" |
      jq -c 'if .kind == "List" then .items[] else . end | select(.spec.template)')
    known=$(printf '%s' "$given" | kubectl set env --local -f - A=b -o json)
    printf '%s\n%s' "$given" "$known" | jq -sc '[.[0] | paths(scalars)] - [.[1] | paths(scalars)]')";
  for (const char* file : {"master.yaml", "slaves.yaml", "slave_template.yaml"}) {
    Process process({"sh", "-c", script, "sh", source_path("cloud/deploy/kubernetes/") + file},
                    {.directory = folder_.path().string(),
                     .environment = {"KUBECONFIG=" + (folder_ / "admin.config").string(),
                                     "HOME=" + folder_.path().string()}});
    EXPECT_EQ(process.wait(60s), 0) << process.err();
    EXPECT_EQ(process.out(), "[]\n") << file << process.err();
  }
}

TEST_F(ExecKubernetes, CallsAreIdempotentAndFaultsAreTold) {
  const json::value tag{{"key", "acrida"}, {"value", "slave-template"}};
  EXPECT_THAT(call("templates", {{"tag", tag}}).second, HasSubstr("\"cores\":1"));
  const json::value machine = spec("acrida-slave-template", "t-0");
  EXPECT_EQ(call("clone", machine).first, 0);
  EXPECT_EQ(call("clone", machine).first, 0) << "the same one";
  EXPECT_THAT(call("describe", {{"id", "acrida-t-0"}}).second, HasSubstr("\"state\":\"running\""));
  json::value other = machine;
  other.at("tags").at("acrida-fleet") = "g";
  EXPECT_EQ(call("clone", other).first, 12) << "of another fleet";
  EXPECT_EQ(call("list", {{"fleet", "g"}}).second, "{\"machines\":[]}\n");
  EXPECT_EQ(call("delete", {{"id", "acrida-t-0"}}).first, 0);
  EXPECT_TRUE(until([&] { return call("describe", {{"id", "acrida-t-0"}}).first == 10; }));
  EXPECT_EQ(call("delete", {{"id", "acrida-t-0"}}).first, 0) << "gone already";
  EXPECT_EQ(call("mark", {{"id", "acrida-slave-template"}, {"tag", tag}}).first, 14)
      << "the Role does not allow it";
  fail_next("create", "jobs", 403, "Forbidden", "jobs.batch is forbidden: exceeded quota: q");
  EXPECT_EQ(call("clone", machine).first, 15);
  fail_next("list", "jobs", 429, "TooManyRequests", "later");
  const int throttled = call("list", {{"fleet", "f"}}).first;
  EXPECT_TRUE(throttled == 17 || throttled == 0) << "kubectl itself may ask again: " << throttled;
  fail_next("create", "secrets", 500, "InternalError", "etcd");
  EXPECT_EQ(call("clone", machine).first, 18);
  EXPECT_THAT(api("/fake/objects"), Not(HasSubstr("acrida-t-0"))) << "nothing is left behind";
  fail_next("create", "secrets", 409, "AlreadyExists", "of the job before");
  EXPECT_EQ(call("clone", machine).first, 18);
  EXPECT_THAT(api("/fake/objects"), Not(HasSubstr("acrida-t-0")))
      << "it would wait for it for ever";
  fail_next("create", "secrets", 403, "Forbidden", "no secrets");
  fail_next("delete", "jobs", 403, "Forbidden", "no end");
  EXPECT_EQ(call("clone", machine).first, 19) << "the job is there";
  EXPECT_THAT(api("/fake/objects"), HasSubstr("jobs/acrida-t-0"));
}

}  // namespace
}  // namespace acrida::tests
