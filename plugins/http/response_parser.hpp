// ResponseParser: HTTP/1.x answers out of bytes, as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace acrida {

/// What the head of an answer says; the views are into the bytes that were parsed.
struct ResponseHead {
  int status = 0;
  /// All header lines, "Name: value\r\n" each, as they came.
  std::string_view lines;
  std::string_view location;
  std::string_view content_encoding;
  bool has_cookies = false;
  /// The connection may be used again when the body has ended.
  bool keeps_alive = true;
};

/// Incremental, strict after RFC 9112; allocates nothing. Lines end with CR LF; a folded header line
/// (obs-fold) is read as if the fold were spaces; a chunked body with a Content-Length, differing
/// lengths and any transfer coding but chunked are refused, as the end of such an answer is not
/// certain. One answer after the other:
///
///   parser.begin(method == "HEAD");
///   while (!parser.done()) {
///     ... receive into `buffer` behind `unread` ...
///     if (!parser.has_head()) { consumed = parser.parse_head(unread, size); ... parser.head() ... }
///     else { piece = parser.parse_body(unread, consumed); ... piece is body ... }
///   }
class ResponseParser {
 public:
  static constexpr std::size_t kMaxHeadBytes = 64u << 10;      // of an answer, and of its trailers
  static constexpr std::size_t kMaxChunkLineBytes = 4u << 10;  // with extensions

  /// Before each answer. `without_body`: it is that of a HEAD.
  void begin(bool without_body);

  /// Looks for the whole head at the start of `bytes`, which are changed where a header is folded.
  /// Returns its size; 0 when more bytes are needed, or when failed(). Interim answers (1xx) are
  /// passed over within.
  std::size_t parse_head(char* bytes, std::size_t size);
  bool has_head() const { return state_ > State::head; }
  const ResponseHead& head() const { return head_; }

  /// The next piece of the body within `bytes`, empty when there is none yet. `consumed`: how many
  /// bytes are done with, the piece among them. Call it again while it consumes.
  std::string_view parse_body(std::string_view bytes, std::size_t& consumed);

  /// The body is whatever comes until the connection is closed.
  bool ends_at_close() const { return state_ == State::until_close; }
  /// The server has closed the connection. False: in the midst of an answer.
  bool close();

  bool done() const { return state_ == State::done; }
  bool failed() const { return state_ == State::failed; }
  /// What is wrong with the answer.
  const char* failure() const { return failure_; }
  /// Of the body until now, without chunk heads.
  std::uint64_t body_bytes() const { return body_bytes_; }

 private:
  enum class State : std::uint8_t {
    head,
    body,  // of known length
    chunk_size,
    chunk_data,
    chunk_end,
    trailer,
    until_close,
    done,
    failed,
  };
  enum class Length : std::uint8_t { unknown, content_length, chunked };

  void fail(const char* what);
  bool parse_status_line(std::string_view line, bool& is_1_0);
  bool parse_line(std::string_view line);
  bool parse_content_length(std::string_view value);
  bool parse_connection(std::string_view value);
  void begin_body();
  std::size_t parse_chunk_size(std::string_view bytes);
  std::size_t parse_trailer(std::string_view bytes);

  State state_ = State::head;
  Length length_ = Length::unknown;
  bool without_body_ = false;
  bool says_close_ = false;
  bool says_keep_alive_ = false;
  std::uint64_t remaining_ = 0;  // of the body, or of the chunk
  std::uint64_t body_bytes_ = 0;
  std::size_t searched_ = 0;  // of an incomplete head, so that it is looked through once
  std::size_t trailer_bytes_ = 0;
  const char* failure_ = "";
  ResponseHead head_;
};

}  // namespace acrida
