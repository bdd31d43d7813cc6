// Ready-made load shapes: pure functions of the run time.
#include <algorithm>
#include <cmath>

#include <acrida/shapes.hpp>

namespace acrida {
namespace {

/// Users per second of a jump: the largest that a run takes.
constexpr double kAtOnce = 1e9;

double seconds(std::chrono::nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// At a peak of the wave 1, and 0 far from it; `x` is the distance in widths of
/// the wave.
double bell(double x) {
  return std::exp(-x * x);
}

}  // namespace

std::optional<LoadTarget> Stages::tick(const LoadState& state) {
  std::chrono::nanoseconds begin{0};
  double from = 0;
  for (const Stage& stage : stages_) {
    const std::chrono::nanoseconds into = state.run_time - begin;
    const auto to = static_cast<double>(stage.users);
    if (into < stage.duration) {
      const double slope = (to - from) / seconds(stage.duration);
      const double users = from + slope * seconds(into);
      // A level after a jump is reached at once; a line is followed at its own
      // pace.
      const double rate = slope == 0 ? kAtOnce : std::min(std::abs(slope), kAtOnce);
      return LoadTarget{static_cast<std::uint64_t>(std::llround(users)), rate};
    }
    begin += stage.duration;
    from = to;
  }
  return std::nullopt;
}

std::optional<LoadTarget> Steps::tick(const LoadState& state) {
  if (state.run_time >= settings_.duration) return std::nullopt;
  const auto step = static_cast<std::uint64_t>(state.run_time / settings_.every) + 1;
  return LoadTarget{step * settings_.users, settings_.spawn_rate};
}

std::optional<LoadTarget> Spike::tick(const LoadState& state) {
  if (state.run_time >= settings_.duration) return std::nullopt;
  const bool burst =
      state.run_time >= settings_.at && state.run_time < settings_.at + settings_.hold;
  const std::uint64_t users = burst ? settings_.peak_users : settings_.base_users;
  const auto most = std::max(settings_.peak_users, settings_.base_users);
  return LoadTarget{users, static_cast<double>(std::max<std::uint64_t>(most, 1))};
}

std::optional<LoadTarget> DoubleWave::tick(const LoadState& state) {
  if (state.run_time >= settings_.duration) return std::nullopt;
  const double width = seconds(settings_.duration) / 10 * 2 / 3;
  const double place = seconds(state.run_time) / width;
  const auto min = static_cast<double>(settings_.min_users);
  const auto first = static_cast<double>(settings_.first_peak_users);
  const auto second = static_cast<double>(settings_.second_peak_users);
  const double users = (first - min) * bell(place - 5) + (second - min) * bell(place - 10) + min;
  const auto rounded = static_cast<std::uint64_t>(std::max(0.0, std::nearbyint(users)));
  return LoadTarget{rounded, static_cast<double>(std::max<std::uint64_t>(rounded, 1))};
}

}  // namespace acrida
