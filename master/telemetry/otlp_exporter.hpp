// OtlpExporter: sends a run's metrics to an OpenTelemetry collector.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/result.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// Posts the newest view to ENDPOINT/v1/metrics every kPeriod while a run is active, and once more
/// when it is over. On a thread of its own: a collector that does not answer costs the run nothing.
/// Failures are logged, each kind of them once until it works again.
class OtlpExporter final {
 public:
  static constexpr std::chrono::seconds kPeriod{5};
  static constexpr std::chrono::seconds kTimeout{4};

  /// "http://127.0.0.1:4318" or its whole "…/v1/metrics"; error: it is no URL of HTTP.
  static Result<std::string> url_of(const std::string& endpoint);

  explicit OtlpExporter(std::string url);
  /// Sends what has not been sent yet; takes kTimeout at most.
  ~OtlpExporter();
  OtlpExporter(const OtlpExporter&) = delete;
  OtlpExporter& operator=(const OtlpExporter&) = delete;

  /// Any thread; never waits for the collector.
  void publish(RunViewPtr view);

 private:
  void run();
  void send(const RunView& view);

  std::string url_;
  std::mutex mutex_;
  std::condition_variable changed_;
  RunViewPtr newest_;  // not sent
  bool was_active_ = false;
  bool ends_ = false;
  std::string last_failure_;  // of the thread
  std::thread thread_;
};

}  // namespace acrida
