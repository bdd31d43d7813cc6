// RunMetrics: the counters, gauges, trends and transactions of one run, from all slaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/clock.hpp"
#include "core/stats/metric_delta.hpp"
#include "core/stats/rate_window.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Counters add up, trends and transactions are merged bucket by bucket; the newest value of a gauge
/// is the one that was noted last by the master's clock, whichever slave it came from. Rates are by
/// the second in which a report arrived. Rows are bounded; the values of further names share one row
/// of each kind. One owner.
class RunMetrics {
 public:
  static constexpr std::size_t kMaxMetrics = 1'000;

  /// Forgets everything.
  void clear() { rows_.clear(); }
  /// All times are of the master's clock.
  void merge(const std::vector<MetricDelta>& metrics, WallTime now);
  /// Fills view.transactions and view.metrics.
  void describe(RunView& view, std::int64_t now_second, std::int64_t start_second) const;

 private:
  struct Row {
    MetricNumbers numbers;
    WideHistogram values;
    RateWindow rate;
  };
  using Key = std::tuple<MetricKind, std::string, std::string>;  // kind, name, unit

  Row& row(const MetricDelta& metric);

  /// Also against keys of views, so that a look-up copies no text.
  struct KeyOrder {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const auto view = [](const auto& key) {
        return std::make_tuple(std::get<0>(key), std::string_view(std::get<1>(key)),
                               std::string_view(std::get<2>(key)));
      };
      return view(a) < view(b);
    }
  };
  std::map<Key, Row, KeyOrder> rows_;
};

}  // namespace acrida
