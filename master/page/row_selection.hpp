// RowSelection: which rows of the statistics a reader wants, in which order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/stats/summary.hpp"

namespace acrida {

/// What the rows of /api/v1 can be sorted by.
enum class RowColumn {
  method,
  name,
  requests,
  failures,
  p50,
  p95,
  p99,
  avg,
  min,
  max,
  bytes,
  rps,
  fail_per_s,
};

struct RowSelection {
  static constexpr std::size_t kMaxRows = 500;
  static constexpr std::size_t kMaxFilterBytes = 200;

  RowColumn sort = RowColumn::name;
  bool descending = false;
  std::string filter;  // part of the name or the method, in letters of any size; "" = all
  std::string method;  // "" = all
  bool only_failing = false;
  std::size_t from = 0;
  std::size_t count = 60;

  bool operator<(const RowSelection& other) const {
    return std::tie(sort, descending, filter, method, only_failing, from, count) <
           std::tie(other.sort, other.descending, other.filter, other.method, other.only_failing,
                    other.from, other.count);
  }
};

struct SelectedRows {
  std::vector<const SummaryRow*> rows;  // at most `count`, from `from` on
  std::size_t of = 0;                   // that pass the filter
};

/// `rows` outlive the result. Equal ones stay in the order of `rows`. Not more is sorted than is
/// shown.
SelectedRows select(const std::vector<SummaryRow>& rows, const RowSelection& selection);

}  // namespace acrida
