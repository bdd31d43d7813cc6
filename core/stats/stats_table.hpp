// StatsTable: where a shard records its requests; read out as deltas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/request_event.hpp>

#include "core/stats/error_table.hpp"
#include "core/stats/hash_index.hpp"
#include "core/stats/stats_delta.hpp"

namespace acrida {

/// One owner: a shard's thread records and takes deltas; nothing is shared, nothing locks.
/// record() of a known name does not allocate. Names are interned, as valid UTF-8: at most
/// kMaxNames different (method, name) pairs have their own row, further ones are counted in one row
/// kFurtherNames of an empty method.
///
///   StatsTable table;
///   table.record(event, wall_now);            // per request
///   StatsDelta delta = table.take_delta();    // each second
class StatsTable {
 public:
  static constexpr std::size_t kMaxNames = 10'000;
  static constexpr std::size_t kMaxNameBytes = 1024;  // longer names are cut
  static constexpr std::string_view kFurtherNames = "(further names)";

  StatsTable();
  ~StatsTable();
  StatsTable(const StatsTable&) = delete;
  StatsTable& operator=(const StatsTable&) = delete;
  /// The row of this name, made when it is new. Rows are numbered from 0 in the order of their
  /// making, kMaxNames of them and one for all further names.
  std::uint32_t row_of(std::string_view method, std::string_view name);
  std::uint32_t row_count() const;
  /// Valid until the next row is made.
  std::string_view method_of(std::uint32_t row) const;
  std::string_view name_of(std::uint32_t row) const;
  /// Counts one finished (or unknown) request and says in which row. `at` is when it finished. A
  /// `flight` that is the row of this name saves looking for it.
  std::uint32_t record(const RequestEvent& event, WallTime at);
  /// An error that is not one of a request: it stands in the error table only.
  void record_error(std::string_view method, std::string_view name, std::string_view message,
                    WallTime at) {
    errors_.add(method, name, message, at);
  }
  /// How late a user was woken after its wait.
  void record_lateness(std::chrono::nanoseconds late) { lateness_.record(late); }
  /// Everything recorded since the last call; rows without events are left out.
  StatsDelta take_delta();

 private:
  struct Row;
  bool is_of(std::uint32_t row, std::string_view method, std::string_view name) const;
  std::uint32_t row_of_new_text(std::string_view method, std::string_view name);
  std::uint32_t find(std::string_view method, std::string_view name, std::uint64_t hash) const;
  std::uint32_t insert(std::string_view method, std::string_view name, std::uint64_t hash);

  std::vector<Row> rows_;
  HashIndex index_;
  std::string method_scratch_;
  std::string name_scratch_;
  ErrorTable errors_;
  Histogram lateness_;
};

}  // namespace acrida
