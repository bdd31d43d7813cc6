// Packed: frames built by hand with msgpack's own packer, as other implementations build them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <msgpack.hpp>

namespace acrida::wire {

using Packer = msgpack::packer<msgpack::sbuffer>;

/// What `write` packs.
inline std::string packed(const std::function<void(Packer&)>& write) {
  msgpack::sbuffer buffer;
  Packer packer(buffer);
  write(packer);
  return {buffer.data(), buffer.size()};
}

/// [type, data, "w1"] with the data that `write_data` packs.
inline std::string packed_frame(std::string_view type,
                                const std::function<void(Packer&)>& write_data) {
  return packed([&](Packer& p) {
    p.pack_array(3);
    p.pack(std::string(type));
    write_data(p);
    p.pack(std::string("w1"));
  });
}

/// Packs a map's key and its value.
template <class Value>
void pair(Packer& p, const char* key, const Value& value) {
  p.pack(std::string(key));
  p.pack(value);
}

inline void nil_pair(Packer& p, const char* key) {
  p.pack(std::string(key));
  p.pack_nil();
}

}  // namespace acrida::wire
