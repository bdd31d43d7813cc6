// ReceiveBuffer: moving what is left to the front, growing by doubling.
#include "receive_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace acrida {

std::string_view ReceiveBuffer::take(std::size_t bytes) {
  const std::string_view taken = unread().substr(0, bytes);
  begin_ += taken.size();
  return taken;
}

std::optional<std::size_t> ReceiveBuffer::find_end_of(std::string_view delimiter,
                                                      std::size_t& searched) const {
  const std::size_t found = unread().find(delimiter, searched);
  if (found != std::string_view::npos) return found + delimiter.size();
  // Its beginning may be there already.
  searched = unread().size() - std::min(unread().size(), delimiter.size() - 1);
  return std::nullopt;
}

std::span<char> ReceiveBuffer::space(std::size_t wanted_bytes) {
  const std::size_t held = end_ - begin_;
  std::size_t wanted = std::max({wanted_bytes, held + 1, kFirstBytes});
  if (wanted > capacity_ || (capacity_ > kKeptBytes && wanted <= kKeptBytes)) {
    if (wanted > capacity_) wanted = std::max(wanted, capacity_ * 2);
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (held > 0) std::memcpy(larger.get(), data_.get() + begin_, held);
    data_ = std::move(larger);
    capacity_ = wanted;
    begin_ = 0;
    end_ = held;
  } else if (held == 0) {
    begin_ = end_ = 0;
  } else if (begin_ + std::max(wanted_bytes, held + 1) > capacity_) {
    std::memmove(data_.get(), data_.get() + begin_, held);
    begin_ = 0;
    end_ = held;
  }
  return {data_.get() + end_, capacity_ - end_};
}

}  // namespace acrida
