// RunSummary: a run in one line of a list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Times of responses as the tables show them first: from the intended start where there is one.
struct RunSummary {
  static constexpr std::size_t kMostMissed = 20;

  WallTime started_at{};
  double duration_s = 0;
  std::string test;  // as it was asked for
  std::string version;
  std::string host;
  std::uint64_t users = 0;  // the target
  std::uint64_t slaves = 0;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  double requests_per_s = 0;
  double average_ms = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  GeneratorVerdict generator = GeneratorVerdict::unknown;
  std::uint64_t thresholds = 0;
  std::vector<std::string> missed;  // thresholds, as they were given; at most kMostMissed
};

/// What people have written on a run.
struct RunLabel {
  static constexpr std::size_t kMaxNameBytes = 200;
  static constexpr std::size_t kMaxNoteBytes = 10 << 10;
  static constexpr std::size_t kMaxTags = 20;
  static constexpr std::size_t kMaxTagBytes = 50;

  std::string name;
  std::string note;
  std::vector<std::string> tags;
  bool star = false;  // never makes room for others

  /// "" or what is wrong, in one line.
  std::string fault() const;
};

/// A run as a whole: what its thresholds say, or that it broke off.
enum class RunVerdict { none, passed, failed };
/// "", "passed", "failed".
std::string_view to_string(RunVerdict verdict);

struct ArchivedRun {
  std::uint64_t id = 0;
  std::uint64_t epoch = 0;
  std::string state;   // running, interrupted, finished, broken
  std::string reason;  // of its end, if not as planned
  std::string test_hash;
  bool is_foreign = false;  // imported
  RunLabel label;
  RunSummary summary;

  /// None while a run without a missed threshold is not over.
  RunVerdict verdict() const;
};

RunSummary summary_of(const RunView& view);
/// The figures as they are in every JSON: {"duration_s", "test", "version", "host", "users", "slaves",
/// "requests", "failures", "unknown", "rps", "average_ms", "p50_ms", "p95_ms", "p99_ms",
/// "threshold_count", "missed": [thresholds that were]}.
boost::json::object summary_object(const RunSummary& summary);
std::string summary_text(const RunSummary& summary);
Result<RunSummary> parse_summary(std::string_view json);

std::string tags_text(const std::vector<std::string>& tags);
/// Empty when it is no list of texts.
std::vector<std::string> parse_tags(std::string_view json);

}  // namespace acrida
