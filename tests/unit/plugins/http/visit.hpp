// Visit: HTTP users that run a test's script on a shard.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include <acrida/http_user.hpp>

#include "slave/shard/shard.hpp"

namespace acrida::tests {

/// The user that runs the script.
struct Visitor final : HttpUser {
  Visitor();
  task<> run_script();

  std::vector<Response> kept;  // until the user ends
  bool has_run = false;
};

/// Each user runs the script once and then waits for its end. One visit at a time. The script is
/// called on the shards' threads; what it captures by reference outlives the visit.
///
///   const ShardReport report = visit(nginx.url(), [](Visitor& user) -> task<> {
///     const Response reply = co_await user.client.get("/item");
///     EXPECT_EQ(reply.status, 200);
///   });
class Visit final {
 public:
  using Script = std::function<task<>(Visitor&)>;

  Visit(std::string host, Script script, std::size_t users = 1, std::size_t shards = 1);
  /// Waits until every user's script has ended.
  void wait();
  /// Ends the users of each shard at once, and what they have in flight; the shards go on.
  ShardReport stop();

 private:
  friend struct Visitor;

  Script script_;
  std::size_t users_;
  std::counting_semaphore<> ended_{0};
  std::vector<std::unique_ptr<Shard>> shards_;
};

/// All of the above.
ShardReport visit(std::string host, Visit::Script script, std::size_t users = 1,
                  std::size_t shards = 1);

/// Zeros when there is no such row.
RequestCounters row(const ShardReport& report, const std::string& method, const std::string& name);
/// All requests, also those of unknown outcome.
std::uint64_t counted(const ShardReport& report);
/// The messages of the error table.
std::vector<std::string> errors(const ShardReport& report);

}  // namespace acrida::tests
