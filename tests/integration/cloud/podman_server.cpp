// PodmanServer: the Docker Engine API of a real podman of the test's own.
#include "podman_server.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "test_bed.hpp"
#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr char kImages[] = ACRIDA_CLOUD_TEMPLATES "/container/images";

}  // namespace

std::string PodmanServer::missing() {
  if (const std::string why = missing_program("podman"); !why.empty()) return why;
  return std::filesystem::exists(kImages) ? ""
                                          : "no image: the test cloud/template/container makes it";
}

PodmanServer::PodmanServer() {
  process_ = std::make_unique<Process>(std::vector<std::string>{
      source_path("tests/integration/cloud/podman.sh"), directory_.path(), kImages, "system",
      "service", "--time", "0", "unix://" + (directory_ / "docker.sock").string()});
  for (int i = 0; i < 200; ++i) {
    const auto answer = http_call(
        {.url = "http://docker/_ping", .unix_socket = directory_ / "docker.sock"}, "start", {});
    if (std::holds_alternative<acrida::HttpAnswer>(answer)) return;
    std::this_thread::sleep_for(50ms);
  }
  throw std::runtime_error("podman does not start: " + process_->err());
}

PodmanServer::~PodmanServer() {
  // What a test that has failed has left: its control groups would stay.
  try {
    for (const std::string& id : containers())
      ask("DELETE", "/containers/" + id + "?force=true&v=true");
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
}

std::vector<std::string> PodmanServer::containers() {
  std::vector<std::string> names;
  const json::value all = json::parse(ask("GET", "/containers/json?all=true").body);
  for (const json::value& one : all.as_array())
    names.push_back(json::value_to<std::string>(one.at("Names").at(0)).substr(1));
  std::sort(names.begin(), names.end());
  return names;
}

DockerOptions PodmanServer::options() const {
  DockerOptions options;
  options.socket = directory_ / "docker.sock";
  return options;
}

acrida::HttpAnswer PodmanServer::ask(const std::string& method, const std::string& path,
                                     const std::string& body) {
  const auto answer = http_call({.method = method,
                                 .url = "http://docker" + path,
                                 .headers = {"Content-Type: application/json"},
                                 .body = body,
                                 .unix_socket = directory_ / "docker.sock"},
                                path, {});
  if (const auto* error = std::get_if<CloudError>(&answer))
    throw std::runtime_error(text_of(*error));
  return std::get<acrida::HttpAnswer>(answer);
}

}  // namespace acrida::tests
