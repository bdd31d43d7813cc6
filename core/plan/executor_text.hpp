// executor_text: an executor in words, as listings and reports show it.
#pragma once

#include <string>

#include <acrida/executor.hpp>

namespace acrida {

/// "500 arrivals/s for 1m30s, Poisson, after 10s"; "closed model" for the default.
std::string executor_text(const ExecutorSpec& spec);

}  // namespace acrida
