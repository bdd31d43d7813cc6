// CurveSocket: keys for a ZeroMQ socket of a test's own.
#pragma once

#include <zmq.hpp>

#include "core/link/link_security.hpp"

namespace acrida::tests {

/// Before the socket connects.
inline void use_keys(zmq::socket_t& socket, const link::CurveClient& curve) {
  socket.set(zmq::sockopt::curve_serverkey, link::curve_key_bytes(curve.server_key));
  socket.set(zmq::sockopt::curve_publickey, link::curve_key_bytes(curve.keys.public_key));
  socket.set(zmq::sockopt::curve_secretkey, link::curve_key_bytes(curve.keys.secret_key));
}

}  // namespace acrida::tests
