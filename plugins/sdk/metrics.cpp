// Metrics: what a user counts beside its requests.
#include <cmath>
#include <stdexcept>
#include <string>

#include <acrida/user.hpp>

namespace acrida {
namespace {

void require(bool right, const char* what, std::string_view name, const char* rule) {
  if (!right) [[unlikely]]
    throw std::invalid_argument(std::string(what) + "(\"" + std::string(name) + "\"): " + rule);
}

}  // namespace

void User::count(std::string_view name, double by) const {
  require(std::isfinite(by) && by >= 0, "count", name, "a counter only grows, by a finite number");
  environment().record_metric({MetricKind::counter, name, {}, by});
}

void User::gauge(std::string_view name, double value, std::string_view unit) const {
  require(std::isfinite(value), "gauge", name, "the value must be a finite number");
  environment().record_metric({MetricKind::gauge, name, unit, value});
}

void User::trend(std::string_view name, double value, std::string_view unit) const {
  require(std::isfinite(value), "trend", name, "the value must be a finite number");
  environment().record_metric({MetricKind::trend, name, unit, value});
}

}  // namespace acrida
