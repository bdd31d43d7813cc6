// Executor: what decides when the users of a class begin their tasks.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace acrida {

/// The rate of arrivals changes in a straight line to `arrivals_per_s` within `duration`.
struct RateStage {
  std::chrono::nanoseconds duration{0};
  double arrivals_per_s = 0;
  bool operator==(const RateStage&) const = default;
};

/// What an Executor says, as a value that travels. One task is one iteration.
struct ExecutorSpec {
  enum class Kind : std::uint8_t {
    closed,               // each user begins its next task after its wait time
    arrivals,             // tasks begin at times of their own, on whichever user is free
    shared_iterations,    // so many tasks in all, on whichever user is done
    iterations_per_user,  // so many tasks of each user
  };

  Kind kind = Kind::closed;
  /// Arrivals: at random times (a Poisson process), not evenly.
  bool poisson = false;
  /// Arrivals: the rate at the beginning. Without stages it stays.
  double arrivals_per_s = 0;
  std::vector<RateStage> stages;
  std::uint64_t iterations = 0;
  /// Without stages: ends after this time; 0 = with the run.
  std::chrono::nanoseconds duration{0};
  /// Begins so long after all users of the run have been started.
  std::chrono::nanoseconds start_after{0};

  bool operator==(const ExecutorSpec&) const = default;
  /// It ends by itself, and with it its users.
  bool ends() const {
    return iterations > 0 || !stages.empty() || duration > std::chrono::nanoseconds(0);
  }
  bool is_default() const { return *this == ExecutorSpec(); }
};

/// Given to a user class in its constructor; such a class is a scenario: it has its own users
/// (`fixed_count` or its weight), its own start and its own rhythm, beside the other classes of the
/// run. The default is the closed model: users that begin a task when their wait time is over.
///
///   struct Rush : Shopper {
///     Rush() {
///       fixed_count = 200;  // at most so many at the same time; what finds none free is dropped
///       executor = ramping_arrival_rate(10, {{1min, 500}, {5min, 500}}).after(30s);
///     }
///   };
///
/// Rates are those of the whole test, however many slaves there are.
class Executor {
 public:
  Executor() = default;
  explicit Executor(ExecutorSpec spec) : spec_(std::make_unique<ExecutorSpec>(std::move(spec))) {}

  /// Begins so long after all users of the run have been started. Throws std::invalid_argument
  /// when it is negative.
  Executor after(std::chrono::nanoseconds span) &&;
  /// Arrivals at random, independent times instead of even ones. Throws std::invalid_argument when
  /// there are no arrivals.
  Executor poisson() &&;

  ExecutorSpec spec() const { return spec_ ? *spec_ : ExecutorSpec(); }

 private:
  std::unique_ptr<ExecutorSpec> spec_;  // apart, as few classes have one and every user pays for it
};

// Each throws std::invalid_argument when a number makes no sense: rates are from 0 to 1e7 arrivals
// per second, durations not negative, iterations above 0. A duration of 0 lasts as long as the run.

/// The closed model from a later start (see Executor::after), or for a limited time.
Executor closed_model(std::chrono::nanoseconds duration = std::chrono::nanoseconds(0));
/// Tasks begin at even distances, whether or not earlier ones have ended.
Executor constant_arrival_rate(double arrivals_per_s,
                               std::chrono::nanoseconds duration = std::chrono::nanoseconds(0));
/// Tasks begin at a rate that changes in straight lines.
Executor ramping_arrival_rate(double first_arrivals_per_s, std::vector<RateStage> stages);
/// So many tasks in all, then the scenario is over.
Executor shared_iterations(std::uint64_t iterations);
/// So many tasks of each user, then it ends.
Executor iterations_per_user(std::uint64_t iterations);

}  // namespace acrida
