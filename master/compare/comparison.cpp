// Comparison: what changed from one run to another, in words that can be trusted.
#include "master/compare/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <boost/math/distributions/students_t.hpp>

#include "master/compare/false_discovery.hpp"

namespace acrida {
namespace {

constexpr double kConfidence = 0.975;  // of each side
constexpr std::uint64_t kSeedOfA = 1;
constexpr std::uint64_t kSeedOfB = 2;
constexpr std::size_t kMostNamesInWarning = 5;

/// The blocks of a run and how they are drawn.
class RunSample {
 public:
  RunSample(const ComparedRun& run, std::uint64_t seed)
      : run_(run), draws_(run.blocks.size(), seed) {
    for (const RunBlock& block : run.blocks) durations_s_.push_back(block.duration_s);
  }
  BlockEstimates total() const {
    std::vector<const BlockRow*> rows;
    for (const RunBlock& block : run_.blocks) rows.push_back(&block.total);
    return estimate(rows, durations_s_, draws_);
  }
  BlockEstimates of(const RowKey& key) const {
    std::vector<const BlockRow*> rows;
    for (const RunBlock& block : run_.blocks) {
      const auto found = block.rows.find(key);
      rows.push_back(found == block.rows.end() ? nullptr : &found->second);
    }
    return estimate(rows, durations_s_, draws_);
  }

 private:
  const ComparedRun& run_;
  BlockDraws draws_;
  std::vector<double> durations_s_;
};

/// By Welch and Satterthwaite.
double freedom_of(const BlockEstimate& a, const BlockEstimate& b) {
  const double va = a.error * a.error;
  const double vb = b.error * b.error;
  const double below = va * va / a.freedom + vb * vb / b.freedom;
  return below > 0 ? std::max(1.0, (va + vb) * (va + vb) / below)
                   : std::max(1.0, a.freedom + b.freedom);
}

bool is_higher_better(CompareMetric metric) {
  return metric == CompareMetric::rps;
}

/// A change and how probable it is that there is none.
struct Tested {
  MetricChange change;
  double probability = 1;
};

Tested test(CompareMetric metric, const BlockEstimate& a, const BlockEstimate& b) {
  Tested tested;
  MetricChange& change = tested.change;
  change.metric = metric;
  change.a = a.value;
  change.b = b.value;
  change.difference = b.value - a.value;
  change.low = change.high = change.difference;
  if (a.value > 0) change.relative = change.difference / a.value;
  const bool is_share = metric == CompareMetric::failure_share;
  if (!a.is_enough || !b.is_enough || (!is_share && (a.value <= 0 || b.value <= 0))) return tested;
  change.word = Change::no_clear_change;
  const double distance = is_share ? change.difference : std::log(b.value / a.value);
  const double error = std::hypot(a.error, b.error);
  const boost::math::students_t curve(freedom_of(a, b));
  const double margin = boost::math::quantile(curve, kConfidence) * error;
  const auto back = [&](double value) {
    return is_share ? value : a.value * (std::exp(value) - 1);
  };
  change.low = back(distance - margin);
  change.high = back(distance + margin);
  if (distance == 0)
    tested.probability = 1;
  else if (error == 0)
    tested.probability = 0;
  else
    tested.probability =
        2 * boost::math::cdf(boost::math::complement(curve, std::abs(distance) / error));
  return tested;
}

bool is_large(const MetricChange& change) {
  if (change.relative && std::abs(*change.relative) < Comparison::kLeastEffect) return false;
  return change.metric != CompareMetric::failure_share ||
         std::abs(change.difference) >= Comparison::kLeastShare;
}

std::array<Tested, kCompareMetrics.size()> test(const BlockEstimates& a, const BlockEstimates& b) {
  std::array<Tested, kCompareMetrics.size()> tested;
  for (std::size_t m = 0; m < tested.size(); ++m) tested[m] = test(kCompareMetrics[m], a[m], b[m]);
  return tested;
}

/// Says the words of all that were tested together.
void say(std::vector<std::array<Tested, kCompareMetrics.size()>>& all) {
  std::vector<double> probabilities;
  for (const auto& row : all)
    for (const Tested& each : row)
      if (each.change.word == Change::no_clear_change) probabilities.push_back(each.probability);
  const std::vector<bool> is_found = found(probabilities, Comparison::kFalseDiscoveries);
  auto next = is_found.begin();
  for (auto& row : all) {
    for (Tested& each : row) {
      if (each.change.word != Change::no_clear_change || !*next++ || !is_large(each.change))
        continue;
      const bool is_higher = each.change.difference > 0;
      each.change.word =
          is_higher == is_higher_better(each.change.metric) ? Change::better : Change::worse;
    }
  }
}

MetricChanges changes_of(const std::array<Tested, kCompareMetrics.size()>& row) {
  MetricChanges changes;
  for (std::size_t m = 0; m < changes.size(); ++m) changes[m] = row[m].change;
  return changes;
}

std::string names_text(const std::vector<NameChange>& names, NameChange::Presence presence) {
  std::string text;
  std::size_t count = 0;
  for (const NameChange& name : names) {
    if (name.presence != presence || ++count > kMostNamesInWarning) continue;
    text += (text.empty() ? "" : ", ") + name.method + (name.method.empty() ? "" : " ") + name.name;
  }
  if (count > kMostNamesInWarning)
    text += " and " + std::to_string(count - kMostNamesInWarning) + " more";
  return text;
}

std::vector<std::string> warnings_of(const ComparedRun& a, const ComparedRun& b,
                                     const std::vector<NameChange>& names) {
  std::vector<std::string> warnings;
  const auto differs = [&](const char* what, const auto& of_a, const auto& of_b) {
    if (of_a != of_b)
      warnings.push_back(std::string("different ") + what + ": " + of_a + " and " + of_b);
  };
  differs("hosts", a.host.empty() ? "-" : a.host, b.host.empty() ? "-" : b.host);
  differs("numbers of users", std::to_string(a.users), std::to_string(b.users));
  differs("numbers of slaves", std::to_string(a.slaves), std::to_string(b.slaves));
  if (a.test_hash != b.test_hash) warnings.emplace_back("different versions of the test");
  for (const ComparedRun* run : {&a, &b})
    if (run->is_generator_bad)
      warnings.push_back("the load generator of run " + std::to_string(run->id) +
                         " was not to be believed in all seconds");
  using Presence = NameChange::Presence;
  if (const auto added = names_text(names, Presence::added); !added.empty())
    warnings.push_back("added: " + added);
  if (const auto removed = names_text(names, Presence::removed); !removed.empty())
    warnings.push_back("removed: " + removed);
  return warnings;
}

}  // namespace

std::string_view to_string(Change change) {
  switch (change) {
    case Change::too_little_data:
      return "too little data";
    case Change::no_clear_change:
      return "no clear change";
    case Change::better:
      return "better";
    case Change::worse:
      return "worse";
  }
  return "";
}

double Comparison::worst() const {
  double worst = 0;
  const auto look = [&](const MetricChanges& changes) {
    for (const MetricChange& change : changes) {
      if (change.word != Change::worse) continue;
      const bool is_share = change.metric == CompareMetric::failure_share;
      worst = std::max(worst, std::abs(is_share ? change.difference : change.relative.value_or(0)));
    }
  };
  look(total);
  for (const NameChange& name : names) look(name.metrics);
  return worst;
}

Comparison compare(const ComparedRun& a, const ComparedRun& b) {
  const RunSample of_a(a, kSeedOfA);
  // Both drawn alike, a run would be surer of its equals than it may be.
  const RunSample of_b(b, kSeedOfB);
  std::set<RowKey> keys = a.names;
  keys.insert(b.names.begin(), b.names.end());
  Comparison comparison;
  comparison.a = a.id;
  comparison.b = b.id;
  std::vector<std::array<Tested, kCompareMetrics.size()>> tested = {
      test(of_a.total(), of_b.total())};
  for (const RowKey& key : keys) {
    NameChange& name = comparison.names.emplace_back();
    std::tie(name.name, name.method) = key;
    if (!a.names.contains(key)) name.presence = NameChange::Presence::added;
    if (!b.names.contains(key)) name.presence = NameChange::Presence::removed;
    tested.push_back(test(of_a.of(key), of_b.of(key)));
    if (name.presence == NameChange::Presence::both) continue;
    for (Tested& each : tested.back()) each.change.word = Change::too_little_data;
  }
  say(tested);
  comparison.total = changes_of(tested.front());
  for (std::size_t i = 0; i < comparison.names.size(); ++i)
    comparison.names[i].metrics = changes_of(tested[i + 1]);
  comparison.warnings = warnings_of(a, b, comparison.names);
  return comparison;
}

}  // namespace acrida
