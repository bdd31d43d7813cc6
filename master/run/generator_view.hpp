// GeneratorView: what the judge says of the load generator; part of a RunView.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "master/run/generator_second.hpp"
#include "master/run/generator_verdict.hpp"

namespace acrida {

/// Seconds count from 1, the first of the statistics.
struct FindingView {
  GeneratorCause cause{};
  GeneratorVerdict verdict = GeneratorVerdict::valid;  // the worst
  std::uint64_t seconds = 0;
  std::uint64_t first_second = 0;
  std::uint64_t last_second = 0;
  std::string text;  // one line, with the remedy
};

struct JudgedSlave {
  std::string id;
  GeneratorVerdict verdict = GeneratorVerdict::unknown;
  VerdictSeconds seconds;
  GeneratorSecond newest;             // means nothing without seconds
  std::vector<FindingView> findings;  // the worst first
};

/// Consecutive seconds of one verdict.
struct VerdictStretch {
  std::uint64_t first_second = 0;
  std::uint64_t last_second = 0;
  GeneratorVerdict verdict = GeneratorVerdict::unknown;
  bool operator==(const VerdictStretch&) const = default;
};

struct GeneratorView {
  GeneratorVerdict verdict = GeneratorVerdict::unknown;
  VerdictSeconds seconds;  // each as bad as its worst slave
  /// "invalid: in 29 of 60 seconds; slave alpha: users were woken late: ..."
  std::string text = "not known";
  std::vector<JudgedSlave> slaves;        // those that took part, by identity
  std::vector<VerdictStretch> stretches;  // of the last hour
};

}  // namespace acrida
