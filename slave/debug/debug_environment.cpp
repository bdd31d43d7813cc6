// DebugEnvironment: lines.
#include "slave/debug/debug_environment.hpp"

#include <chrono>

namespace acrida {
namespace {

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

}  // namespace

void DebugEnvironment::record(const RequestEvent& event) {
  print_exceptions();
  ++requests_;
  if (event.outcome == Outcome::failure) ++failures_;
  const double ms = std::chrono::duration<double, std::milli>(event.response_time).count();
  std::fprintf(out_, "%-8.*s %-40.*s %9.2f ms %9llu bytes  %s%s%.*s\n",
               static_cast<int>(event.method.size()), event.method.data(),
               static_cast<int>(event.name.size()), event.name.data(), ms,
               static_cast<unsigned long long>(event.content_length_bytes), word_for(event.outcome),
               event.error.empty() ? "" : ": ", static_cast<int>(event.error.size()),
               event.error.data());
  std::fflush(out_);
  ShardEnvironment::record(event);
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
