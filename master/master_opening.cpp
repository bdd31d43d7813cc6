// Master: the shell around the RunMachine. Here: what it opens before it runs.
#include <csignal>
#include <cstdio>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "core/link/endpoint.hpp"
#include "master/master.hpp"
#include "master/overview.hpp"

namespace acrida {
namespace {

std::string url_of(const std::string& scheme, const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return scheme + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

Result<void> Master::open() {
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  await_signal();
  if (auto opened = results_.open(); !opened) return opened;
  if (auto opened = director_.open(); !opened) return opened;
  if (!options_.otlp_endpoint.empty()) {
    auto url = OtlpExporter::url_of(options_.otlp_endpoint);
    if (!url) return url.error();
    otlp_ = std::make_unique<OtlpExporter>(*url);
  }
  if (auto opened = open_journal(); !opened) return opened;
  if (auto opened = open_link(); !opened) return opened;
  if (auto opened = open_cloud(); !opened) return opened;
  if (!options_.headless) {
    if (auto opened = open_api(); !opened) return opened;
  }
  go_on_with_adopted();
  return {};
}

Result<void> Master::open_link() {
  SlaveLink::Handlers handlers;
  handlers.on_frame = [this](const link::Peer& peer, std::string_view frame) {
    receive(peer, frame);
  };
  handlers.on_garbage = [this](const std::string& peer, std::string_view why) {
    carry_out(machine_.on_garbage(peer, why, now()));
  };
  handlers.on_revoked = [this](const std::string& slave) {
    carry_out(machine_.on(wire::SlaveQuit{}, slave, now()));
  };
  auto opened = SlaveLink::open(io_.get_executor(), options_, std::move(handlers));
  if (!opened) return opened.error();
  link_ = std::move(*opened);
  if (options_.processes > 0) {
    auto slaves = LocalSlaves::start(options_.processes, link_->port(), test_.path,
                                     options_.runner_memory_bytes);
    if (!slaves) return slaves.error();
    local_slaves_ = std::move(*slaves);
    return {};
  }
  announce_link();
  return {};
}

void Master::announce_link() {
  spdlog::info("slaves connect to {}", url_of("tcp://", options_.bind_host, link_->port()));
  if (options_.is_link_insecure()) {
    spdlog::warn(
        "--insecure: the link to the slaves is neither encrypted nor authenticated; whoever "
        "reaches it can be a slave");
  }
  const std::string host = options_.slave_host();
  // A token belongs on a terminal, not into a log.
  const bool on_terminal = ::isatty(STDERR_FILENO) != 0;
  const auto line = link_->enrolment_line(host, on_terminal);
  if (!line) return;
  if (on_terminal) {
    std::fprintf(stderr, "Run on each new slave:\n%s\n", line->c_str());
  } else {
    spdlog::info("new slaves: {}", *line);
  }
}

Result<void> Master::open_api() {
  ApiServer::Settings settings;
  settings.host = options_.web_host;
  settings.port = options_.web_port;
  settings.csv_history_file = results_.full_history_file();
  settings.test = overview_of(options_, test_, version_);
  if (cloud_) settings.test.features.emplace_back("cloud");
  settings.web_dir = options_.web_dir;
  settings.data_dir = options_.data_dir;
  settings.log = &log_.ring();
  const bool on_loopback = link::is_loopback(options_.web_host);
  settings.access = {options_.data_dir, on_loopback || options_.web_insecure};
  settings.host_names = options_.web_allow_hosts;
  settings.host_names.push_back(options_.web_host);
  settings.tls = {options_.tls_cert, options_.tls_key};
  settings.fleet = fleet_post();
  auto started = ApiServer::start(std::move(settings), [this](CommandBody body, Reply reply) {
    boost::asio::post(io_, [this, body = std::move(body), reply = std::move(reply)]() mutable {
      command(std::move(body), std::move(reply));
    });
  });
  if (!started) return started.error();
  api_ = std::move(*started);
  const bool is_tls = !options_.tls_cert.empty();
  spdlog::info("web UI at {}",
               url_of(is_tls ? "https://" : "http://", options_.web_host, api_->port()));
  if (!on_loopback && options_.web_insecure) {
    spdlog::warn(
        "--web-insecure: while there are no users, whoever reaches the web UI can start load");
  } else if (!on_loopback && !is_tls) {
    spdlog::warn("web UI: passwords are sent in plain text: encrypt with --tls-cert and --tls-key");
  }
  return {};
}

}  // namespace acrida
