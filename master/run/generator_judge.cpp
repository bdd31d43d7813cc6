// GeneratorJudge: from reports to verdicts.
#include "master/run/generator_judge.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "master/run/judge_limits.hpp"

namespace acrida {
namespace {

bool too_many(std::uint64_t bad, std::uint64_t all) {
  return bad >= kFewestBadSeconds &&
         100 * static_cast<double>(bad) > kBadSecondsPercent * static_cast<double>(all);
}

GeneratorVerdict verdict_of(const VerdictSeconds& seconds) {
  if (seconds.total() == 0) return GeneratorVerdict::unknown;
  if (too_many(seconds.invalid, seconds.total())) return GeneratorVerdict::invalid;
  const bool is_suspect = too_many(seconds.invalid + seconds.suspect, seconds.total());
  return is_suspect ? GeneratorVerdict::suspect : GeneratorVerdict::valid;
}

std::string when(std::uint64_t seconds, std::uint64_t first, std::uint64_t last) {
  if (first == last) return "in second " + std::to_string(first);
  const std::string range = std::to_string(first) + " to " + std::to_string(last);
  if (seconds == last - first + 1) return "in seconds " + range;
  return "in " + std::to_string(seconds) + " of the seconds " + range;
}

std::string share_of(const VerdictSeconds& seconds) {
  const std::string all = " of " + std::to_string(seconds.total()) + " seconds";
  if (seconds.invalid + seconds.suspect == 0) return "all" + all.substr(3);
  std::string text;
  if (seconds.invalid > 0) text = std::to_string(seconds.invalid) + " invalid";
  if (seconds.suspect > 0)
    text += (text.empty() ? "" : " and ") + std::to_string(seconds.suspect) + " suspect";
  return text + all;
}

/// To the end of the text.
void name_the_worst(GeneratorView& view) {
  std::vector<const JudgedSlave*> guilty;
  for (const JudgedSlave& slave : view.slaves) {
    if (!slave.findings.empty() && slave.findings.front().verdict >= view.verdict)
      guilty.push_back(&slave);
  }
  std::stable_sort(guilty.begin(), guilty.end(), [](const JudgedSlave* a, const JudgedSlave* b) {
    return std::pair(a->seconds.invalid, a->seconds.suspect) >
           std::pair(b->seconds.invalid, b->seconds.suspect);
  });
  const std::size_t named = std::min(guilty.size(), GeneratorJudge::kMaxNamedSlaves);
  for (std::size_t i = 0; i < named; ++i)
    view.text += "; slave " + guilty[i]->id + ": " + guilty[i]->findings.front().text;
  if (guilty.size() > named)
    view.text += "; and " + std::to_string(guilty.size() - named) + " slaves more";
}

}  // namespace

void GeneratorJudge::begin(Now now) {
  start_ = now;
  slaves_.clear();
  seconds_ = {};
  newest_.clear();
  first_ = 0;
}

GeneratorJudge::Entry* GeneratorJudge::entry_of(const std::string& slave) {
  const auto found = slaves_.find(slave);
  if (found != slaves_.end()) return &found->second;
  return slaves_.size() < kMaxSlaves ? &slaves_[slave] : nullptr;
}

std::optional<std::string> GeneratorJudge::add(const std::string& slave,
                                               const GeneratorSample& sample, Now now) {
  Entry* entry = entry_of(slave);
  if (entry == nullptr || sample.health.window < kShortestWindow) return std::nullopt;
  const auto window = std::min<std::chrono::nanoseconds>(sample.health.window,
                                                         std::chrono::seconds(kLongestWindow));
  const double age_s = std::chrono::duration<double>(now.mono - start_.mono).count();
  const std::int64_t last = std::max<std::int64_t>(0, std::llround(age_s) - 1);
  const auto count = std::clamp<std::int64_t>(
      std::llround(std::chrono::duration<double>(window).count()), 1, last + 1);
  const auto seconds = static_cast<std::uint64_t>(count);

  entry->newest = GeneratorSecond::of(sample);
  auto verdict = GeneratorVerdict::valid;
  for (const GeneratorFinding& finding : findings_of(entry->newest)) {
    verdict = std::max(verdict, finding.verdict);
    Tally& tally = entry->tallies[static_cast<std::size_t>(finding.cause)];
    if (tally.seconds == 0) tally.first_second = static_cast<std::uint64_t>(last - count + 2);
    tally.last_second = static_cast<std::uint64_t>(last + 1);
    tally.seconds += seconds;
    tally.verdict = std::max(tally.verdict, finding.verdict);
    if (finding.severity <= tally.severity) continue;
    tally.severity = finding.severity;
    tally.worst = entry->newest;
  }
  entry->seconds.add(verdict, seconds);
  for (std::int64_t second = last - count + 1; second <= last; ++second)
    note_second(second, verdict);

  const GeneratorVerdict now_is = verdict_of(entry->seconds);
  if (now_is <= entry->told) return std::nullopt;
  entry->told = now_is;
  return "slave " + slave + " is " + std::string(to_string(now_is)) + ": " +
         findings_in(*entry).front().text;
}

// Reports of several slaves arrive within a second, late ones after that.
void GeneratorJudge::note_second(std::int64_t second, GeneratorVerdict verdict) {
  if (second < first_) return;
  const auto at = static_cast<std::size_t>(second - first_);
  // A gap, in which no slave reported, is not known.
  if (at >= newest_.size() + kMaxSeconds) {
    newest_.clear();
    first_ = second;
    return note_second(second, verdict);
  }
  while (newest_.size() <= at) newest_.push_back(GeneratorVerdict::unknown);
  GeneratorVerdict& known = newest_[at];
  if (verdict > known) {
    seconds_.remove(known);
    seconds_.add(verdict, 1);
    known = verdict;
  }
  for (; newest_.size() > kMaxSeconds; ++first_) newest_.pop_front();
}

const GeneratorSecond* GeneratorJudge::newest_of(const std::string& slave) const {
  const auto found = slaves_.find(slave);
  const bool has_any = found != slaves_.end() && found->second.seconds.total() > 0;
  return has_any ? &found->second.newest : nullptr;
}

GeneratorVerdict GeneratorJudge::verdict() const {
  const GeneratorVerdict known = verdict_of(seconds_);
  if (known != GeneratorVerdict::valid) return known;
  const bool all_known = std::all_of(slaves_.begin(), slaves_.end(), [](const auto& slave) {
    return slave.second.seconds.total() > 0;
  });
  return all_known ? known : GeneratorVerdict::unknown;
}

std::vector<FindingView> GeneratorJudge::findings_in(const Entry& entry) {
  std::vector<FindingView> findings;
  for (std::size_t cause = 0; cause < kGeneratorCauses; ++cause) {
    const Tally& tally = entry.tallies[cause];
    if (tally.seconds == 0) continue;
    FindingView finding;
    finding.cause = static_cast<GeneratorCause>(cause);
    finding.verdict = tally.verdict;
    finding.seconds = tally.seconds;
    finding.first_second = tally.first_second;
    finding.last_second = tally.last_second;
    finding.text = acrida::describe(finding.cause, tally.worst,
                                    when(tally.seconds, tally.first_second, tally.last_second));
    findings.push_back(std::move(finding));
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const FindingView& a, const FindingView& b) {
                     return a.verdict != b.verdict ? a.verdict > b.verdict : a.seconds > b.seconds;
                   });
  return findings;
}

void GeneratorJudge::describe(GeneratorView& view) const {
  view.verdict = verdict();
  view.seconds = seconds_;
  std::size_t unknown = 0;
  for (const auto& [id, entry] : slaves_) {
    view.slaves.push_back(
        {id, verdict_of(entry.seconds), entry.seconds, entry.newest, findings_in(entry)});
    unknown += entry.seconds.total() == 0 ? 1 : 0;
  }
  for (std::size_t i = 0; i < newest_.size(); ++i) {
    const auto second = static_cast<std::uint64_t>(first_) + i + 1;
    if (view.stretches.empty() || view.stretches.back().verdict != newest_[i])
      view.stretches.push_back({second, second, newest_[i]});
    view.stretches.back().last_second = second;
  }
  view.text = to_string(view.verdict);
  if (seconds_.total() > 0) view.text += ": " + share_of(seconds_);
  if (view.verdict == GeneratorVerdict::unknown && unknown > 0)
    view.text += "; " + std::to_string(unknown) + " of " + std::to_string(slaves_.size()) +
                 " slaves do not measure themselves";
  if (view.verdict != GeneratorVerdict::suspect && view.verdict != GeneratorVerdict::invalid)
    return;
  name_the_worst(view);
}

}  // namespace acrida
