// RowCursor: which row of a feeder comes next on a shard.
#pragma once

#include <cstdint>

#include <acrida/task.hpp>

namespace acrida {

/// Implemented by the engine, one for each feeder and shard. [shard]
class RowCursor {
 public:
  enum class Answer : std::uint8_t {
    row,
    wait,  // wait() first
    end,   // no row will come any more
  };
  struct Taken {
    Answer answer;
    std::uint64_t row = 0;
  };

  virtual ~RowCursor() = default;
  virtual Taken take() = 0;
  /// Until another take() may say something else.
  virtual task<> wait() = 0;
};

}  // namespace acrida
