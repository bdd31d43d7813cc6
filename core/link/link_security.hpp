// LinkSecurity: what the two ends of an encrypted link are given.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/link/curve_keys.hpp"

namespace acrida::link {

/// The master's: its pair, and who may come in.
struct CurveServer {
  CurveKeys keys;
  /// Asked once in each handshake with the peer's public key, which it has proved to own, and
  /// its address, on the loop's thread. False: the peer is told so and hears nothing else.
  std::function<bool(std::string_view key, std::string_view address)> admits;
};

/// A slave's: its pair, and the key that the master must prove to own.
struct CurveClient {
  CurveKeys keys;
  std::string server_key;
};

/// Why a slave's handshake came to nothing. ZeroMQ may go on trying or have given up: the socket is
/// to be opened again.
enum class LinkTrouble {
  refused_key,   // the master does not admit this key
  no_handshake,  // the other end has another server key, is not encrypted, or is no master at all
};

}  // namespace acrida::link
