// JsonResults: the results of a run as JSON.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// Locust's --json: an array with one object of 14 keys per name, response times in milliseconds
/// and rounded as Locust rounds them. A further key `acrida` holds what Locust has no place for:
/// exact percentiles and the number of requests with an unknown outcome.
/// The view must have been made with details.
std::string json_results(const RunView& view);

/// One object for a finished run: when, how, rows, transactions, metrics, errors, exceptions, slaves.
std::string json_run_summary(const RunView& view);

/// The key that Locust's histogram uses for a response time: whole milliseconds below 100, then
/// two significant digits, halves to even.
std::int64_t locust_rounded_ms(double ms);

}  // namespace acrida
