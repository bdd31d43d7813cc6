// StallWatch: asks every shard whether it still turns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <sys/types.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "slave/journal/journal.hpp"
#include "slave/runner/stall_judge.hpp"
#include "slave/shard/shard.hpp"

namespace acrida {

/// Of a shard that stands still (a task that never awaits, a call that blocks) it has the stack noted
/// in the journal, for the agent; one that stays so ends the process as a crash. Lives on the control
/// thread; the loop, the shards and the journal outlive it. Does nothing in sanitizer builds.
/// [control]
class StallWatch {
 public:
  StallWatch(boost::asio::io_context& loop, const std::vector<std::unique_ptr<Shard>>& shards,
             Journal& journal);

 private:
  struct Watched {
    StallJudge judge;
    std::uint64_t answers = 0;
    bool asked = false;
    pid_t thread = 0;  // once it has answered
    bool ended = false;
  };

  void look_at_all();
  void ask(std::size_t shard);
  void look_at(std::size_t shard, Instant now);
  ShardSign sign_of(std::size_t shard) const;
  void note_stall(std::size_t shard);
  void end_in(std::size_t shard);

  boost::asio::io_context& loop_;
  const std::vector<std::unique_ptr<Shard>>& shards_;
  Journal& journal_;
  boost::asio::steady_timer timer_;
  std::vector<Watched> watched_;
};

}  // namespace acrida
