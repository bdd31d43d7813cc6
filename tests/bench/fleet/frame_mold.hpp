// FrameMold: one encoded message that any slave of a crowd may send.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "core/wire/codec.hpp"

namespace acrida::tests {

/// Slaves of a crowd have ids of one length, and the id ends the frame: what differs is a copy of a few bytes.
///
///   FrameMold mold(wire::Heartbeat{...}, 43);
///   socket.send(zmq::buffer(mold.of(id)));
class FrameMold final {
 public:
  FrameMold(const wire::FromSlave& message, std::size_t id_bytes)
      : id_bytes_(id_bytes), frame_(wire::encode(message, std::string(id_bytes, '?'))) {}

  /// The frame of the slave with this id; valid until the next call.
  const std::string& of(std::string_view id) {
    std::copy(id.begin(), id.end(), frame_.end() - static_cast<std::ptrdiff_t>(id_bytes_));
    return frame_;
  }

 private:
  std::size_t id_bytes_;
  std::string frame_;
};

}  // namespace acrida::tests
