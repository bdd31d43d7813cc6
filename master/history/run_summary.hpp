// RunSummary: a run in one line of a list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Times of responses as the tables show them first: from the intended start where there is one.
struct RunSummary {
  WallTime started_at{};
  double duration_s = 0;
  std::string test;  // path on the master's machine
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
  GeneratorVerdict verdict = GeneratorVerdict::unknown;  // on the load generator
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

struct ArchivedRun {
  std::uint64_t id = 0;
  std::uint64_t epoch = 0;
  std::string state;   // running, interrupted, finished, broken
  std::string reason;  // of its end, if not as planned
  std::string test_hash;
  bool is_foreign = false;  // imported
  RunLabel label;
  RunSummary summary;
};

RunSummary summary_of(const RunView& view);
std::string summary_text(const RunSummary& summary);
Result<RunSummary> parse_summary(std::string_view json);

std::string tags_text(const std::vector<std::string>& tags);
/// Empty when it is no list of texts.
std::vector<std::string> parse_tags(std::string_view json);

}  // namespace acrida
