// RunJournal: writes what the RunMachine wants kept, without holding up the master.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/history/run_store.hpp"
#include "master/run/journal_entry.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Entries are written by a thread of its own, one after the other. While the disk is slow, or full,
/// those that wait are put together and tried again, so that nothing is missing once it is well: the
/// log says so. Everything else is called on the thread of the loop.
class RunJournal final {
 public:
  static constexpr std::chrono::seconds kRetry{1};
  static constexpr std::chrono::seconds kComplaintPeriod{30};
  static constexpr std::chrono::seconds kViewPeriod{10};

  using OnKept = std::function<void(const JournalEntry&)>;

  /// Error: see RunStore::open.
  static Result<std::unique_ptr<RunJournal>> open(boost::asio::io_context& loop,
                                                  const std::filesystem::path& folder,
                                                  RunLimits limits, OnKept on_kept);
  ~RunJournal();

  RunStore& store() { return *store_; }
  void keep(JournalEntryPtr entry);
  /// What is in no entry, for the history, beside the run that was kept last. Written each
  /// kViewPeriod at the most, but what is said of its end always.
  void keep_view(RunViewPtr view);
  /// At once; what cannot be written goes before the next one.
  void keep_rows(std::uint64_t epoch, const std::string& slave, std::string_view frame);
  /// What waits is written before it returns, if it can be.
  void close();

 private:
  RunJournal(boost::asio::io_context& loop, std::unique_ptr<RunStore> store, OnKept on_kept);
  void write_next();
  void wait_together(JournalEntryPtr entry);
  void on_written(const Result<void>& written);
  void complain(const std::string& what);

  boost::asio::io_context& loop_;
  std::unique_ptr<RunStore> store_;
  OnKept on_kept_;
  struct RowMessage {
    std::uint64_t epoch;
    std::string slave;
    std::string frame;
  };

  JournalEntryPtr writing_;
  std::uint64_t epoch_ = 0;  // of the entry that was kept last
  std::optional<WallTime> last_view_;
  bool last_failed_ = false;  // of the writer, read once it has ended
  std::deque<RowMessage> unwritten_rows_;
  JournalEntryPtr waiting_;
  std::optional<Instant> complained_at_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::thread_pool writer_{1};
};

}  // namespace acrida
