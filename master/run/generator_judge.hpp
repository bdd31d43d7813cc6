// GeneratorJudge: whether the load generator can be believed, second by second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "master/run/generator_second.hpp"
#include "master/run/generator_verdict.hpp"
#include "master/run/generator_view.hpp"

namespace acrida {

/// Judges each report of a slave for the seconds before its arrival that it covers; the limits and
/// their reasons are in judge_limits.hpp. A second of the run is as bad as its worst slave. A slave
/// that took part without measuring itself (a Locust worker) is not known, and with it the run,
/// unless another one spoils it. Sans-IO, one owner. Bounded by kMaxSlaves and kMaxSeconds.
///
///   judge.begin(now);
///   if (auto news = judge.add("alpha", {*report.health, report.delta.lateness}, now)) warn(*news);
///   judge.describe(view.generator);
class GeneratorJudge {
 public:
  static constexpr std::size_t kMaxSlaves = 20'000;
  /// Of which the verdict of each is known; older ones are only counted.
  static constexpr std::size_t kMaxSeconds = 3600;
  /// Named in GeneratorView::text.
  static constexpr std::size_t kMaxNamedSlaves = 3;

  /// Forgets everything; the first second begins now.
  void begin(Now now);
  /// A slave takes part.
  void add(const std::string& slave) { entry_of(slave); }
  /// One line for the log when the slave's verdict has become worse than it was in this run.
  std::optional<std::string> add(const std::string& slave, const GeneratorSample& sample, Now now);

  GeneratorVerdict verdict() const;
  /// The figures of this slave's last report; nullptr when it has sent none.
  const GeneratorSecond* newest_of(const std::string& slave) const;
  void describe(GeneratorView& view) const;

 private:
  /// All findings of one cause.
  struct Tally {
    GeneratorVerdict verdict = GeneratorVerdict::valid;
    std::uint64_t seconds = 0;
    std::uint64_t first_second = 0;
    std::uint64_t last_second = 0;
    double severity = -1;
    GeneratorSecond worst;
  };
  struct Entry {
    VerdictSeconds seconds;
    GeneratorSecond newest;
    std::array<Tally, kGeneratorCauses> tallies;  // by cause
    GeneratorVerdict told = GeneratorVerdict::valid;
  };

  Entry* entry_of(const std::string& slave);
  void note_second(std::int64_t second, GeneratorVerdict verdict);
  static std::vector<FindingView> findings_in(const Entry& entry);

  Now start_{};
  std::map<std::string, Entry> slaves_;
  VerdictSeconds seconds_;
  std::deque<GeneratorVerdict> newest_;  // of consecutive seconds
  std::int64_t first_ = 0;               // the first of them, from 0
};

}  // namespace acrida
