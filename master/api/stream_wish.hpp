// StreamWish: what a reader of the stream asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "master/page/row_selection.hpp"

namespace acrida {

struct StreamWish {
  std::optional<std::uint64_t> since;  // the last view that it has
  RowSelection rows;
};

/// A text frame: {"subscribe": {"since": 1, "rows": {...}}}, all but "subscribe" optional. Nothing
/// when it is anything else. Pure.
std::optional<StreamWish> parse_stream_wish(std::string_view frame);

}  // namespace acrida
