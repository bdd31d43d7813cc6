// Row limits: what a data file may hold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace acrida {

inline constexpr std::uint64_t kMaxRows = 200'000'000;
inline constexpr std::size_t kMaxColumns = 1000;
inline constexpr std::size_t kMaxFieldBytes = std::size_t{16} << 20;

}  // namespace acrida
