// Messages: what Hooks and users send between master and slaves, typed by msgpack.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

// msgpack's own choice of Boost headers has no place beside ours.
#ifndef MSGPACK_NO_BOOST
#define MSGPACK_NO_BOOST
#endif
#include <msgpack.hpp>

#include <acrida/message_codec.hpp>

namespace acrida::detail {

/// T is any type that msgpack-c packs and converts: numbers, text, containers, and your own with
/// MSGPACK_DEFINE(members...) (an array) or MSGPACK_DEFINE_MAP(members...) (a dict in Python).
template <class T>
struct MessageCodec {
  static std::string encode(const T& value) {
    msgpack::sbuffer buffer;
    msgpack::pack(buffer, value);
    return {buffer.data(), buffer.size()};
  }
  static T decode(std::string_view data, const std::string& what) {
    try {
      return msgpack::unpack(data.data(), data.size(), nullptr, nullptr, kLimits).get().as<T>();
    } catch (const std::exception& error) {
      throw std::runtime_error(what + " is not of the type that is expected: " + error.what());
    }
  }
  // A peer's bytes decide how deep they are nested.
  static inline const msgpack::unpack_limit kLimits{0xffff'ffff, 0xffff'ffff, 0xffff'ffff,
                                                    0xffff'ffff, 0xffff'ffff, 32};
};

}  // namespace acrida::detail
