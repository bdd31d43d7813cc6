// RunFeeders: the feeders of a test in a run, from their files to the shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <acrida/feeder_base.hpp>

#include "core/base/result.hpp"
#include "core/data/test_folder.hpp"
#include "core/wire/message.hpp"
#include "slave/feed/leased_cursor.hpp"
#include "slave/feed/position_cursor.hpp"
#include "slave/feed/row_leases.hpp"

namespace acrida {

/// Owned by the runner; outlived by the shards' threads only when users are abandoned. [control]
///
///   RunFeeders feeders(plugin.feeders(), loop, shards, slave_index, folder, send);
///   if (auto loaded = feeders.load(spawn); !loaded) refuse(loaded.error());
///   shard.feed(feeders.cursors(shard.executor(), place));
class RunFeeders {
 public:
  using SendToMaster = std::function<void(const wire::FromSlave&)>;

  RunFeeders(FeederBase* last, boost::asio::io_context& control, std::size_t shards,
             std::uint64_t slave_index, TestFolder folder, SendToMaster send);

  /// Reads the files and compares them with those of the master; once, before the first user. The
  /// error is one line.
  Result<void> load(const wire::Spawn& spawn);
  /// One for each feeder, for this shard.
  std::vector<std::unique_ptr<RowCursor>> cursors(boost::asio::any_io_executor shard,
                                                  std::size_t place);
  void on(const wire::RowsGranted& granted);
  void on(const wire::RowsOpened& opened);
  /// Each second.
  void tick();
  /// The users are to stop: none waits for a row any longer.
  void close();
  /// All users have ended: what they have left goes back to the master, then `done` is called.
  void settle(std::function<void()> done);

 private:
  struct Entry {
    FeederBase* feeder = nullptr;
    RowTable table{};
    std::shared_ptr<PositionSource> positions{};  // see PositionCursor
    std::unique_ptr<RowLeases> leases{};          // unique only
    std::vector<LeasedCursor*> leased{};          // by shard; owned by the shards
  };

  Result<void> load(Entry& entry, std::size_t number, const wire::Spawn& spawn);
  void carry_out(Entry& entry, RowLeases::Actions actions);
  void on_news(Entry& entry, std::size_t shard, const RowNews& news);
  RowLeases* leases_of(std::uint64_t feeder, Entry*& entry);

  boost::asio::io_context& control_;
  std::size_t shards_;
  std::uint64_t slave_index_;
  TestFolder folder_;
  SendToMaster send_;
  std::deque<Entry> entries_;  // in the order of their declaration; addresses stay
};

}  // namespace acrida
