// prometheus_text: a run as Prometheus reads it.
#pragma once

#include <string>

#include "master/run/run_view.hpp"

namespace acrida {

inline constexpr char kPrometheusType[] = "text/plain; version=0.0.4; charset=utf-8";

/// The text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). Counters
/// are those of the run: with each run, and with each reset, they begin at zero. Histograms have the
/// same buckets in every run (kTimeBounds); times are those that the tables show first. Names are
/// escaped. At most kMaxSeries names; further ones are summed up under "(further names)".
std::string prometheus_text(const RunView& view);

}  // namespace acrida
