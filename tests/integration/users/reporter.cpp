// Sends the number of each row that it takes to a collector before it takes the next one.
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <acrida/acrida.hpp>

using namespace acrida;
using boost::asio::ip::tcp;

static Argument<int> port{"collector-port", 0, "Where the numbers go"};
static Argument<double> pause_s{"pause", 0, "Seconds between two rows"};
static Feeder rows{"rows.csv", Feeder::unique, {.columns = {"number"}}};

struct Reporter : User {
  Reporter() { add_task(&Reporter::report); }
  task<> on_start() {
    socket_ = std::make_unique<tcp::socket>(environment().executor());
    const tcp::endpoint collector(boost::asio::ip::address_v4::loopback(),
                                  static_cast<unsigned short>(*port));
    co_await socket_->async_connect(collector, boost::asio::use_awaitable);
  }
  task<> report() {
    for (int i = 0; i < 100; ++i) {
      const Row row = co_await rows.next(*this);
      const std::string text = std::string(row["number"]) + "\n";
      co_await boost::asio::async_write(*socket_, boost::asio::buffer(text),
                                        boost::asio::use_awaitable);
      const std::chrono::duration<double> pause(*pause_s);
      if (*pause_s > 0) co_await sleep(std::chrono::duration_cast<std::chrono::nanoseconds>(pause));
    }
  }
  std::unique_ptr<tcp::socket> socket_;
};
ACRIDA_USER(Reporter)
