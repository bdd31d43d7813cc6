// executor_text: an executor in words.
#include "core/plan/executor_text.hpp"

#include <cstdio>

namespace acrida {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string span(std::chrono::nanoseconds time) {
  const double all_s = static_cast<double>(time.count()) / 1e9;
  const auto minutes = static_cast<std::int64_t>(all_s / 60);
  const double seconds = all_s - 60.0 * static_cast<double>(minutes);
  if (minutes == 0) return number(seconds) + "s";
  return std::to_string(minutes) + "m" + (seconds > 0 ? number(seconds) + "s" : "");
}

std::string what(const ExecutorSpec& spec) {
  switch (spec.kind) {
    case ExecutorSpec::Kind::shared_iterations:
      return std::to_string(spec.iterations) + " iterations in all";
    case ExecutorSpec::Kind::iterations_per_user:
      return std::to_string(spec.iterations) + " iterations of each user";
    case ExecutorSpec::Kind::closed:
      return "closed model";
    case ExecutorSpec::Kind::arrivals:
      break;
  }
  std::string text = number(spec.arrivals_per_s) + " arrivals/s";
  for (const RateStage& stage : spec.stages)
    text += ", in " + span(stage.duration) + " to " + number(stage.arrivals_per_s) + "/s";
  return text;
}

}  // namespace

std::string executor_text(const ExecutorSpec& spec) {
  std::string text = what(spec);
  if (spec.stages.empty() && spec.duration.count() > 0) text += " for " + span(spec.duration);
  if (spec.poisson) text += ", Poisson";
  if (spec.start_after.count() > 0) text += ", after " + span(spec.start_after);
  return text;
}

}  // namespace acrida
