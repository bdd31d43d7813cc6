// Executor: checks what a test's author says.
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include <acrida/executor.hpp>

namespace acrida {
namespace {

// Those of the protocol.
constexpr double kMaxArrivalsPerS = 1e7;
constexpr std::size_t kMaxStages = 1000;
constexpr std::uint64_t kMaxIterations = std::uint64_t{1} << 48;
constexpr std::int64_t kMaxSpan_ns = std::int64_t{1} << 58;

void check(bool fine, const char* what) {
  if (!fine) throw std::invalid_argument(std::string("executor: ") + what);
}

void check_rate(double arrivals_per_s) {
  check(arrivals_per_s >= 0 && arrivals_per_s <= kMaxArrivalsPerS,
        "a rate is a number from 0 to 10,000,000 arrivals per second");
}

void check_span(std::chrono::nanoseconds span) {
  check(span.count() >= 0 && span.count() <= kMaxSpan_ns,
        "a time span cannot be negative or longer than nine years");
}

Executor limited(ExecutorSpec::Kind kind, std::uint64_t iterations) {
  check(iterations > 0 && iterations <= kMaxIterations, "iterations are from 1 to 2^48");
  ExecutorSpec spec;
  spec.kind = kind;
  spec.iterations = iterations;
  return Executor(std::move(spec));
}

}  // namespace

Executor Executor::after(std::chrono::nanoseconds span) && {
  check_span(span);
  if (!spec_) spec_ = std::make_unique<ExecutorSpec>();
  spec_->start_after = span;
  return std::move(*this);
}

Executor Executor::poisson() && {
  check(spec_ && spec_->kind == ExecutorSpec::Kind::arrivals, "only arrivals can be random");
  spec_->poisson = true;
  return std::move(*this);
}

Executor closed_model(std::chrono::nanoseconds duration) {
  check_span(duration);
  ExecutorSpec spec;
  spec.duration = duration;
  return Executor(std::move(spec));
}

Executor constant_arrival_rate(double arrivals_per_s, std::chrono::nanoseconds duration) {
  check_rate(arrivals_per_s);
  check(arrivals_per_s > 0, "a constant rate must be above 0 arrivals per second");
  check_span(duration);
  ExecutorSpec spec;
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = arrivals_per_s;
  spec.duration = duration;
  return Executor(std::move(spec));
}

Executor ramping_arrival_rate(double first_arrivals_per_s, std::vector<RateStage> stages) {
  check_rate(first_arrivals_per_s);
  check(!stages.empty() && stages.size() <= kMaxStages,
        "a ramping rate needs at least one stage, and at most 1000");
  for (const RateStage& stage : stages) {
    check_rate(stage.arrivals_per_s);
    check_span(stage.duration);
    check(stage.duration.count() > 0, "a stage must last longer than 0 s");
  }
  ExecutorSpec spec;
  spec.kind = ExecutorSpec::Kind::arrivals;
  spec.arrivals_per_s = first_arrivals_per_s;
  spec.stages = std::move(stages);
  return Executor(std::move(spec));
}

Executor shared_iterations(std::uint64_t iterations) {
  return limited(ExecutorSpec::Kind::shared_iterations, iterations);
}

Executor iterations_per_user(std::uint64_t iterations) {
  return limited(ExecutorSpec::Kind::iterations_per_user, iterations);
}

}  // namespace acrida
