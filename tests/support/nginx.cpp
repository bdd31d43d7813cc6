// Nginx: configuration, start, reading of the log.
#include "tests/support/nginx.hpp"

#include <set>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

#include "tests/support/http.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

constexpr int kStartAttempts = 5;
constexpr auto kLogAtRest = 150ms;
// limit_rate lets this many bytes pass a second, the first of them at once.
constexpr int kSlowBytesPerSecond = 10 * 1024;
constexpr int kSlowBytes = 3 * kSlowBytesPerSecond;

std::string configuration(std::uint16_t port) {
  // A path on the command line is not needed: all paths are relative to the prefix.
  std::string text = R"(daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
worker_rlimit_nofile 20000;
events { worker_connections 8000; }
http {
  log_format counted '$request_method $uri $status $body_bytes_sent $connection';
  access_log access.log counted;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_timeout 300s;
  keepalive_requests 100000000;
  default_type application/json;
  server {
    listen 127.0.0.1:PORT backlog=4096;
    root site;
    location = /items { }
    location = /item { return 200 '{"id":7,"name":"item 7"}'; }
    location = /missing { return 404; }
    location = /status-503 { return 503; }
    location = /slow { limit_rate RATE; }
    location = /echo { return 200 '{"echo":true}'; }
  }
}
)";
  text.replace(text.find("PORT"), 4, std::to_string(port));
  text.replace(text.find("RATE"), 4, std::to_string(kSlowBytesPerSecond));
  // Started by root, it would serve as a user who cannot read the temporary directory.
  return geteuid() == 0 ? "user root;\n" + text : text;
}

std::string list_of_items() {
  std::string text = "{\"items\":[";
  for (int i = 1; i <= 20; ++i) {
    text += (i > 1 ? "," : "") + ("{\"id\":" + std::to_string(i)) + "}";
  }
  return text + "]}";
}

}  // namespace

Nginx::Nginx() {
  std::filesystem::create_directory(directory_ / "site");
  write_file(directory_ / "site/items", list_of_items());
  write_file(directory_ / "site/slow", std::string(kSlowBytes, 's'));
  for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
    port_ = free_port();
    write_file(directory_ / "nginx.conf", configuration(port_));
    process_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/nginx", "-p",
                                                                  directory_.path().string(), "-c",
                                                                  "nginx.conf", "-e", "error.log"});
    while (process_->running()) {
      if (http_get(url() + "/missing", 1s).status != 404) {
        std::this_thread::sleep_for(10ms);
        continue;
      }
      access_log();  // at rest: the line of the request above is there
      std::filesystem::resize_file(directory_ / "access.log", 0);
      return;
    }
  }
  throw std::runtime_error("nginx does not start: " + process_->err() +
                           read_file(directory_ / "error.log"));
}

std::map<std::string, AccessCount> Nginx::access_log() const {
  std::string text = read_file(directory_ / "access.log");
  while (true) {
    std::this_thread::sleep_for(kLogAtRest);
    std::string later = read_file(directory_ / "access.log");
    if (later == text) break;
    text = std::move(later);
  }
  std::map<std::string, AccessCount> counts;
  std::istringstream lines(text);
  std::string method;
  std::string path;
  int status = 0;
  std::uint64_t bytes = 0;
  std::string connection;
  while (lines >> method >> path >> status >> bytes >> connection) {
    AccessCount& count = counts[method + " " + path];
    ++count.requests;
    count.failures += status >= 400 ? 1 : 0;
    count.body_bytes += bytes;
  }
  return counts;
}

std::size_t Nginx::connections() const {
  std::istringstream lines(read_file(directory_ / "access.log"));
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) seen.insert(line.substr(line.rfind(' ') + 1));
  return seen.size();
}

}  // namespace acrida::tests
