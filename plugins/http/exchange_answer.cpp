// FastHttpClient::Exchange: the answer, from the bytes that come to body, headers and cookies.
#include <chrono>
#include <cstring>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "exchange.hpp"
#include "header_named.hpp"
#include "text_pool.hpp"

namespace acrida {

namespace asio = boost::asio;
namespace {

constexpr int kReadsPerTurn =
    16;  // of up to FastHttpEngine::kBufferBytes, until others get their turn

}  // namespace

// Bytes that cannot be parsed yet, the beginning of a head mostly, are kept apart: the engine's buffers are
// everybody's again afterwards. One that is ready must be read until nothing is left (see ReadySocket).
void FastHttpClient::Exchange::receive(bool is_ready) {
  if (!is_ready) return fail_to_receive(asio::error::operation_aborted);
  char* const bytes = connection_->tls ? engine_.decrypted() : engine_.received();
  std::memcpy(bytes, unparsed_.data(), unparsed_.size());
  boost::system::error_code error;
  for (int reads = 0; reads < kReadsPerTurn && !error && !is_over(); ++reads)
    error = receive_once(bytes);
  has_more_ = !error;
  if (!is_over()) unparsed_.assign(bytes, end_);
  if (error && error != asio::error::would_block && !is_over()) fail_to_receive(error);
}

boost::system::error_code FastHttpClient::Exchange::receive_once(char* bytes) {
  constexpr std::size_t kSize = FastHttpEngine::kBufferBytes;
  boost::system::error_code error;
  if (connection_->tls) {
    const std::size_t received = connection_->receive(engine_.received(), kSize, error);
    if (!error) decrypt(bytes, {engine_.received(), received});
    return error;
  }
  const std::size_t received = connection_->receive(bytes + end_, kSize - end_, error);
  if (error) return error;
  has_received_ = true;
  end_ += received;
  parse(bytes);
  return error;
}

void FastHttpClient::Exchange::fail_to_receive(boost::system::error_code error) {
  if (connection_->deadline.was_late()) return fail("Timeout was reached");
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (!has_received_ && !send_failure_.empty()) return fail(send_failure_);
  const bool is_cut = connection_->tls && parser_.ends_at_close();  // TLS says when it ends
  if (error == asio::error::eof && !is_cut) return close_by_server();
  if (is_cut) return fail("Transferred a partial file");
  fail("Failure when receiving data from the peer: " + error.message());
}

void FastHttpClient::Exchange::decrypt(char* bytes, std::string_view cipher) {
  connection_->tls->lend(cipher);
  while (!is_over()) {
    std::size_t received = 0;
    const auto result =
        connection_->tls->read(bytes + end_, FastHttpEngine::kBufferBytes - end_, received);
    if (result == TlsChannel::Result::wants_more) break;
    if (result == TlsChannel::Result::closed) return close_by_server();
    if (result == TlsChannel::Result::failed)
      return fail("Failure when receiving data from the peer: " + connection_->tls->failure());
    has_received_ = true;
    end_ += received;
    parse(bytes);
  }
  connection_->tls->keep();
}

void FastHttpClient::Exchange::parse(char* bytes) {
  if (client_.measure_phases && first_byte_ == Clock::time_point()) first_byte_ = Clock::now();
  if (!parser_.has_head()) {
    begin_ = parser_.parse_head(bytes, end_);
    if (parser_.failed()) return fail(std::string("Weird server reply: ") + parser_.failure());
    if (begin_ == 0) {
      if (end_ == FastHttpEngine::kBufferBytes)
        fail("Weird server reply: a head of more than 64 KiB");
      return;
    }
    const ResponseHead& head = parser_.head();
    status_ = head.status;
    keeps_alive_ = head.keeps_alive;
    std::string& lines = response_.headers_;
    if (lines.capacity() < head.lines.size()) lines = text_pool::take();
    lines.assign(head.lines);
    location_.assign(head.location);
    encoding_.assign(head.content_encoding);
    if (head.has_cookies) take_cookies();
  }
  while (begin_ < end_ && !parser_.done()) {
    std::size_t consumed = 0;
    const std::string_view piece = parser_.parse_body({bytes + begin_, end_ - begin_}, consumed);
    if (!piece.empty()) take_body(piece);
    if (!failure_.empty()) return;
    if (parser_.failed()) return fail(std::string("Weird server reply: ") + parser_.failure());
    begin_ += consumed;
    if (consumed == 0) break;
  }
  if (parser_.done()) return;
  if (begin_ < end_ && begin_ > 0) std::memmove(bytes, bytes + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == FastHttpEngine::kBufferBytes)
    fail("Weird server reply: a chunk's line or trailers that are too long");
}

void FastHttpClient::Exchange::take_body(std::string_view piece) {
  if (parser_.body_bytes() > client_.max_body_bytes)
    return fail("Maximum file size exceeded: more than " + std::to_string(client_.max_body_bytes) +
                " bytes (max_body_bytes)");
  if (client_.discard_bodies) return;
  std::string& body = response_.body;
  if (body.capacity() < piece.size() && body.empty()) body = text_pool::take();
  body.append(piece);
}

void FastHttpClient::Exchange::close_by_server() {
  keeps_alive_ = false;
  if (parser_.close()) return;
  fail(has_received_ ? "Transferred a partial file"
                     : "Server returned nothing (no headers, no data)");
}

void FastHttpClient::Exchange::take_cookies() {
  const auto now = std::chrono::system_clock::now();
  constexpr std::string_view kName = "Set-Cookie";
  for (std::string_view rest = response_.headers_; !rest.empty();) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    if (is_same_name(name_of(line), kName))
      session_.cookies.store(line.substr(kName.size() + 1), origin_->host, target_, now);
    rest.remove_prefix(end + 2);
  }
}

}  // namespace acrida
