// otlp_metrics: a run as the OpenTelemetry protocol has it.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

/// An ExportMetricsServiceRequest in OTLP's JSON encoding (https://opentelemetry.io/docs/specs/otlp/,
/// opentelemetry-proto 1.0), for POST /v1/metrics: the series of prometheus_text, sums and
/// histograms cumulative since the start of the run. Text that is no UTF-8 is left out.
std::string otlp_metrics(const RunView& view);

}  // namespace acrida
