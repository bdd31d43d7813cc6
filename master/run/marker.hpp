// Marker: something that happened at a moment of a run, for the charts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace acrida {

struct Marker {
  enum class Kind { start, spawned, edit, slave_joined, slave_lost, stop, user };

  WallTime time{};  // the master's clock, without its steps during the run
  Kind kind{};
  std::string text;              // one line
  std::uint64_t after_view = 0;  // the number of the last view that was made before it

  bool operator==(const Marker&) const = default;
};

/// The word of the API and of the journal.
std::string_view to_string(Marker::Kind kind);
std::optional<Marker::Kind> marker_kind_of(std::string_view word);

}  // namespace acrida
