// ReceiveBuffer: what has come from the server and is not taken yet.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace acrida {

/// One block of memory that is used again and again; it grows to what the largest message needs,
/// and goes back to kKeptBytes when such a message has been taken. No IO.
class ReceiveBuffer final {
 public:
  static constexpr std::size_t kFirstBytes = 4 * 1024;
  static constexpr std::size_t kKeptBytes = 64 * 1024;

  std::string_view unread() const { return {data_.get() + begin_, end_ - begin_}; }
  /// Takes the first bytes; the view lives until space() is called again.
  std::string_view take(std::size_t bytes);
  /// How many bytes there are up to the end of the delimiter. `searched` is the caller's, 0 at
  /// first: how many bytes need not be looked at again when more have come.
  std::optional<std::size_t> find_end_of(std::string_view delimiter, std::size_t& searched) const;

  /// Room for more, so that there may be `wanted_bytes` unread ones in all; never empty.
  std::span<char> space(std::size_t wanted_bytes);
  /// So many bytes were written into space().
  void commit(std::size_t bytes) { end_ += bytes; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace acrida
