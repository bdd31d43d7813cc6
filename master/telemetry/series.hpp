// Series: what monitoring systems are told of a run, whatever their format.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "master/run/run_view.hpp"

namespace acrida {

/// Of one name.
struct RequestSeries {
  std::string method;
  std::string name;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::uint64_t unknown = 0;
  std::uint64_t timed = 0;
  double seconds = 0;  // together
  std::array<std::uint64_t, kTimeBounds.size()> up_to{};
};

/// One number at this moment.
struct GaugeSeries {
  std::string_view name;  // "acrida_users"
  std::string_view help;
  double value = 0;
};

inline constexpr std::size_t kMaxRequestSeries = 1'000;

/// The first kMaxRequestSeries rows, in their order; the others are one, named "(further names)".
std::vector<RequestSeries> request_series(const RunView& view);
std::vector<GaugeSeries> gauge_series(const RunView& view);

}  // namespace acrida
