// BlockEstimate: a figure of a run and how sure it is, from the differences between its blocks.
#include "master/compare/block_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace acrida {
namespace {

constexpr std::size_t kFewestBlocks = 6;
/// Blocks that would say as much if they had nothing in common.
constexpr double kFewestFreeBlocks = 3;
constexpr double kMostCorrelation = 0.85;
/// In standard errors of the correlation, which few blocks tell badly: rather too wide an interval.
constexpr double kCaution = 0.25;
constexpr double kRoundingError = 1e-9;  // relative
/// Within a bucket of a histogram times are taken as even; what that may be wrong by, relatively.
constexpr double kBucketError = 0.003;

/// Timed requests below which a figure says nothing: ten beyond the percentile.
std::uint64_t fewest_requests(CompareMetric metric) {
  switch (metric) {
    case CompareMetric::p95:
      return 200;
    case CompareMetric::p99:
      return 1000;
    default:
      return 50;
  }
}

struct BlockSums {
  double duration_s = 0;
  double requests = 0;
  double failures = 0;
  double timed = 0;
  double sum_ms = 0;
};

using Figures = std::array<double, kCompareMetrics.size()>;

double edge_ms(std::size_t bucket) {
  // Half-way between the middles; the error of that is nothing beside the bucket.
  const auto middle = [](std::size_t b) {
    return static_cast<double>(Histogram::value_of(static_cast<std::uint16_t>(b)).count()) / 1e6;
  };
  return bucket == 0 ? 0 : (middle(bucket - 1) + middle(bucket)) / 2;
}

/// The counts of all blocks, a row of buckets each, so that sums of blocks are sums of rows.
class BucketMatrix {
 public:
  explicit BucketMatrix(std::span<const BlockRow* const> rows) {
    std::size_t low = Histogram::kBucketCount;
    std::size_t high = 0;
    for (const BlockRow* row : rows) {
      if (row == nullptr || row->times.empty()) continue;
      low = std::min<std::size_t>(low, row->times.front().bucket);
      high = std::max<std::size_t>(high, row->times.back().bucket);
    }
    if (low > high) return;
    low_ = low;
    width_ = std::min(high, Histogram::kBucketCount - 1) - low + 1;
    counts_.resize(rows.size() * width_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == nullptr) continue;
      for (const BucketCount& bucket : rows[i]->times)
        counts_[i * width_ + std::min<std::size_t>(bucket.bucket - low_, width_ - 1)] +=
            static_cast<float>(bucket.count);
    }
  }
  std::size_t width() const { return width_; }
  void add_to(std::span<float> sum, std::size_t block, float weight) const {
    const float* const counts = counts_.data() + block * width_;
    for (std::size_t i = 0; i < width_; ++i) sum[i] += weight * counts[i];
  }
  /// Even within a bucket.
  double percentile_ms(std::span<const float> sum, double q) const {
    double all = 0;
    for (const float count : sum) all += count;
    double left = q * all;
    for (std::size_t i = 0; i < width_; ++i) {
      if (sum[i] > 0 && left <= sum[i]) {
        const double low = edge_ms(low_ + i);
        return low + (edge_ms(low_ + i + 1) - low) * left / sum[i];
      }
      left -= sum[i];
    }
    return width_ == 0 ? 0 : edge_ms(low_ + width_);
  }

 private:
  std::size_t low_ = 0;
  std::size_t width_ = 0;
  std::vector<float> counts_;
};

Figures figures_of(const BlockSums& sums, std::span<const float> buckets,
                   const BucketMatrix& matrix) {
  Figures figures{};
  if (sums.duration_s > 0) figures[0] = sums.requests / sums.duration_s;
  if (sums.requests > 0) figures[1] = sums.failures / sums.requests;
  if (sums.timed > 0) figures[2] = sums.sum_ms / sums.timed;
  figures[3] = matrix.percentile_ms(buckets, 0.50);
  figures[4] = matrix.percentile_ms(buckets, 0.95);
  figures[5] = matrix.percentile_ms(buckets, 0.99);
  return figures;
}

/// Logarithms, but of shares; nothing to say of what is zero.
double scaled(double value, std::size_t metric) {
  if (kCompareMetrics[metric] == CompareMetric::failure_share) return value;
  return value > 0 ? std::log(value) : 0;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double deviation_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return values.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// Of neighbours, on the cautious side; what few blocks make of it too low is put right.
double correlation_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  const double n = static_cast<double>(values.size());
  // What is equal but for the last digits has no correlation.
  if (squares <= n * std::pow(kRoundingError * std::abs(mean), 2)) return 0;
  const double found = products / squares;
  const double put_right = std::clamp(found + (1 + 4 * found) / n, 0.0, kMostCorrelation);
  const double error = std::sqrt((1 - put_right * put_right) / n);
  return std::min(put_right + kCaution * error, kMostCorrelation);
}

/// Figures of the weighted blocks.
class WeightedFigures {
 public:
  WeightedFigures(std::span<const BlockRow* const> rows, std::span<const double> durations_s)
      : rows_(rows), durations_s_(durations_s), matrix_(rows), buckets_(matrix_.width()) {}

  void clear() {
    sums_ = {};
    std::fill(buckets_.begin(), buckets_.end(), 0.0F);
  }
  void add(std::size_t block, float weight) {
    if (weight == 0) return;
    sums_.duration_s += weight * durations_s_[block];
    const BlockRow* const row = rows_[block];
    if (row == nullptr) return;
    sums_.requests += weight * static_cast<double>(row->requests);
    sums_.failures += weight * static_cast<double>(row->failures);
    sums_.timed += weight * static_cast<double>(row->timed);
    sums_.sum_ms += weight * row->sum_ms;
    matrix_.add_to(buckets_, block, weight);
  }
  Figures figures() const { return figures_of(sums_, buckets_, matrix_); }
  const BlockSums& sums() const { return sums_; }

 private:
  std::span<const BlockRow* const> rows_;
  std::span<const double> durations_s_;
  BucketMatrix matrix_;
  BlockSums sums_;
  std::vector<float> buckets_;
};

}  // namespace

std::string_view to_string(CompareMetric metric) {
  switch (metric) {
    case CompareMetric::rps:
      return "rps";
    case CompareMetric::failure_share:
      return "failure_share";
    case CompareMetric::average:
      return "average";
    case CompareMetric::p50:
      return "p50";
    case CompareMetric::p95:
      return "p95";
    case CompareMetric::p99:
      return "p99";
  }
  return "";
}

std::string_view unit_of(CompareMetric metric) {
  if (metric == CompareMetric::rps) return "1/s";
  return metric == CompareMetric::failure_share ? "" : "ms";
}

BlockDraws::BlockDraws(std::size_t blocks, std::uint64_t seed)
    : blocks_(blocks), weights_(blocks * kRepetitions) {
  std::mt19937_64 random(seed);
  for (std::size_t r = 0; r < kRepetitions; ++r)
    for (std::size_t i = 0; i < blocks; ++i) ++weights_[r * blocks + random() % blocks];
}

std::span<const float> BlockDraws::weights(std::size_t repetition) const {
  return {weights_.data() + repetition * blocks_, blocks_};
}

BlockEstimates estimate(std::span<const BlockRow* const> rows, std::span<const double> durations_s,
                        const BlockDraws& draws) {
  const std::size_t blocks = rows.size();
  WeightedFigures weighted(rows, durations_s);
  std::array<std::vector<double>, kCompareMetrics.size()> of_blocks;
  std::array<std::vector<double>, kCompareMetrics.size()> of_draws;
  const auto note = [](auto& lists, const Figures& figures) {
    for (std::size_t m = 0; m < figures.size(); ++m) lists[m].push_back(scaled(figures[m], m));
  };
  for (std::size_t b = 0; b < blocks; ++b) {
    weighted.clear();
    weighted.add(b, 1);
    note(of_blocks, weighted.figures());
  }
  for (std::size_t r = 0; blocks > 1 && r < BlockDraws::kRepetitions; ++r) {
    weighted.clear();
    const std::span<const float> weights = draws.weights(r);
    for (std::size_t b = 0; b < blocks; ++b) weighted.add(b, weights[b]);
    note(of_draws, weighted.figures());
  }
  weighted.clear();
  for (std::size_t b = 0; b < blocks; ++b) weighted.add(b, 1);
  const Figures whole = weighted.figures();
  BlockEstimates estimates;
  for (std::size_t m = 0; m < whole.size(); ++m) {
    const CompareMetric metric = kCompareMetrics[m];
    BlockEstimate& found = estimates[m];
    found.value = whole[m];
    const double correlation = correlation_of(of_blocks[m]);
    // Drawing with replacement makes the spread of n blocks too small by (n - 1) / n.
    const double n = static_cast<double>(blocks);
    const double free_blocks = n * (1 - correlation) / (1 + correlation);
    const double widen = blocks > 1 ? n / (n - 1) * n / free_blocks : 1;
    found.error = deviation_of(of_draws[m]) * std::sqrt(widen);
    if (metric >= CompareMetric::p50) found.error = std::hypot(found.error, kBucketError);
    found.freedom = std::max(1.0, free_blocks - 1);
    const double counted =
        metric >= CompareMetric::average ? weighted.sums().timed : weighted.sums().requests;
    found.is_enough = blocks >= kFewestBlocks && free_blocks >= kFewestFreeBlocks &&
                      counted >= static_cast<double>(fewest_requests(metric));
  }
  return estimates;
}

}  // namespace acrida
