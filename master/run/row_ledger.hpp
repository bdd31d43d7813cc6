// RowLedger: which rows of a data file are whose.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/plan/row_range.hpp"

namespace acrida {

/// Each row is used at most once (in each round, with reuse). Pure; one owner.
///
///   free ──grant──► granted ──open──► open ──use──► used
///    ▲                 │                │ give_up
///    └──give_back──────┴────────────────┤
///    └──give_up (granted only)          ▼
///                                   uncertain ──use──► used (or give_back: free)
///
/// A holder uses no row before open() has said yes, so rows that are granted and not open are
/// certainly unused; open rows of a holder that is lost may have been used: they are uncertain and
/// never granted again. Whatever a holder says of rows that are not its own changes nothing.
class RowLedger {
 public:
  /// Open() is refused beyond it: a holder that opens single rows far apart costs memory.
  static constexpr std::size_t kMaxLeasesPerHolder = 10'000;

  struct GivenUp {
    std::uint64_t free = 0;  // rows that can be granted again
    std::vector<RowRange> uncertain;
  };

  RowLedger(std::uint64_t rows, bool reuse);

  /// Up to `want` consecutive free rows, the first of the file; a count of 0 when none is free.
  RowRange grant(const std::string& holder, std::uint64_t want);
  /// True when all of the range is granted to, or already open for, the holder.
  bool open(const std::string& holder, RowRange range);
  void use(const std::string& holder, RowRange range);
  /// Certainly unused: they become free again.
  void give_back(const std::string& holder, RowRange range);
  GivenUp give_up(const std::string& holder);

  /// No row is free, and none can become so: all are used or uncertain. Never with reuse.
  bool exhausted() const;

  std::uint64_t rows() const { return rows_; }
  std::uint64_t free() const { return free_rows_; }
  /// Granted or open.
  std::uint64_t held() const { return rows_ - free_rows_ - used_ - uncertain_; }
  std::uint64_t used() const { return used_; }
  std::uint64_t uncertain() const { return uncertain_; }
  /// At most `most` ranges, by their first row.
  std::vector<RowRange> uncertain_ranges(std::size_t most) const;
  /// Rounds that have been completed; more than 0 only with reuse.
  std::uint64_t rounds() const { return rounds_; }

 private:
  enum class State { granted, open, uncertain };
  struct Lease {
    std::uint64_t count;
    std::string holder;
    State state;
  };
  using Leases = std::map<std::uint64_t, Lease>;  // by first row, without overlap

  void begin_round();
  void split(std::uint64_t at);
  /// The leases that lie in the range, cut at its ends.
  Leases::iterator cut(RowRange range);
  void merge(Leases::iterator lease);
  void add_free(RowRange range);

  std::uint64_t rows_;
  bool reuse_;
  Leases leases_;
  std::map<std::uint64_t, std::uint64_t> free_;  // first row, count; neither empty nor adjacent
  std::uint64_t free_rows_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t uncertain_ = 0;
  std::uint64_t rounds_ = 0;
};

}  // namespace acrida
