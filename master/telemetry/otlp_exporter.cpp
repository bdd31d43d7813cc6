// OtlpExporter: sends a run's metrics to an OpenTelemetry collector.
#include "master/telemetry/otlp_exporter.hpp"

#include <memory>
#include <utility>

#include <curl/curl.h>
#include <spdlog/spdlog.h>

#include "master/telemetry/otlp_metrics.hpp"

namespace acrida {
namespace {

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// Empty when the collector has taken it.
std::string post(const std::string& url, const std::string& body) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  if (!curl || !headers) return "no memory";
  CURL* const handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &drop);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(OtlpExporter::kTimeout.count()));
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK) return curl_easy_strerror(code);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status / 100 == 2 ? "" : "status " + std::to_string(status);
}

}  // namespace

Result<std::string> OtlpExporter::url_of(const std::string& endpoint) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  char* scheme = nullptr;
  const bool is_url = curl_url_set(url.get(), CURLUPART_URL, endpoint.c_str(), 0) == CURLUE_OK &&
                      curl_url_get(url.get(), CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK;
  const std::string word = is_url ? scheme : "";
  curl_free(scheme);
  if (word != "http" && word != "https")
    return Error{"--otlp-endpoint: '" + endpoint + "' is no URL such as http://127.0.0.1:4318"};
  if (endpoint.ends_with("/v1/metrics")) return endpoint;
  return endpoint + (endpoint.ends_with('/') ? "v1/metrics" : "/v1/metrics");
}

OtlpExporter::OtlpExporter(std::string url) : url_(std::move(url)), thread_([this] { run(); }) {}

OtlpExporter::~OtlpExporter() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void OtlpExporter::publish(RunViewPtr view) {
  const std::lock_guard lock(mutex_);
  const bool active = is_active(view->state) || view->state == RunState::kStopping;
  if (active || was_active_) newest_ = std::move(view);
  was_active_ = active;
}

void OtlpExporter::run() {
  std::unique_lock lock(mutex_);
  while (!ends_ || newest_) {
    changed_.wait_for(lock, ends_ ? std::chrono::seconds(0) : kPeriod, [this] { return ends_; });
    const RunViewPtr view = std::exchange(newest_, nullptr);
    lock.unlock();
    if (view) send(*view);
    lock.lock();
  }
}

void OtlpExporter::send(const RunView& view) {
  std::string failure = post(url_, otlp_metrics(view));
  if (failure != last_failure_) {
    if (failure.empty())
      spdlog::info("{} takes the metrics again", url_);
    else
      spdlog::warn("the metrics could not be sent to {}: {}; they are sent again", url_, failure);
  }
  last_failure_ = std::move(failure);
}

}  // namespace acrida
