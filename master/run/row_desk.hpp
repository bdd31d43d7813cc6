// RowDesk: leases the rows of the test's data files to the slaves of a run.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/row_messages.hpp"
#include "master/run/action.hpp"
#include "master/run/row_ledger.hpp"
#include "master/run/run_feeder.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// A RowLedger for each feeder that is unique, and who waits for its rows. A slave that wants rows
/// when none is free is answered when others have returned some, or when none can come back any
/// more. Messages of another run, of unknown feeders or about rows of others change nothing. Pure;
/// part of the RunMachine, which carries out the actions.
class RowDesk {
 public:
  /// A slave is given less when little is left, so that all of them end at about the same time.
  static constexpr std::uint64_t kMaxBlockRows = 1'000'000;
  static constexpr std::size_t kMaxShownRanges = 1000;  // of uncertain rows
  static constexpr std::size_t kMaxLoggedRanges = 20;

  /// A new run: every row is free. Slaves of an earlier one hold nothing any more.
  void begin(std::uint64_t epoch, const std::vector<RunFeeder>& feeders);
  Actions on(const wire::RowsWanted& wanted, const std::string& slave);
  Actions on(const wire::RowsOpen& open, const std::string& slave);
  Actions on(const wire::RowsSettled& settled, const std::string& slave);
  /// The slave, or its runner, is lost: what it has not opened becomes free.
  Actions give_up(const std::string& slave);
  /// The same again, as the journal has it: who was answered then is not answered now.
  void replay(const wire::FromSlave& message, const std::string& slave);
  /// There are files whose rows are leased.
  bool is_used() const { return !shelves_.empty(); }
  /// The run is over: a line for each file.
  Actions sum_up() const;
  void describe(RunView& view) const;

 private:
  struct Waiting {
    std::string slave;
    std::uint64_t id = 0;
    std::uint64_t count = 0;
  };
  struct Shelf {
    Shelf(RunFeeder of, std::uint64_t place)
        : feeder(std::move(of)), number(place), ledger(feeder.rows, feeder.reuse) {}
    RunFeeder feeder;
    std::uint64_t number;  // of the feeder in the test
    RowLedger ledger;
    std::deque<Waiting> waiting;                        // at most one of each slave
    std::map<std::string, wire::RowsGranted> answered;  // the last answer to each slave
  };

  Shelf* find(std::uint64_t epoch, std::uint64_t feeder);
  /// Answers those who wait, as far as there is an answer.
  void serve(Shelf& shelf, Actions& actions);

  std::uint64_t epoch_ = 0;
  std::deque<Shelf> shelves_;
};

}  // namespace acrida
