// LxdServer: a real LXD of the test's own.
#include "lxd_server.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <boost/json.hpp>

#include "test_bed.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr std::uint16_t kTlsPort = 8443;  // the network is its own
const std::string kImage = ACRIDA_CLOUD_TEMPLATES "/lxd/acrida-lxd.tar.gz";

}  // namespace

std::string LxdServer::missing() {
  if (const std::string why = missing_program("lxd"); !why.empty()) return why;
  return std::filesystem::exists(kImage) ? "" : "no template: the test cloud/template/lxd makes it";
}

LxdServer::LxdServer() {
  // Root folders are in memory: they are copied often, and soon forgotten.
  process_ = std::make_unique<Process>(
      std::vector<std::string>{"unshare", "--mount", "--pid", "--fork", "--kill-child",
                               "--mount-proc", "--propagation", "private", "sh", "-c",
                               "mkdir \"$LXD_DIR/storage-pools\" && "
                               "mount -t tmpfs tmpfs \"$LXD_DIR/storage-pools\" && "
                               "exec lxd --group root"},
      ProcessOptions{.environment = {"LXD_DIR=" + directory_.path().string()}});
  for (int i = 0; i < 200; ++i) {
    const auto answer = http_call(call("GET", "/1.0"), "start", {});
    if (const auto* there = std::get_if<acrida::HttpAnswer>(&answer); there && there->status == 200)
      break;
    std::this_thread::sleep_for(50ms);
  }
  ask("POST", "/1.0/storage-pools", R"({"name":"default","driver":"dir"})");
  ask("PUT", "/1.0/profiles/default",
      R"({"devices":{"root":{"type":"disk","path":"/","pool":"default"}}})");
  ask("POST", "/1.0/images", read_file(kImage), "application/octet-stream");
  image_ = json::value_to<std::string>(
      json::parse(ask("GET", "/1.0/images?recursion=1")).at("metadata").at(0).at("fingerprint"));
}

LxdOptions LxdServer::options() const {
  LxdOptions options;
  options.socket = directory_ / "unix.socket";
  return options;
}

LxdOptions LxdServer::remote_options(const std::string& name, bool is_trusted) {
  LxdOptions options;
  options.url = "https://127.0.0.1:" + std::to_string(kTlsPort);
  options.certificate_file = directory_ / (name + ".crt");
  options.key_file = directory_ / (name + ".key");
  options.ca_file = directory_ / "server.crt";
  Process openssl({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                   "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                   "-out", options.certificate_file, "-keyout", options.key_file});
  if (openssl.wait(20s) != 0) throw std::runtime_error("openssl: " + openssl.err());
  ask("PATCH", "/1.0",
      R"({"config":{"core.https_address":"127.0.0.1:)" + std::to_string(kTlsPort) + R"("}})");
  if (!is_trusted) return options;
  std::string text;
  std::istringstream all(read_file(options.certificate_file));
  for (std::string line; std::getline(all, line);)
    if (line.find("CERTIFICATE") == std::string::npos) text += line;
  ask("POST", "/1.0/certificates",
      R"({"type":"client","name":")" + name + R"(","certificate":")" + text + R"("})");
  return options;
}

HttpCall LxdServer::call(const std::string& method, const std::string& path) const {
  return {.method = method, .url = "http://lxd" + path, .unix_socket = directory_ / "unix.socket"};
}

std::string LxdServer::ask(const std::string& method, const std::string& path,
                           const std::string& body, const std::string& type) {
  HttpCall request = call(method, path);
  request.headers = {"Content-Type: " + type};
  request.body = body;
  const auto answer = http_call(request, path, {});
  const auto* got = std::get_if<acrida::HttpAnswer>(&answer);
  if (got == nullptr)
    throw std::runtime_error(text_of(std::get<CloudError>(answer)) + "\n" + process_->err());
  if (got->status > 202) throw std::runtime_error(path + ": " + got->body);
  const json::value begun = json::parse(got->body);
  if (begun.at("type") != "async") return got->body;
  const std::string ended =
      ask("GET", json::value_to<std::string>(begun.at("operation")) + "/wait");
  if (json::parse(ended).at("metadata").at("status_code") != 200)
    throw std::runtime_error(path + ": " + ended);
  return ended;
}

void LxdServer::make_instance(const std::string& name, const std::string& config,
                              const std::string& devices) {
  ask("POST", "/1.0/instances",
      R"({"name":")" + name + R"(","source":{"type":"image","fingerprint":")" + image_ +
          R"("},"config":)" + config + R"(,"devices":)" + devices + "}");
}

std::vector<std::string> LxdServer::instances() {
  std::vector<std::string> names;
  const json::value all = json::parse(ask("GET", "/1.0/instances"));
  for (const json::value& path : all.at("metadata").as_array())
    names.push_back(std::string(path.as_string()).substr(std::string("/1.0/instances/").size()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace acrida::tests
