// Comparison: what changed from one run to another, in words that can be trusted.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "master/compare/block_estimate.hpp"
#include "master/compare/compared_run.hpp"

namespace acrida {

enum class Change { too_little_data, no_clear_change, better, worse };

/// "too little data", "no clear change", "better", "worse".
std::string_view to_string(Change change);

/// Intervals hold the true change with 95 %.
struct MetricChange {
  CompareMetric metric{};
  double a = 0;
  double b = 0;
  double difference = 0;  // b - a, as its interval in the metric's unit
  double low = 0;
  double high = 0;
  std::optional<double> relative;  // difference / a
  Change word = Change::too_little_data;
};
using MetricChanges = std::array<MetricChange, kCompareMetrics.size()>;

struct NameChange {
  enum class Presence { both, added, removed };
  std::string method;
  std::string name;
  Presence presence = Presence::both;
  MetricChanges metrics;  // of a name in one of the runs only its figures there
};

struct Comparison {
  /// A smaller change is no clear one, however sure it is: relative, of failures in share of requests.
  static constexpr double kLeastEffect = 0.03;
  static constexpr double kLeastShare = 0.001;
  /// Of the changes that are told, so many may be by chance.
  static constexpr double kFalseDiscoveries = 0.05;

  std::uint64_t a = 0;  // ids
  std::uint64_t b = 0;
  MetricChanges total;
  std::vector<NameChange> names;  // by name, then method
  std::vector<std::string> warnings;

  /// The greatest change for the worse of any metric, of all requests or of a name; 0 without one. Of
  /// failures the difference of the shares.
  double worst() const;
};

/// Pure, and the same in each process: its random numbers have fixed seeds.
Comparison compare(const ComparedRun& a, const ComparedRun& b);

}  // namespace acrida
