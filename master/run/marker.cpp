// Marker: something that happened at a moment of a run, for the charts.
#include "master/run/marker.hpp"

#include <array>

namespace acrida {
namespace {

constexpr std::array<std::string_view, 7> kWords = {"start",      "spawned", "edit", "slave_joined",
                                                    "slave_lost", "stop",    "user"};

}  // namespace

std::string_view to_string(Marker::Kind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

std::optional<Marker::Kind> marker_kind_of(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (kWords[i] == word) return static_cast<Marker::Kind>(i);
  return std::nullopt;
}

}  // namespace acrida
