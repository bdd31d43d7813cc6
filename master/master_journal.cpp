// Master: the shell around the RunMachine. Here: the journal, and a run that outlived its master.
#include <utility>

#include <spdlog/spdlog.h>

#include "core/wire/codec.hpp"
#include "master/master.hpp"

namespace acrida {

Result<void> Master::open_journal() {
  if (options_.data_dir.empty()) return {};
  const RunLimits limits{options_.keep_runs, *options_.keep_bytes};
  auto journal =
      RunJournal::open(io_, options_.data_dir, limits,
                       [this](const JournalEntry& entry) { carry_out(machine_.on_kept(entry)); });
  if (!journal) return journal.error();
  journal_ = std::move(*journal);
  auto run = journal_->store().unfinished();
  if (!run) spdlog::warn("the last run cannot be gone on with: {}", run.error().what);
  if (!run || !run.value()) return {};
  const Result<void> adopted = adopt(*run.value());
  if (adopted) return {};
  machine_.give_up_adoption();
  spdlog::warn("the run that was going on when the last master here ended is given up: {}",
               adopted.error().what);
  return journal_->store().give_up(run.value()->epoch, "given up: " + adopted.error().what);
}

/// What it takes to go on is read before any slave is heard.
Result<void> Master::adopt(RunStanding run) {
  // Nobody who starts a master after a while means the run of then.
  constexpr std::chrono::minutes kLongestAbsence{10};
  if (now().wall - run.kept_at > kLongestAbsence)
    return Error{"it ended more than " + std::to_string(kLongestAbsence.count()) + " minutes ago"};
  if (options_.processes > 0) return Error{"its slaves ended with it"};
  if (run.test_hash != test_.hash) return Error{"it was of another version of the test"};
  if (auto chosen = director_.choose_shape(run.start); !chosen) return chosen.error();
  if (auto adopted = machine_.adopt(run, now()); !adopted) return adopted.error();
  RunStore& store = journal_->store();
  if (auto read = store.read(run.epoch, [this](const auto& entry) { machine_.replay(entry); });
      !read)
    return read;
  const auto replay = [this](const std::string& slave, std::string_view frame) {
    if (const auto message = wire::decode_from_slave(frame))
      machine_.replay_rows(message.value().message, slave);
  };
  if (auto read = store.read_row_messages(run.epoch, replay); !read) return read;
  adopted_ = std::move(run);
  return {};
}

void Master::go_on_with_adopted() {
  if (!adopted_) return;
  started_ = true;  // no other one by itself
  director_.prepare(adopted_->start, adopted_->start.options, [this](const Result<void>& prepared) {
    const RunStanding run = *std::exchange(adopted_, {});
    carry_out(machine_.resume(run, now()));
    // The last master may have ended in the middle of a swap.
    const auto told = code_.change(test_, std::nullopt, acrida_slaves(), now().mono);
    if (!told) spdlog::warn("{}", told.error().what);
    if (prepared) return;
    spdlog::error("{}", prepared.error().what);
    carry_out(machine_.on(Direction(EndDirection{prepared.error().what, true}), now()));
  });
}

void Master::carry_out(const Keep& keep) {
  journal_->keep(keep.entry);
}

void Master::carry_out(const KeepRows& keep) {
  journal_->keep_rows(keep.epoch, keep.slave, keep.frame);
}

}  // namespace acrida
