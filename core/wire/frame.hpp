// Frame: what stands around every message, [type, data, node_id], written and read.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/base/result.hpp"
#include "core/wire/codec.hpp"
#include "core/wire/reader.hpp"
#include "core/wire/type_name.hpp"
#include "core/wire/writer.hpp"

namespace acrida::wire {

/// `Variant` is one of the sets of messages, each with a write_data().
template <class Variant>
std::string encode_frame(const Variant& message, std::string_view node_id) {
  Writer out;
  out.array(3);
  out.text(std::visit([](const auto& which) { return type_name_of(which); }, message));
  std::visit([&](const auto& which) { write_data(out, which, node_id); }, message);
  out.text(node_id);
  return out.take();
}

/// Throws DecodeError; `type` is set as soon as it is known.
template <class Variant, class ReadData>
Envelope<Variant> read_frame(std::string_view frame, std::string& type, ReadData read_data) {
  Reader in(frame);
  if (frame.empty()) in.fail("is empty");
  if (frame.size() > kMaxFrameBytes) in.fail("is too large");
  if (in.array(kMaxEntriesPerReport) != 3) in.fail("is not an array of 3 elements");
  in.set_place("type");
  const std::string_view name = in.text();
  type = name;
  in.set_place("data");
  Variant message = read_data(in, name);
  in.set_place("node_id");
  std::string node_id(in.text());
  in.set_place("frame");
  if (!in.at_end()) in.fail("has bytes after its end");
  return {std::move(message), std::move(node_id)};
}

/// "stats: num_requests is not a number"; before the type is known only "frame is cut off".
template <class Variant, class ReadData>
Result<Envelope<Variant>> decode_frame(std::string_view frame, ReadData read_data) {
  constexpr std::size_t kMaxTypeBytesShown = 64;
  std::string type;
  try {
    return read_frame<Variant>(frame, type, read_data);
  } catch (const DecodeError& error) {
    if (type.empty()) return Error{error.what()};
    type.resize(std::min(type.size(), kMaxTypeBytesShown));
    const auto is_unprintable = [](char c) { return c < ' ' || c > '~'; };
    std::replace_if(type.begin(), type.end(), is_unprintable, '?');
    return Error{type + ": " + error.what()};
  }
}

}  // namespace acrida::wire
