// RunJournal: writes what the RunMachine wants kept, without holding up the master.
#include "master/run_journal.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "master/history/entry_text.hpp"

namespace acrida {

namespace asio = boost::asio;

Result<std::unique_ptr<RunJournal>> RunJournal::open(asio::io_context& loop,
                                                     const std::filesystem::path& folder,
                                                     RunLimits limits, OnKept on_kept) {
  auto store = RunStore::open(folder, limits);
  if (!store) return store.error();
  return std::unique_ptr<RunJournal>(new RunJournal(loop, std::move(*store), std::move(on_kept)));
}

RunJournal::RunJournal(asio::io_context& loop, std::unique_ptr<RunStore> store, OnKept on_kept)
    : loop_(loop), store_(std::move(store)), on_kept_(std::move(on_kept)) {}

RunJournal::~RunJournal() {
  *alive_ = false;
  writer_.join();
}

void RunJournal::keep(JournalEntryPtr entry) {
  if (std::exchange(epoch_, entry->run.epoch) != entry->run.epoch) last_view_.reset();
  if (!waiting_) {
    waiting_ = std::move(entry);
  } else {
    auto together = std::make_shared<JournalEntry>(*waiting_);
    append(*together, *entry);
    waiting_ = std::move(together);
  }
  if (!writing_) write_next();
}

void RunJournal::keep_view(RunViewPtr view) {
  if (epoch_ == 0) return;
  const bool is_due = !last_view_ || view->taken_at - *last_view_ >= kViewPeriod;
  if (!is_due && view->state != RunState::kStopped) return;
  last_view_ = view->taken_at;
  asio::post(writer_, [this, epoch = epoch_, view = std::move(view)] {
    store_->write_view(epoch, *view);  // what fails is tried again with the next one
  });
}

/// This one was to be written before the one that waits.
void RunJournal::wait_together(JournalEntryPtr entry) {
  const JournalEntryPtr next = std::exchange(waiting_, std::move(entry));
  if (!next) return;
  auto together = std::make_shared<JournalEntry>(*waiting_);
  append(*together, *next);
  waiting_ = std::move(together);
}

void RunJournal::write_next() {
  writing_ = std::exchange(waiting_, nullptr);
  if (!writing_) return;
  asio::post(writer_, [this, entry = writing_, alive = alive_] {
    Result<void> written = store_->write(*entry);
    last_failed_ = !written;
    asio::post(loop_, [this, alive, written = std::move(written)] {
      if (*alive) on_written(written);
    });
  });
}

void RunJournal::on_written(const Result<void>& written) {
  const JournalEntryPtr entry = std::exchange(writing_, nullptr);
  if (written) {
    if (std::exchange(complained_at_, std::nullopt)) spdlog::info("the journal is complete again");
    on_kept_(*entry);
    return write_next();
  }
  complain(written.error().what);
  wait_together(entry);
  auto timer = std::make_shared<asio::steady_timer>(loop_, kRetry);
  timer->async_wait([this, timer, alive = alive_](boost::system::error_code) {
    if (*alive && !writing_) write_next();
  });
}

void RunJournal::keep_rows(std::uint64_t epoch, const std::string& slave, std::string_view frame) {
  unwritten_rows_.push_back({epoch, slave, std::string(frame)});
  while (!unwritten_rows_.empty()) {
    const RowMessage& row = unwritten_rows_.front();
    const Result<void> written = store_->write_row_message(row.epoch, row.slave, row.frame);
    if (!written) return complain(written.error().what);
    unwritten_rows_.pop_front();
  }
}

void RunJournal::complain(const std::string& what) {
  const Instant now = std::chrono::steady_clock::now();
  if (complained_at_ && now - *complained_at_ < kComplaintPeriod) return;
  complained_at_ = now;
  spdlog::error(
      "{}; the run goes on and is tried to be kept again each second: until then it would "
      "not survive this master",
      what);
}

void RunJournal::close() {
  writer_.join();
  if (writing_ && last_failed_) wait_together(writing_);
  if (waiting_ && !store_->write(*waiting_))
    spdlog::error("the end of the run is not in the journal");
  waiting_.reset();
}

}  // namespace acrida
