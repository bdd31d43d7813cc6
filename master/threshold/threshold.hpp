// Threshold: what a run must keep to, as it is written: "p95(/item) < 200ms for 30s abort".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// A condition that is to hold, of one name or of all requests together.
///
///   METRIC [(NAME)] COMPARISON LIMIT [for SPAN] [after SPAN] [abort]
///
///   metric    | of what                                                | unit of the limit
///   ----------+--------------------------------------------------------+-----------------------
///   p50, p99.9| a percentile of the response times, above 0 up to 100  | ms (default), s, us
///   avg, min, max | of the response times                              | as well
///   failures  | failed requests                                        | a count, or with % their share
///   requests  | finished requests                                      | a count
///   rate      | finished requests per second                           | none, or /s
///
/// NAME is that of a row, or its method and its name. Response times are those from the intended
/// start where there is one, as in the tables. With `for` every stretch of so many seconds is looked
/// at by itself, and one that is not within the limit fails the run; without it, all of the run.
/// `after`: the requests before are left out, and the time. `abort`: the run ends at once.
struct Threshold {
  enum class Metric : std::uint8_t {
    percentile,
    average,
    minimum,
    maximum,
    failures,
    requests,
    rate
  };
  enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal };
  enum class Unit : std::uint8_t { milliseconds, share, count, per_second };

  static constexpr std::chrono::seconds kMaxWindow{600};
  static constexpr std::size_t kMaxBytes = 1000;  // of its text

  std::string text;  // as it was written
  Metric metric = Metric::percentile;
  double quantile = 0;  // of a percentile: above 0, at most 1
  std::string method;   // empty: any
  std::string name;     // empty: all requests together
  Comparison comparison = Comparison::less;
  Unit unit = Unit::milliseconds;
  double limit = 0;                // in that unit; a share is 0 to 1
  std::chrono::seconds window{0};  // 0: the whole run
  std::chrono::seconds after{0};
  bool aborts = false;

  bool holds(double value) const;
  /// "231 ms", "0.2 %", "3,950/s".
  std::string value_text(double value) const;
  bool operator==(const Threshold&) const = default;
};

/// The error says in one line what is wrong with it and what is allowed.
Result<Threshold> parse_threshold(std::string_view text);
/// In their order; the error is that of the first that is wrong.
Result<std::vector<Threshold>> parse_thresholds(const std::vector<std::string>& texts);

}  // namespace acrida
