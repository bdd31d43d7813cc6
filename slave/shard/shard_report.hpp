// ShardReport: what one shard tells the control thread; a value that crosses threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/plan/user_class.hpp"
#include "core/stats/stats_delta.hpp"
#include "slave/journal/shard_journal.hpp"

namespace acrida {

/// Equal uncaught exceptions of user code since the previous report.
struct UserException {
  std::string message;    // "std::runtime_error: no such item"
  std::string traceback;  // where it came out: "Shopper::browse()"
  std::uint64_t count = 0;
};

struct ShardReport {
  StatsDelta delta;
  std::vector<UserException> exceptions;
  UserCounts users;                   // running now
  std::uint64_t abandoned_users = 0;  // could not be stopped, since the shard began
  JournalMark journal;                // what `delta` and those before it contain
  std::string stop_reason;            // why user code asks for the end of the test, if it does
  SparseHistogram loop_lag;           // of its event loop
};

}  // namespace acrida
