// Row messages: how rows of a data file that are used once in a test are leased to slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/plan/row_range.hpp"

namespace acrida::wire {

/// A sender splits longer lists of ranges into several messages.
inline constexpr std::size_t kMaxRangesPerMessage = 4096;

// Each names the run by its epoch and the feeder by its place in the test. A question has a number
// that its answer repeats; who asks again, as no answer came, repeats the number.

// --- slave to master --------------------------------------------------------------------------

/// `acrida_rows_wanted`: a block of rows to be asked for by and by.
struct RowsWanted {
  std::uint64_t epoch = 0;
  std::uint64_t feeder = 0;
  std::uint64_t id = 0;
  std::uint64_t count = 0;
  bool operator==(const RowsWanted&) const = default;
};

/// `acrida_rows_open`: the slave is going to use these rows of a block. It waits for the answer.
struct RowsOpen {
  std::uint64_t epoch = 0;
  std::uint64_t feeder = 0;
  std::uint64_t id = 0;
  RowRange range;
  std::vector<RowRange> used{};  // since the last message
  bool operator==(const RowsOpen&) const = default;
};

/// `acrida_rows_settled`: rows that have been used, and rows that have not and will not be.
struct RowsSettled {
  std::uint64_t epoch = 0;
  std::uint64_t feeder = 0;
  std::vector<RowRange> used;
  std::vector<RowRange> unused;
  bool operator==(const RowsSettled&) const = default;
};

/// `acrida_rows_lost`: the runner of this slave ended, and what it knew of its rows with it.
struct RowsLost {
  bool operator==(const RowsLost&) const = default;
};

// --- master to slave --------------------------------------------------------------------------

/// `acrida_rows_granted`: the block, perhaps smaller than wanted. A count of 0: there are no more
/// rows, and none will come back. The answer may come late, when others have returned rows.
struct RowsGranted {
  std::uint64_t epoch = 0;
  std::uint64_t feeder = 0;
  std::uint64_t id = 0;
  RowRange range;
  bool operator==(const RowsGranted&) const = default;
};

/// `acrida_rows_opened`: the rows may be used now; not so when `granted` is false, as they are no
/// longer this slave's.
struct RowsOpened {
  std::uint64_t epoch = 0;
  std::uint64_t feeder = 0;
  std::uint64_t id = 0;
  bool granted = false;
  bool operator==(const RowsOpened&) const = default;
};

}  // namespace acrida::wire
