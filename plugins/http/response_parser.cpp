// ResponseParser: RFC 9112, sections 4 to 7.
#include "response_parser.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace acrida {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

constexpr std::array<bool, 256> table_of(std::string_view also, bool alphanumeric) {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; alphanumeric && c < 128; ++c)
    table[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  for (const char c : also) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr auto kTokenCharacters = table_of("!#$%&'*+-.^_`|~", true);

constexpr bool is_token(char c) {
  return kTokenCharacters[static_cast<unsigned char>(c)];
}

/// Of a header's value, or of a reason: no control character but the tabulator.
constexpr bool is_field_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

/// Eight bytes at a time, after "Bit Twiddling Hacks" (Anderson): a word in which some byte may be a
/// control character is looked at byte by byte.
bool is_field_text(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHigh = 0x80 * kEach;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    const std::uint64_t below_space = (word - 0x20 * kEach) & ~word & kHigh;
    const std::uint64_t not_del = word ^ 0x7f * kEach;
    const std::uint64_t del = (not_del - kEach) & ~not_del & kHigh;
    if ((below_space | del) == 0) [[likely]]
      continue;
    if (!std::all_of(text.begin(), text.begin() + 8, is_field_character)) return false;
  }
  return std::all_of(text.begin(), text.end(), is_field_character);
}

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// `name` is in lower case.
bool equals(std::string_view text, std::string_view name) {
  return text.size() == name.size() && std::equal(text.begin(), text.end(), name.begin(),
                                                  [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// The elements of a comma-separated list; empty ones are left out.
template <class OnElement>
void for_each_element(std::string_view list, OnElement on_element) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view element = trimmed(list.substr(0, comma));
    if (!element.empty()) on_element(element);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

/// Spaces in place of the line breaks of folded lines.
void unfold(char* bytes, std::size_t size) {
  for (std::size_t i = 0; i + 2 < size; ++i) {
    if (bytes[i] == '\r' && bytes[i + 1] == '\n' && (bytes[i + 2] == ' ' || bytes[i + 2] == '\t'))
      bytes[i] = bytes[i + 1] = ' ';
  }
}

}  // namespace

void ResponseParser::begin(bool without_body) {
  *this = ResponseParser();
  without_body_ = without_body;
}

void ResponseParser::fail(const char* what) {
  state_ = State::failed;
  failure_ = what;
}

std::size_t ResponseParser::parse_head(char* bytes, std::size_t size) {
  std::size_t begin = 0;  // of this head; interim ones are before it
  while (true) {
    const std::string_view all(bytes + begin, size - begin);
    const std::size_t end = all.find(kEndOfHead, searched_);
    if (end == std::string_view::npos) {
      // What cannot become an answer is refused before its head is whole.
      const std::size_t known = std::min<std::size_t>(all.size(), 7);
      if (all.substr(0, known) != std::string_view("HTTP/1.").substr(0, known)) {
        fail("no HTTP/1 answer");
      } else if (size >= kMaxHeadBytes) {
        fail("a head of more than 64 KiB");
      }
      // Interim heads are looked through again, so that the caller keeps them until the end.
      searched_ = begin > 0 || all.size() < 3 ? 0 : all.size() - 3;
      return 0;
    }
    searched_ = 0;
    const std::size_t head_size = end + kEndOfHead.size();
    if (head_size > kMaxHeadBytes) return fail("a head of more than 64 KiB"), 0;
    const std::size_t status_size = all.find("\r\n") + 2;
    bool is_1_0 = false;
    head_ = ResponseHead();
    if (!parse_status_line(all.substr(0, status_size - 2), is_1_0)) return 0;
    const std::size_t lines_size = head_size - status_size - 2;
    unfold(bytes + begin + status_size, lines_size);
    head_.lines = {bytes + begin + status_size, lines_size};
    for (std::string_view rest = head_.lines; !rest.empty();) {
      const std::size_t line_end = rest.find("\r\n");
      if (!parse_line(rest.substr(0, line_end))) return 0;
      rest.remove_prefix(line_end + 2);
    }
    begin += head_size;
    if (head_.status >= 200) {
      head_.keeps_alive = !says_close_ && (!is_1_0 || says_keep_alive_);
      begin_body();
      return begin;
    }
    if (head_.status == 101) return fail("an answer 101, which was not asked for"), 0;
    length_ = Length::unknown;
    remaining_ = 0;
    says_close_ = says_keep_alive_ = false;
  }
}

bool ResponseParser::parse_status_line(std::string_view line, bool& is_1_0) {
  const auto digit = [&](std::size_t at) { return line[at] >= '0' && line[at] <= '9'; };
  const bool good = line.size() >= 12 && line.starts_with("HTTP/1.") &&
                    (line[7] == '0' || line[7] == '1') && line[8] == ' ' && line[9] != '0' &&
                    digit(9) && digit(10) && digit(11) && (line.size() == 12 || line[12] == ' ') &&
                    is_field_text(line.substr(12));
  if (!good) return fail("a status line that is none of HTTP/1"), false;
  is_1_0 = line[7] == '0';
  head_.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  return true;
}

bool ResponseParser::parse_line(std::string_view line) {
  std::size_t colon = 0;
  while (colon < line.size() && is_token(line[colon])) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':')
    return fail("a header line without a name"), false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_field_text(value)) return fail("a header with control characters"), false;
  switch (colon) {
    case 8:
      if (equals(name, "location")) head_.location = value;
      break;
    case 10:
      if (equals(name, "connection")) return parse_connection(value);
      if (equals(name, "set-cookie")) head_.has_cookies = true;
      break;
    case 14:
      if (equals(name, "content-length")) return parse_content_length(value);
      break;
    case 16:
      if (equals(name, "content-encoding")) head_.content_encoding = value;
      break;
    case 17:
      if (!equals(name, "transfer-encoding")) break;
      if (length_ != Length::unknown || !equals(value, "chunked"))
        return fail(length_ == Length::unknown ? "a transfer coding that is not chunked"
                                               : "two ways to say where the body ends"),
               false;
      length_ = Length::chunked;
      break;
    default:
      break;
  }
  return true;
}

bool ResponseParser::parse_content_length(std::string_view value) {
  if (length_ == Length::chunked) return fail("two ways to say where the body ends"), false;
  std::uint64_t length = 0;
  const bool digits =
      !value.empty() && value.size() <= 18 &&
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return fail("a Content-Length that is no length"), false;
  for (const char c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  if (length_ == Length::content_length && remaining_ != length)
    return fail("two ways to say where the body ends"), false;
  length_ = Length::content_length;
  remaining_ = length;
  return true;
}

bool ResponseParser::parse_connection(std::string_view value) {
  for_each_element(value, [this](std::string_view option) {
    if (equals(option, "close")) says_close_ = true;
    if (equals(option, "keep-alive")) says_keep_alive_ = true;
  });
  return true;
}

void ResponseParser::begin_body() {
  if (without_body_ || head_.status == 204 || head_.status == 304) {
    state_ = State::done;
  } else if (length_ == Length::chunked) {
    state_ = State::chunk_size;
  } else if (length_ == Length::content_length) {
    state_ = remaining_ == 0 ? State::done : State::body;
  } else {
    state_ = State::until_close;
    head_.keeps_alive = false;
  }
}

std::string_view ResponseParser::parse_body(std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  while (true) {
    const std::string_view left = bytes.substr(consumed);
    switch (state_) {
      case State::body:
      case State::chunk_data: {
        const std::string_view piece =
            left.substr(0, std::min<std::uint64_t>(left.size(), remaining_));
        consumed += piece.size();
        remaining_ -= piece.size();
        body_bytes_ += piece.size();
        if (remaining_ == 0) state_ = state_ == State::body ? State::done : State::chunk_end;
        return piece;
      }
      case State::until_close:
        consumed += left.size();
        body_bytes_ += left.size();
        return left;
      case State::chunk_end:
        if (left.size() < 2) {
          if (left == "\n" || (left.size() == 1 && left[0] != '\r'))
            fail("a chunk of another length than it says");
          return {};
        }
        if (!left.starts_with("\r\n"))
          return fail("a chunk of another length than it says"), left.substr(0, 0);
        consumed += 2;
        state_ = State::chunk_size;
        break;
      case State::chunk_size: {
        const std::size_t size = parse_chunk_size(left);
        if (size == 0) return {};
        consumed += size;
        break;
      }
      case State::trailer: {
        const std::size_t size = parse_trailer(left);
        if (size == 0) return {};
        consumed += size;
        break;
      }
      case State::head:
      case State::done:
      case State::failed:
        return {};
    }
  }
}

/// The size of the line; 0 when it is not whole, or bad.
std::size_t ResponseParser::parse_chunk_size(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n");
  const std::string_view line = bytes.substr(0, end);
  std::size_t digits = 0;
  std::uint64_t size = 0;
  while (digits < line.size() && hex_digit(line[digits]) >= 0) {
    if (size >> 56 != 0) return fail("a chunk that is too large"), 0;
    size = size << 4 | static_cast<std::uint64_t>(hex_digit(line[digits]));
    ++digits;
  }
  if (digits == 0 && !line.empty()) return fail("a chunk without a size"), 0;
  if (end == std::string_view::npos) {
    if (bytes.size() > kMaxChunkLineBytes) fail("a chunk's line of more than 4 KiB");
    return 0;
  }
  if (digits == 0) return fail("a chunk without a size"), 0;
  const std::string_view rest = trimmed(line.substr(digits));
  if (!rest.empty() &&
      (rest.front() != ';' || line.size() > kMaxChunkLineBytes || !is_field_text(rest)))
    return fail("a chunk whose size is followed by something else"), 0;
  remaining_ = size;
  state_ = size > 0 ? State::chunk_data : State::trailer;
  return end + 2;
}

/// As parse_chunk_size(), for one line after the last chunk.
std::size_t ResponseParser::parse_trailer(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n");
  if (end == std::string_view::npos) {
    if (trailer_bytes_ + bytes.size() > kMaxHeadBytes) fail("trailers of more than 64 KiB");
    return 0;
  }
  trailer_bytes_ += end + 2;
  if (trailer_bytes_ > kMaxHeadBytes) return fail("trailers of more than 64 KiB"), 0;
  if (end == 0) {
    state_ = State::done;
    return 2;
  }
  const std::string_view line = bytes.substr(0, end);
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos ||
      !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_token) ||
      !is_field_text(line))
    return fail("a trailer line without a name"), 0;
  return end + 2;
}

bool ResponseParser::close() {
  if (state_ == State::until_close) state_ = State::done;
  return state_ == State::done;
}

}  // namespace acrida
