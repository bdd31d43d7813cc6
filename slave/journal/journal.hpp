// Journal: the memory of a runner that outlives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "slave/journal/journal_layout.hpp"

namespace acrida {

/// A flight recorder: anonymous memory (memfd) that the agent creates and passes to the runner as a
/// descriptor. The runner's shards note in it what no received report contains yet; when the runner
/// has ended, however it did, the agent reads it. One region per shard, each with a single writer;
/// pages that are never written take no memory.
///
///   auto journal = Journal::create(shards, library);    // agent; pass journal->fd() on
///   auto journal = Journal::open(kJournalFd);            // runner
///   ShardJournal writer(&journal->shard(0));             // shard, see there
///   StatsDelta rest = salvage(*journal);                 // agent, when the runner has ended
class Journal {
 public:
  /// Of a fresh runner. `users_created` continues the numbers of a lost one; empty: from zero.
  static Result<std::unique_ptr<Journal>> create(
      std::size_t shards, const std::string& library,
      const std::vector<std::uint64_t>& users_created = {});
  /// Takes `fd` over. The error says when it is no journal.
  static Result<std::unique_ptr<Journal>> open(int fd);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  int fd() const { return fd_; }
  std::size_t shards() const { return shards_; }
  journal::Header& header() { return *header_; }
  const journal::Header& header() const { return *header_; }
  /// Precondition: index < shards().
  journal::ShardRegion& shard(std::size_t index) { return regions_[index]; }
  const journal::ShardRegion& shard(std::size_t index) const { return regions_[index]; }

  /// A report has been received that contains everything up to these marks: for each shard what
  /// ShardJournal::mark() said. Marks that make no sense are ignored. Agent only.
  void acknowledge(const std::vector<std::uint64_t>& marks);
  /// How many users each shard has created.
  std::vector<std::uint64_t> users_created() const;

 private:
  Journal(int fd, void* memory, std::size_t bytes, std::size_t shards);

  int fd_;
  std::size_t bytes_;
  std::size_t shards_;
  journal::Header* header_;
  journal::ShardRegion* regions_;
};

}  // namespace acrida
