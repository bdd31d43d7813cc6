// What monitoring systems see: a real Prometheus, and whoever takes OTLP.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"
#include "tests/support/nginx.hpp"

namespace acrida::tests {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tcp = boost::asio::ip::tcp;

std::string limited_test() {
  return source_path("tests/integration/users/limited.cpp");
}

/// Debian's, which asks for the metrics each second.
class Prometheus {
 public:
  explicit Prometheus(std::uint16_t target_port) {
    std::ofstream(directory_ / "prometheus.yml")
        << "global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: acrida\n"
           "  static_configs: [{targets: ['127.0.0.1:"
        << target_port << "']}]\n";
    process_.emplace(
        std::vector<std::string>{"/usr/bin/prometheus", "--config.file=prometheus.yml",
                                 "--storage.tsdb.path=data",
                                 "--web.listen-address=127.0.0.1:" + std::to_string(port_)},
        ProcessOptions{.directory = directory_.path().string(), .merge_output = true});
  }
  /// The sum of the newest samples; nothing when there are none.
  std::optional<double> sum_of(const std::string& series) const {
    const HttpAnswer answer = http_get("http://127.0.0.1:" + std::to_string(port_) +
                                       "/api/v1/query?query=sum(" + series + ")");
    if (answer.status != 200) return std::nullopt;
    const json::value document = json::parse(answer.body);
    const json::array& result = document.at_pointer("/data/result").as_array();
    if (result.empty()) return std::nullopt;
    return std::stod(std::string(result.at(0).at_pointer("/value/1").as_string()));
  }
  std::string output() { return process_->out(); }

 private:
  TempDir directory_;
  std::uint16_t port_ = free_port();
  std::optional<Process> process_;
};

TEST(Telemetry, APrometheusSeesEveryRequest) {
  if (!std::filesystem::exists("/usr/bin/prometheus"))
    GTEST_SKIP() << "prometheus is not installed";
  const Nginx nginx;
  const std::uint16_t web_port = free_port();
  Prometheus prometheus(web_port);
  Process master({acrida_executable(), "run", limited_test(), "--autostart", "-H", nginx.url(),
                  "-u", "8", "-r", "8", "-t", "3s", "--web-port", std::to_string(web_port)},
                 {.environment = test_environment(), .merge_output = true});
  ASSERT_TRUE(master.wait_for("(stopped): ")) << master.out();
  std::uint64_t seen = 0;
  for (const auto& [name, count] : nginx.access_log()) seen += count.requests;
  const auto until = std::chrono::steady_clock::now() + seconds(30);
  std::optional<double> counted;
  while (counted != static_cast<double>(seen) && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(milliseconds(200));
    counted = prometheus.sum_of("acrida_requests_total");
  }
  EXPECT_EQ(counted, static_cast<double>(seen)) << prometheus.output();
  EXPECT_EQ(prometheus.sum_of("acrida_request_duration_seconds_count"), static_cast<double>(seen));
  EXPECT_EQ(prometheus.sum_of("acrida_slaves"), 1);
}

/// Takes what is posted to it; the first answer is a failure.
class Collector {
 public:
  Collector() : thread_([this] { serve(); }) {}
  ~Collector() {
    ends_ = true;
    boost::asio::io_context io;
    tcp::socket(io).connect(acceptor_.local_endpoint());  // wakes it
    thread_.join();
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  /// The bodies that were taken; after the senders have ended.
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

 private:
  void serve() {
    while (!ends_) {
      boost::beast::tcp_stream stream(acceptor_.accept());
      boost::beast::flat_buffer buffer;
      http::request_parser<http::string_body> request;
      boost::system::error_code error;
      http::read(stream, buffer, request, error);
      if (error) continue;
      const std::lock_guard lock(mutex_);
      const bool is_right = request.get().target() == "/v1/metrics" &&
                            request.get()[http::field::content_type] == "application/json";
      const bool fails = std::exchange(fails_, false) || !is_right;
      if (!fails) bodies_.push_back(request.get().body());
      http::response<http::string_body> response(
          fails ? http::status::service_unavailable : http::status::ok, 11);
      response.body() = "{}";
      response.prepare_payload();
      http::write(stream, response, error);
    }
  }

  boost::asio::io_context io_;
  tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::atomic<bool> ends_ = false;
  bool fails_ = true;
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::thread thread_;
};

TEST(Telemetry, ACollectorGetsTheWholeRunThoughItFailsOnce) {
  const Nginx nginx;
  Collector collector;
  Process run({acrida_executable(), "run", limited_test(), "--headless", "-H", nginx.url(), "-u",
               "4", "-r", "4", "-t", "6s", "--otlp-endpoint", collector.url()},
              {.environment = test_environment(), .merge_output = true});
  EXPECT_EQ(run.wait(seconds(60)), 0) << run.out();
  EXPECT_THAT(run.out(), testing::HasSubstr("could not be sent to " + collector.url() +
                                            "/v1/metrics: status 503"));
  std::uint64_t seen = 0;
  for (const auto& [name, count] : nginx.access_log()) seen += count.requests;
  const std::vector<std::string> bodies = collector.bodies();
  ASSERT_FALSE(bodies.empty()) << run.out();
  const json::value last = json::parse(bodies.back());
  std::uint64_t counted = 0;
  for (const json::value& point :
       last.at_pointer("/resourceMetrics/0/scopeMetrics/0/metrics/0/sum/dataPoints").as_array())
    counted += std::stoull(std::string(point.at("asInt").as_string()));
  EXPECT_EQ(counted, seen);
}

}  // namespace
}  // namespace acrida::tests
