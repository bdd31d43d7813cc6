// page_bench: CPU time of a master per second of a run while web pages look at it.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "master/api/server.hpp"
#include "master/run/run_stats.hpp"
#include "tests/bench/bench_row.hpp"
#include "tests/bench/cpu_time.hpp"

namespace {

using namespace acrida;
using namespace std::chrono_literals;
namespace websocket = boost::beast::websocket;
using boost::asio::ip::tcp;

constexpr std::size_t kPages = 50;
constexpr int kHistory_s = 600;
constexpr int kViews = 100;
constexpr auto kPause = 50ms;         // between two views, so that every page takes each
constexpr double kGoal_us = 250'000;  // a quarter of a core, at one view a second

/// A process of its own, so that its work is not counted: pages that read all they are sent.
void read_pages(std::uint16_t port) {
  static const char* const kSorts[] = {"p95", "rps", "failures", "name", "avg"};
  boost::asio::io_context io;
  struct Page {
    explicit Page(boost::asio::io_context& context) : socket(context) {}
    void read() {
      socket.async_read(buffer, [this](boost::system::error_code error, std::size_t) {
        buffer.clear();
        if (!error) read();
      });
    }
    websocket::stream<tcp::socket> socket;
    boost::beast::flat_buffer buffer;
  };
  std::vector<std::unique_ptr<Page>> pages;
  for (std::size_t i = 0; i < kPages; ++i) {
    Page& page = *pages.emplace_back(std::make_unique<Page>(io));
    page.socket.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
    page.socket.handshake("127.0.0.1", "/api/v1/stream");
    page.socket.write(boost::asio::buffer(std::string(R"({"subscribe":{"rows":{"sort":")") +
                                          kSorts[i % std::size(kSorts)] +
                                          R"(","descending":true,"count":60}}})"));
    page.read();
  }
  io.run();
}

/// A run of so many names, each with 100 requests in each second.
class Course {
 public:
  explicit Course(std::size_t names) : names_(names) {
    stats_.begin(1, now_);
    for (int second = 0; second < kHistory_s; ++second) pass_second();
  }

  void pass_second() {
    wire::StatsReport report;
    report.epoch = 1;
    report.sequence = ++sequence_;
    report.exact = true;
    const std::int64_t second =
        std::chrono::floor<std::chrono::seconds>(now_.wall.time_since_epoch()).count();
    for (std::size_t i = 0; i < names_; ++i) {
      RequestDelta& row = report.delta.requests.emplace_back();
      row.method = "GET";
      row.name = "/shop/items/category/" + std::to_string(i);
      row.counters.requests = 100;
      for (unsigned k = 0; k < 20; ++k)
        row.latency.push_back({static_cast<std::uint16_t>(1'200 + 3 * k + i % 50), 5});
      row.seconds = {{second, 100, 0}};
    }
    now_.mono += 1s;
    now_.wall += 1s;
    report.taken_at = now_.wall;
    stats_.merge(report, mark_, now_);
    Timeline::Moment moment;
    moment.users = 100;
    moment.last_view = number_;
    stats_.advance_second(moment, now_);
  }

  RunViewPtr view() {
    auto view = std::make_shared<RunView>();
    view->first_number = 1;
    view->number = ++number_;
    view->epoch = 1;
    stats_.describe(*view, false, now_);
    return view;
  }

 private:
  std::size_t names_;
  RunStats stats_;
  ReportMark mark_;
  Now now_{Instant(1000s), WallTime(1'700'000'000s)};
  std::uint64_t sequence_ = 0;
  std::uint64_t number_ = 0;
};

struct Cost {
  double views_us = 0;  // of making one view
  double pages_us = 0;  // of sending it to all pages
};

Cost measure(std::size_t names) {
  int port_pipe[2];
  if (pipe(port_pipe) != 0) std::exit(2);
  const pid_t reader = fork();
  if (reader == 0) {
    close(port_pipe[1]);
    std::uint16_t port = 0;
    if (read(port_pipe[0], &port, sizeof port) == sizeof port) read_pages(port);
    std::_Exit(0);
  }
  close(port_pipe[0]);
  Course course(names);
  ApiServer::Settings settings;
  settings.host = "127.0.0.1";
  settings.access = {std::filesystem::temp_directory_path() / "acrida-page-bench", true};
  auto server = ApiServer::start(std::move(settings), [](CommandBody, ApiServer::Reply) {});
  if (!server) std::exit(2);
  (*server)->publish(course.view());
  const std::uint16_t port = (*server)->port();
  if (write(port_pipe[1], &port, sizeof port) != sizeof port) std::exit(2);
  std::this_thread::sleep_for(3s);  // all pages have their backlog
  Cost cost;
  for (int i = 0; i < kViews; ++i) {
    course.pass_second();
    const double start_us = tests::cpu_time_us();
    RunViewPtr view = course.view();
    cost.views_us += tests::cpu_time_us() - start_us;
    const double sent_us = tests::cpu_time_us();
    (*server)->publish(std::move(view));
    std::this_thread::sleep_for(kPause);
    cost.pages_us += tests::cpu_time_us() - sent_us;
  }
  server->reset();
  close(port_pipe[1]);
  waitpid(reader, nullptr, 0);
  return {cost.views_us / kViews, cost.pages_us / kViews};
}

}  // namespace

int main() {
  for (const std::size_t names : {std::size_t{400}, std::size_t{5'000}}) {
    const Cost cost = measure(names);
    const std::string run = std::to_string(names) + " names";
    acrida::tests::report({.bench = "page",
                           .what = "a view of a run, " + run,
                           .figure = cost.views_us,
                           .unit = "us CPU per view"});
    acrida::tests::report({.bench = "page",
                           .what = std::to_string(kPages) + " pages of 60 rows, " + run,
                           .figure = cost.pages_us,
                           .unit = "us CPU per view",
                           .goal = kGoal_us});
  }
}
