// Ready-made load shapes: the master runs them by itself; a plugin may derive
// from them.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <acrida/load_shape.hpp>

namespace acrida {

/// Straight lines from each number of users to the next, from none at the
/// start; ends with the last stage. A stage of no duration is a jump. `--stages
/// 1m:100,5m:100,30s:0`
class Stages : public LoadShape {
 public:
  struct Stage {
    std::chrono::nanoseconds duration{0};  // >= 0
    std::uint64_t users = 0;               // at its end
  };
  explicit Stages(std::vector<Stage> stages) : stages_(std::move(stages)) {}
  std::optional<LoadTarget> tick(const LoadState& state) override;

 private:
  std::vector<Stage> stages_;
};

/// More users every so often, the first ones at once. `--shape
/// steps:users=10,every=30s,for=10m`
class Steps : public LoadShape {
 public:
  struct Settings {
    std::uint64_t users = 10;                                   // of one step
    std::chrono::nanoseconds every = std::chrono::seconds(30);  // > 0
    std::chrono::nanoseconds duration = std::chrono::minutes(10);
    double spawn_rate = 10;  // users per second, within a step
  };
  explicit Steps(const Settings& settings) : settings_(settings) {}
  std::optional<LoadTarget> tick(const LoadState& state) override;

 private:
  Settings settings_;
};

/// A steady load with one burst. `--shape
/// spike:base=10,peak=200,at=2m,hold=30s,for=5m`
class Spike : public LoadShape {
 public:
  struct Settings {
    std::uint64_t base_users = 10;
    std::uint64_t peak_users = 100;
    std::chrono::nanoseconds at = std::chrono::minutes(1);  // when the burst begins
    std::chrono::nanoseconds hold = std::chrono::seconds(30);
    std::chrono::nanoseconds duration = std::chrono::minutes(3);
  };
  explicit Spike(const Settings& settings) : settings_(settings) {}
  /// To the peak and back within a second.
  std::optional<LoadTarget> tick(const LoadState& state) override;

 private:
  Settings settings_;
};

/// Two peaks, at one and at two thirds of the time: the formula of Locust's
/// example of this name.
/// `--shape double-wave:min=20,first=60,second=40,for=10m`
class DoubleWave : public LoadShape {
 public:
  struct Settings {
    std::uint64_t min_users = 20;
    std::uint64_t first_peak_users = 60;
    std::uint64_t second_peak_users = 40;
    std::chrono::nanoseconds duration = std::chrono::minutes(10);
  };
  explicit DoubleWave(const Settings& settings) : settings_(settings) {}
  std::optional<LoadTarget> tick(const LoadState& state) override;

 private:
  Settings settings_;
};

}  // namespace acrida
