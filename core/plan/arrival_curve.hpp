// ArrivalCurve: how many arrivals there are to be until each moment.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <acrida/executor.hpp>

namespace acrida {

/// The integral of a rate that is made of straight lines: pure and the same on every slave, so that
/// each knows the arrivals of all. Times count from the start of the scenarios. Immutable. [any]
///
///   const ArrivalCurve curve(spec);           // 500 per second after 10 s
///   curve.count_at(12s);                      // 1000
///   curve.time_of(1000);                      // 12 s
class ArrivalCurve {
 public:
  /// Precondition: spec.kind is arrivals.
  explicit ArrivalCurve(const ExecutorSpec& spec);

  /// Expected arrivals before `time`, a whole number only by chance.
  double count_at(std::chrono::nanoseconds time) const;
  /// When the `count`-th arrival is due, from 0; nothing when the curve ends before.
  std::optional<std::chrono::nanoseconds> time_of(double count) const;
  /// Arrivals in all; infinite when the curve has no end.
  double total() const { return total_; }
  /// Arrivals per second at that time.
  double rate_at(std::chrono::nanoseconds time) const;

 private:
  /// A straight line of the rate.
  struct Piece {
    double begin_s = 0;
    double length_s = 0;  // infinite for the last one of a curve without end
    double rate = 0;      // arrivals per second at its beginning
    double slope = 0;     // per second
    double before = 0;    // arrivals until its beginning
    double count_after(double seconds) const { return seconds * (rate + slope * seconds / 2); }
  };
  void add(double length_s, double rate, double slope);

  std::vector<Piece> pieces_;
  double total_ = 0;
};

}  // namespace acrida
