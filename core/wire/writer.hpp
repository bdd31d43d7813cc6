// Writer: builds one msgpack frame.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <msgpack.hpp>

#include "core/base/clock.hpp"
#include "core/plan/user_class.hpp"

namespace acrida::wire {

/// The values that our messages are made of, in the forms that every Locust peer reads: text as
/// str, integers in their smallest form, reals as float64.
class Writer final {
 public:
  Writer() : packer_(frame_) {}

  void array(std::size_t elements) { packer_.pack_array(static_cast<std::uint32_t>(elements)); }
  void map(std::size_t pairs) { packer_.pack_map(static_cast<std::uint32_t>(pairs)); }
  void nil() { packer_.pack_nil(); }
  void boolean(bool value) { value ? packer_.pack_true() : packer_.pack_false(); }
  void integer(std::int64_t value) { packer_.pack_int64(value); }
  void count(std::uint64_t value) { packer_.pack_uint64(value); }
  /// Peers refuse what is not finite: it is written as zero.
  void number(double value);
  void seconds(WallTime time);
  /// Repaired where it is not UTF-8, and cut to kMaxTextBytes.
  void text(std::string_view value);
  void binary(std::string_view bytes);
  void user_counts(const UserCounts& counts);
  /// A value that is encoded already.
  void raw(std::string_view value) { frame_.bytes.append(value); }

  /// A key of our own; the value follows.
  Writer& key(std::string_view name);

  std::string take() { return std::move(frame_.bytes); }

 private:
  struct Frame {
    std::string bytes;
    void write(const char* data, std::size_t size) { bytes.append(data, size); }
  };

  Frame frame_;
  msgpack::packer<Frame> packer_;
};

}  // namespace acrida::wire
