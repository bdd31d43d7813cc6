// ArrivalCurve: integrals of straight lines, and their inverse.
#include "core/plan/arrival_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace acrida {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();
/// Sums of pieces are not exact: an arrival that is due at the very end is none.
constexpr double kRounding = 1e-6;

double seconds(std::chrono::nanoseconds span) {
  return static_cast<double>(span.count()) / 1e9;
}

}  // namespace

ArrivalCurve::ArrivalCurve(const ExecutorSpec& spec) {
  pieces_.push_back({0, seconds(spec.start_after), 0, 0, 0});
  double rate = spec.arrivals_per_s;
  if (spec.stages.empty())
    add(spec.duration.count() > 0 ? seconds(spec.duration) : kForever, rate, 0);
  for (const RateStage& stage : spec.stages) {
    const double length_s = seconds(stage.duration);
    add(length_s, rate, (stage.arrivals_per_s - rate) / length_s);
    rate = stage.arrivals_per_s;
  }
  const Piece& last = pieces_.back();
  total_ = last.length_s == kForever ? kForever : last.before + last.count_after(last.length_s);
}

void ArrivalCurve::add(double length_s, double rate, double slope) {
  const Piece& last = pieces_.back();
  pieces_.push_back({last.begin_s + last.length_s, length_s, rate, slope,
                     last.before + last.count_after(last.length_s)});
}

double ArrivalCurve::count_at(std::chrono::nanoseconds time) const {
  const double at_s = seconds(time);
  const Piece* piece = &pieces_.front();
  for (const Piece& next : pieces_)
    if (next.begin_s <= at_s) piece = &next;
  return piece->before +
         piece->count_after(std::clamp(at_s - piece->begin_s, 0.0, piece->length_s));
}

std::optional<std::chrono::nanoseconds> ArrivalCurve::time_of(double count) const {
  if (count >= total_ - kRounding) return std::nullopt;
  // The last piece that begins before this arrival; those without arrivals end where they begin.
  const Piece* piece = &pieces_.front();
  for (const Piece& next : pieces_)
    if (next.before <= count) piece = &next;
  // The root of slope / 2 * t^2 + rate * t = rest, in the form that loses no digits.
  const double rest = std::max(count - piece->before, 0.0);
  const double root = std::sqrt(std::max(piece->rate * piece->rate + 2 * piece->slope * rest, 0.0));
  const double into_s = rest == 0 ? 0 : 2 * rest / (piece->rate + root);
  const double at_s = piece->begin_s + std::min(into_s, piece->length_s);
  constexpr double kMax_s = 9e9;  // 285 years
  return std::chrono::nanoseconds(std::llround(std::min(at_s, kMax_s) * 1e9));
}

double ArrivalCurve::rate_at(std::chrono::nanoseconds time) const {
  const double at_s = seconds(time);
  for (const Piece& piece : pieces_) {
    const double into_s = at_s - piece.begin_s;
    if (into_s >= 0 && into_s < piece.length_s) return piece.rate + piece.slope * into_s;
  }
  return 0;
}

}  // namespace acrida
