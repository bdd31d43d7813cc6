// Unique rows in a real cluster: none twice, and every one that is certainly unused is used.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <list>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// Takes numbers, a line each, from any number of connections.
class Collector final {
 public:
  explicit Collector(std::uint64_t rows) : counts_(rows) {
    accept();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Collector() {
    loop_.stop();
    thread_.join();
  }
  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
  std::uint64_t received() const { return received_; }
  /// True when that many have come in time.
  bool wait_for(std::uint64_t rows) const {
    for (int i = 0; i < 600 && received_ < rows; ++i) std::this_thread::sleep_for(50ms);
    return received_ >= rows;
  }
  /// Until none has come for this long.
  void wait_for_silence(std::chrono::seconds length) const {
    auto quiet_since = std::chrono::steady_clock::now();
    for (std::uint64_t last = received_; std::chrono::steady_clock::now() - quiet_since < length;) {
      std::this_thread::sleep_for(50ms);
      if (std::exchange(last, received_.load()) != last)
        quiet_since = std::chrono::steady_clock::now();
    }
  }
  /// After the silence.
  const std::vector<unsigned>& counts() const { return counts_; }

 private:
  struct Peer {
    explicit Peer(tcp::socket of) : socket(std::move(of)) {}
    tcp::socket socket;
    std::array<char, 65'536> chunk{};
    std::uint64_t number = 0;
  };

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      read(peers_.emplace_back(std::move(socket)));
      accept();
    });
  }

  void read(Peer& peer) {
    peer.socket.async_read_some(boost::asio::buffer(peer.chunk),
                                [this, &peer](boost::system::error_code error, std::size_t bytes) {
                                  if (error) return;
                                  for (std::size_t i = 0; i < bytes; ++i) {
                                    const char c = peer.chunk[i];
                                    if (c != '\n') {
                                      peer.number =
                                          peer.number * 10 + static_cast<std::uint64_t>(c - '0');
                                      continue;
                                    }
                                    ++counts_.at(peer.number);
                                    ++received_;
                                    peer.number = 0;
                                  }
                                  read(peer);
                                });
  }

  boost::asio::io_context loop_{1};
  tcp::acceptor acceptor_{loop_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  std::list<Peer> peers_;
  std::vector<unsigned> counts_;
  std::atomic<std::uint64_t> received_{0};
  std::thread thread_;
};

/// The test with a file of this many rows beside it.
class ReporterTest final {
 public:
  explicit ReporterTest(std::uint64_t rows) {
    std::string text = "number,name\n";
    for (std::uint64_t i = 0; i < rows; ++i)
      text += std::to_string(i) + ",\"user " + std::to_string(i) + "\"\n";
    write_file(folder_ / "rows.csv", text);
    std::filesystem::copy_file(source_path("tests/integration/users/reporter.cpp"), path());
  }
  std::string path() const { return (folder_ / "reporter.cpp").string(); }
  std::filesystem::path rows() const { return folder_ / "rows.csv"; }

 private:
  TempDir folder_;
};

/// What the master says of the file at the end.
boost::json::object feeder_of(const Fleet& fleet) {
  Process show({acrida_executable(), "runs", "show", "latest", "--json", "--data-dir",
                (fleet.directory() / "kept").string()});
  if (show.wait(std::chrono::seconds(30)) != 0)
    throw std::runtime_error("no summary: " + show.err() + "\n" + fleet.output());
  return boost::json::parse(show.out()).at("feeders").at(0).as_object();
}

std::uint64_t number_in(const boost::json::object& feeder, const char* key) {
  return feeder.at(key).to_number<std::uint64_t>();
}

std::set<std::uint64_t> uncertain_in(const boost::json::object& feeder) {
  std::set<std::uint64_t> rows;
  for (const auto& range : feeder.at("uncertain_ranges").as_array()) {
    const auto first = range.at(0).to_number<std::uint64_t>();
    for (std::uint64_t i = 0; i < range.at(1).to_number<std::uint64_t>(); ++i)
      rows.insert(first + i);
  }
  return rows;
}

// ACRIDA_UNIQUE_ROWS=1000000 for more.
TEST(UniqueRows, AreUsedOnceByFourSlavesOfWhichOneIsKilled) {
  const char* const wanted = std::getenv("ACRIDA_UNIQUE_ROWS");
  const std::uint64_t rows = wanted ? std::stoull(wanted) : 200'000;
  const ReporterTest test(rows);
  Collector collector(rows);
  Fleet fleet({.test = test.path(),
               .host = "",
               .slaves = 4,
               .arguments = {"-u", "40", "-r", "400", "-t", "10m", "--pause", "0.001", "--data-dir",
                             "kept", "--collector-port", collector.port()}});
  ASSERT_TRUE(collector.wait_for(rows / 3)) << fleet.output();
  fleet.slave(1).signal(SIGKILL);
  collector.wait_for_silence(5s);  // the master takes three to know that the slave is lost
  fleet.master().signal(SIGINT);
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();

  const auto feeder = feeder_of(fleet);
  const auto uncertain = uncertain_in(feeder);
  std::uint64_t twice = 0, never = 0, lost = 0;
  for (std::uint64_t row = 0; row < rows; ++row) {
    twice += collector.counts()[row] > 1;
    never += collector.counts()[row] == 0;
    lost += collector.counts()[row] == 0 && !uncertain.contains(row);
  }
  EXPECT_EQ(twice, 0u);
  EXPECT_EQ(lost, 0u) << "neither used nor reported; of " << never << " that were not used";
  EXPECT_EQ(number_in(feeder, "uncertain"), uncertain.size());
  EXPECT_EQ(number_in(feeder, "used") + uncertain.size(), rows);
  EXPECT_EQ(number_in(feeder, "free") + number_in(feeder, "held"), 0u);
  EXPECT_THAT(fleet.master().err(), ContainsRegex("rows.csv: slave .* can be used by others"));
  RecordProperty("uncertain", static_cast<int>(uncertain.size()));
  RecordProperty("never", static_cast<int>(never));
}

TEST(UniqueRows, ThatAreLeftAtAStopAreKnownExactly) {
  constexpr std::uint64_t kRows = 50'000;
  const ReporterTest test(kRows);
  Collector collector(kRows);
  Fleet fleet({.test = test.path(),
               .host = "",
               .slaves = 2,
               .arguments = {"-u", "10", "-r", "100", "-t", "10m", "--data-dir", "kept", "--pause",
                             "0.005", "--collector-port", collector.port()}});
  ASSERT_TRUE(collector.wait_for(1000)) << fleet.output();
  fleet.master().signal(SIGINT);
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  collector.wait_for_silence(1s);
  const auto feeder = feeder_of(fleet);
  EXPECT_EQ(number_in(feeder, "used"), collector.received());
  EXPECT_EQ(number_in(feeder, "free"), kRows - collector.received());
  EXPECT_EQ(number_in(feeder, "uncertain") + number_in(feeder, "held"), 0u);
  for (const unsigned count : collector.counts()) ASSERT_LE(count, 1u);
}

TEST(UniqueRows, OutliveTheMaster) {
  constexpr std::uint64_t kRows = 60'000;
  const ReporterTest test(kRows);
  Collector collector(kRows);
  Fleet fleet({.test = test.path(),
               .host = "",
               .slaves = 2,
               .arguments = {"-u", "40", "-r", "400", "-t", "10m", "--data-dir", "kept", "--pause",
                             "0.005", "--collector-port", collector.port()}});
  ASSERT_TRUE(collector.wait_for(kRows / 4)) << fleet.output();
  fleet.master().signal(SIGKILL);
  ASSERT_TRUE(fleet.master().wait(5s));
  fleet.restart_master();
  EXPECT_TRUE(collector.wait_for(kRows)) << fleet.output();
  collector.wait_for_silence(1s);
  fleet.master().signal(SIGINT);
  EXPECT_EQ(fleet.wait(), 0) << fleet.output();
  const auto feeder = feeder_of(fleet);
  // What slaves said to the master in the moment in which it died may be uncertain.
  EXPECT_EQ(number_in(feeder, "used") + number_in(feeder, "uncertain"), kRows) << fleet.output();
  EXPECT_LT(number_in(feeder, "uncertain"), 1000u);
  for (const unsigned count : collector.counts()) ASSERT_EQ(count, 1u) << fleet.output();
}

}  // namespace
}  // namespace acrida::tests
