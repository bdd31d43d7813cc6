// Witness: configuration, log, and the kernel's table of connections.
#include "tests/faults/witness.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/http.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kConfiguration = R"(daemon off;
master_process off;
user root;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 2000; }
http {
  log_format seen '$msec $status $remote_addr $uri';
  access_log access.log seen;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_timeout 300s;
  keepalive_requests 100000000;
  server {
    listen 8080;
    root site;
    location = /item { return 200 '{"id":7}'; }
    location = /slow { limit_rate 10k; }
    location = /ready { access_log off; return 204; }
  }
}
)";

constexpr const char* kEstablished = "01";
constexpr std::size_t kSlowBytes =
    20 * 1024;  // the first 10 KB come at once, the others after a second

}  // namespace

Witness::Witness(std::filesystem::path directory) : directory_(std::move(directory)) {
  write_file(directory_ / "nginx.conf", kConfiguration);
  std::filesystem::create_directory(directory_ / "site");
  write_file(directory_ / "site/slow", std::string(kSlowBytes, 's'));
  process_ = std::make_unique<Process>(std::vector<std::string>{
      "/usr/sbin/nginx", "-p", directory_.string(), "-c", "nginx.conf", "-e", "error.log"});
  while (process_->running()) {
    if (http_get("http://127.0.0.1:8080/ready", 1s).status == 204) return;
    std::this_thread::sleep_for(10ms);
  }
  throw std::runtime_error("nginx does not start: " + process_->err() +
                           read_file(directory_ / "error.log"));
}

std::vector<SeenRequest> Witness::requests() const {
  constexpr auto kAtRest = 200ms;
  std::string text = read_file(directory_ / "access.log");
  while (true) {
    std::this_thread::sleep_for(kAtRest);
    std::string later = read_file(directory_ / "access.log");
    if (later == text) break;
    text = std::move(later);
  }
  std::vector<SeenRequest> all;
  std::istringstream lines(text);
  SeenRequest next;
  for (std::string path; lines >> next.at_s >> next.status >> next.from >> path;)
    all.push_back(next);
  return all;
}

std::map<std::string, std::size_t> Witness::connections() {
  std::map<std::string, std::size_t> counts;
  std::ifstream file("/proc/thread-self/net/tcp");
  std::string line;
  std::getline(file, line);  // headings
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string slot, local, remote, state;
    fields >> slot >> local >> remote >> state;
    if (state != kEstablished || std::strtol(local.c_str() + 9, nullptr, 16) != kPort) continue;
    const auto address =
        static_cast<in_addr_t>(std::strtoul(remote.substr(0, 8).c_str(), nullptr, 16));
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &address, text, sizeof text);
    ++counts[text];
  }
  return counts;
}

}  // namespace acrida::tests
