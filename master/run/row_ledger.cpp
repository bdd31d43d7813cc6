// RowLedger: leases as a map of ranges.
#include "master/run/row_ledger.hpp"

#include <algorithm>
#include <iterator>

namespace acrida {

RowLedger::RowLedger(std::uint64_t rows, bool reuse) : rows_(rows), reuse_(reuse) {
  add_free({0, rows});
}

RowRange RowLedger::grant(const std::string& holder, std::uint64_t want) {
  if (reuse_ && free_rows_ == 0 && held() == 0) begin_round();
  if (want == 0 || free_.empty()) return {};
  const auto front = free_.begin();
  const RowRange range{front->first, std::min(want, front->second)};
  const std::uint64_t rest = front->second - range.count;
  free_.erase(front);
  if (rest > 0) free_.emplace(range.end(), rest);
  free_rows_ -= range.count;
  merge(leases_.emplace(range.first, Lease{range.count, holder, State::granted}).first);
  return range;
}

bool RowLedger::open(const std::string& holder, RowRange range) {
  if (range.count == 0 || range.first >= rows_ || range.count > rows_ - range.first) return false;
  if (leases_.size() > kMaxLeasesPerHolder) {
    const auto mine = std::count_if(leases_.begin(), leases_.end(),
                                    [&](const auto& each) { return each.second.holder == holder; });
    if (static_cast<std::size_t>(mine) > kMaxLeasesPerHolder) return false;
  }
  const auto begin = cut(range);
  std::uint64_t at = range.first;
  auto lease = begin;
  for (; lease != leases_.end() && lease->first == at && at < range.end(); ++lease) {
    if (lease->second.holder != holder || lease->second.state == State::uncertain) break;
    at += lease->second.count;
  }
  const bool all = at == range.end();
  for (auto each = begin; all && each != lease; ++each) each->second.state = State::open;
  if (begin != leases_.end()) merge(begin);
  return all;
}

void RowLedger::use(const std::string& holder, RowRange range) {
  for (auto lease = cut(range); lease != leases_.end() && lease->first < range.end();) {
    if (lease->second.holder != holder) {
      ++lease;
      continue;
    }
    if (lease->second.state == State::uncertain) uncertain_ -= lease->second.count;
    used_ += lease->second.count;
    lease = leases_.erase(lease);
  }
}

void RowLedger::give_back(const std::string& holder, RowRange range) {
  for (auto lease = cut(range); lease != leases_.end() && lease->first < range.end();) {
    if (lease->second.holder != holder) {
      ++lease;
      continue;
    }
    if (lease->second.state == State::uncertain) uncertain_ -= lease->second.count;
    add_free({lease->first, lease->second.count});
    lease = leases_.erase(lease);
  }
}

RowLedger::GivenUp RowLedger::give_up(const std::string& holder) {
  GivenUp result;
  for (auto lease = leases_.begin(); lease != leases_.end();) {
    Lease& mine = lease->second;
    if (mine.holder != holder || mine.state == State::uncertain) {
      ++lease;
    } else if (mine.state == State::granted) {
      result.free += mine.count;
      add_free({lease->first, mine.count});
      lease = leases_.erase(lease);
    } else {
      mine.state = State::uncertain;
      uncertain_ += mine.count;
      result.uncertain.push_back({lease->first, mine.count});
      ++lease;
    }
  }
  return result;
}

bool RowLedger::exhausted() const {
  return !reuse_ && free_rows_ == 0 && held() == 0;
}

std::vector<RowRange> RowLedger::uncertain_ranges(std::size_t most) const {
  std::vector<RowRange> ranges;
  for (const auto& [first, lease] : leases_) {
    if (lease.state != State::uncertain) continue;
    if (ranges.size() == most) break;
    ranges.push_back({first, lease.count});
  }
  return ranges;
}

void RowLedger::begin_round() {
  leases_.clear();
  used_ = uncertain_ = 0;
  ++rounds_;
  add_free({0, rows_});
}

void RowLedger::split(std::uint64_t at) {
  auto lease = leases_.upper_bound(at);
  if (lease == leases_.begin()) return;
  --lease;
  const std::uint64_t end = lease->first + lease->second.count;
  if (lease->first == at || end <= at) return;
  Lease rest = lease->second;
  rest.count = end - at;
  lease->second.count = at - lease->first;
  leases_.emplace_hint(std::next(lease), at, std::move(rest));
}

RowLedger::Leases::iterator RowLedger::cut(RowRange range) {
  if (range.count == 0 || range.first >= rows_) return leases_.end();
  split(range.first);
  if (range.count < rows_ - range.first) split(range.end());
  return leases_.lower_bound(range.first);
}

// With its neighbours of the same holder and state.
void RowLedger::merge(Leases::iterator lease) {
  const auto joins = [](const auto& left, const auto& right) {
    return left->first + left->second.count == right->first &&
           left->second.holder == right->second.holder && left->second.state == right->second.state;
  };
  while (lease != leases_.begin() && joins(std::prev(lease), lease)) --lease;
  for (auto next = std::next(lease); next != leases_.end() && joins(lease, next);) {
    lease->second.count += next->second.count;
    next = leases_.erase(next);
  }
}

void RowLedger::add_free(RowRange range) {
  if (range.count == 0) return;
  free_rows_ += range.count;
  auto next = free_.lower_bound(range.first);
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == range.first) {
      range = {before->first, before->second + range.count};
      free_.erase(before);
    }
  }
  if (next != free_.end() && range.end() == next->first) {
    range.count += next->second;
    free_.erase(next);
  }
  free_.emplace(range.first, range.count);
}

}  // namespace acrida
