// DebugEnvironment: lines.
#include "slave/debug/debug_environment.hpp"

#include <chrono>

namespace acrida {
namespace {

const char* word_for(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter:
      return "COUNT";
    case MetricKind::gauge:
      return "GAUGE";
    case MetricKind::trend:
    case MetricKind::transaction:
      return "TREND";
  }
  return "";
}

const char* word_for(Outcome outcome) {
  switch (outcome) {
    case Outcome::success:
      return "ok";
    case Outcome::failure:
      return "FAILED";
    case Outcome::unknown:
      return "unknown";
  }
  return "";
}

double ms_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

void DebugEnvironment::record(const RequestEvent& event) {
  print_exceptions();
  ++requests_;
  if (event.outcome == Outcome::failure) ++failures_;
  const double ms = ms_of(event.response_time);
  std::fprintf(out_, "%-8.*s %-40.*s %9.2f ms %9llu bytes  %s%s%.*s\n",
               static_cast<int>(event.method.size()), event.method.data(),
               static_cast<int>(event.name.size()), event.name.data(), ms,
               static_cast<unsigned long long>(event.content_length_bytes), word_for(event.outcome),
               event.error.empty() ? "" : ": ", static_cast<int>(event.error.size()),
               event.error.data());
  std::fflush(out_);
  ShardEnvironment::record(event);
}

void DebugEnvironment::record_metric(const MetricEvent& event) {
  std::fprintf(out_, "%-8s %-40.*s %9g %.*s\n", word_for(event.kind),
               static_cast<int>(event.name.size()), event.name.data(), event.value,
               static_cast<int>(event.unit.size()), event.unit.data());
  std::fflush(out_);
}

void DebugEnvironment::record_transaction(const TransactionEvent& event) {
  std::fprintf(out_, "%-8s %-40.*s %9.2f ms  %s%s%.*s\n", "TRANSACTION",
               static_cast<int>(event.name.size()), event.name.data(), ms_of(event.duration),
               word_for(event.outcome), event.error.empty() ? "" : ": ",
               static_cast<int>(event.error.size()), event.error.data());
  std::fflush(out_);
}

void DebugEnvironment::stop_test(std::string_view reason) {
  std::fprintf(out_, "stop_test: %.*s\n", static_cast<int>(reason.size()), reason.data());
  on_stop_();
}

void DebugEnvironment::print_exceptions() {
  for (const UserException& found : exceptions().take()) {
    thrown_ += found.count;
    std::fprintf(out_, "EXCEPTION in %s: %s\n", found.traceback.c_str(), found.message.c_str());
  }
  std::fflush(out_);
}

}  // namespace acrida
