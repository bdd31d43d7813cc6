// ArchiveDesk: answers requests for the history, away from the API's thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include <boost/asio/thread_pool.hpp>

#include "master/api/http_message.hpp"
#include "master/api/route_table.hpp"
#include "master/history/run_archive.hpp"

namespace acrida {

/// One thread with a connection of its own to the archive: a run of a day takes a second to open, for
/// which no live page waits. Destroying it waits for the request that it is at.
class ArchiveDesk final {
 public:
  static constexpr std::size_t kMostWaiting = 64;

  /// The folder of the master's --data-dir.
  explicit ArchiveDesk(std::filesystem::path folder);
  ~ArchiveDesk();

  /// `on_answer` is called on the desk's thread; at once when too many wait already.
  void ask(Request request, std::function<void(RouteResult)> on_answer);

 private:
  RouteResult answer_to(const Request& request);

  std::filesystem::path folder_;
  std::optional<RunArchive> archive_;  // the desk's thread
  std::atomic<std::size_t> waiting_ = 0;
  boost::asio::thread_pool thread_{1};
};

}  // namespace acrida
