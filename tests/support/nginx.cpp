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

constexpr int kZippedBytes = 20'000;

// <PORT>, <TLS_PORT> and <RATE> stand for numbers. /described answers with what it was sent; nginx reads a
// body only to pass it on, so it passes it to itself.
// A path on the command line is not needed: all paths are relative to the prefix.
std::string configuration(const std::map<std::string, int>& numbers) {
  std::string text = R"(daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
worker_rlimit_nofile 20000;
events { worker_connections 8000; }
http {
  log_format counted '$request_method $uri $status $body_bytes_sent $msec $arg_from $connection';
  access_log access.log counted;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_timeout 300s;
  keepalive_requests 100000000;
  default_type application/json;
  server {
    listen 127.0.0.1:<PORT> backlog=4096;
    root site;
    location = /items { }
    location = /item { return 200 '{"id":7,"name":"item 7"}'; }
    location = /missing { return 404; }
    location = /status-503 { return 503; }
    location = /slow { limit_rate <RATE>; }
    location = /echo { return 200 '{"echo":true}'; }
    location = /moved { return 302 /item; }
    location = /moved-twice { return 302 /moved; }
    location = /circle { return 302 /circle; }
    location = /to-private { return 302 /private; }
    location = /private { auth_basic "staff"; auth_basic_user_file passwords; }
    location = /login { add_header Set-Cookie "session=$arg_user; Path=/"; return 200; }
    location = /zipped { gzip on; gzip_types *; gzip_min_length 1; }
    location = /closing { keepalive_timeout 0; return 200 '{}'; }
    location = /inner { access_log off; return 200 '{}'; }
    location = /described {
      client_body_in_single_buffer on;
      proxy_pass http://127.0.0.1:<PORT>/inner;
      add_header X-Was "$request_method|$args|$content_type|$request_body";
      add_header X-Connection $connection;
      add_header X-Cookie $http_cookie;
      add_header X-Encodings $http_accept_encoding;
      add_header X-Agent $http_user_agent;
      add_header X-Color $http_color;
    }
  }
  server {
    listen 127.0.0.1:<TLS_PORT> ssl http2;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    add_header X-Server-Name $ssl_server_name;
    add_header X-Protocol $server_protocol;
    add_header X-Connection $connection;
    add_header X-Reused "$ssl_session_reused";
    location = /item { return 200 '{"id":7,"name":"item 7"}'; }
    location = /brief { keepalive_timeout 1s; return 200 '{}'; }
    location = /closing { keepalive_timeout 0; return 200 '{}'; }
  }
}
)";
  for (const auto& [name, number] : numbers) {
    const std::string mark = "<" + name + ">";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.replace(at, mark.size(), std::to_string(number));
  }
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

void make_certificate(const std::filesystem::path& directory) {
  Process openssl(
      {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
       "-nodes", "-keyout", "key.pem", "-out", "certificate.pem", "-days", "2", "-subj",
       "/CN=acrida test", "-addext", "subjectAltName=IP:127.0.0.1"},
      {.directory = directory});
  if (openssl.wait(20s) != 0) throw std::runtime_error("openssl: " + openssl.err());
}

}  // namespace

Nginx::Nginx() {
  std::filesystem::create_directory(directory_ / "site");
  write_file(directory_ / "site/items", list_of_items());
  write_file(directory_ / "site/slow", std::string(kSlowBytes, 's'));
  write_file(directory_ / "site/zipped", std::string(kZippedBytes, 'z'));
  write_file(directory_ / "site/private", "for the staff");
  write_file(directory_ / "passwords", "alice:{PLAIN}wonder land\n");
  make_certificate(directory_.path());
  for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
    port_ = free_port();
    tls_port_ = free_port();
    write_file(
        directory_ / "nginx.conf",
        configuration({{"PORT", port_}, {"TLS_PORT", tls_port_}, {"RATE", kSlowBytesPerSecond}}));
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
  for (const AccessLine& line : lines()) {
    AccessCount& count = counts[line.request];
    ++count.requests;
    count.failures += line.status >= 400 ? 1 : 0;
    count.body_bytes += line.body_bytes;
  }
  return counts;
}

std::vector<AccessLine> Nginx::lines() const {
  std::istringstream log(read_file(directory_ / "access.log"));
  std::vector<AccessLine> all;
  AccessLine line;
  std::string path;
  while (log >> line.request >> path >> line.status >> line.body_bytes >> line.answered_s >>
         line.from >> line.connection) {
    line.request += " " + path;
    all.push_back(line);
  }
  return all;
}

std::vector<std::string> Nginx::requests() const {
  std::vector<std::string> all;
  for (AccessLine& line : lines()) all.push_back(std::move(line.request));
  return all;
}

std::size_t Nginx::connections() const {
  std::set<std::uint64_t> seen;
  for (const AccessLine& line : lines()) seen.insert(line.connection);
  return seen.size();
}

}  // namespace acrida::tests
