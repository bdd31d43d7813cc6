// MessageCodec: the seam between hooks and msgpack.
#pragma once

namespace acrida::detail {

/// Declared here, defined in <acrida/message.hpp>: a test that sends or receives messages includes
/// that too, the others do without msgpack.
template <class T>
struct MessageCodec;

}  // namespace acrida::detail
