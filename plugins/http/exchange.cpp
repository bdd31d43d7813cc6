// FastHttpClient::Exchange: everything of a request but the awaits.
#include "exchange.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <openssl/evp.h>

#include <acrida/network_error.hpp>
#include <acrida/user.hpp>
#include <acrida/version.hpp>
#include <acrida/within.hpp>

#include "content_decoder.hpp"
#include "form_encoding.hpp"
#include "header_named.hpp"
#include "text_pool.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxFreeExchanges = 256;
constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);

struct FreeExchanges {
  std::vector<void*> blocks;
  ~FreeExchanges() {
    for (void* const block : blocks) ::operator delete(block);
  }
};
thread_local FreeExchanges free_exchanges;

/// Zero is no limit, as in libcurl.
std::chrono::milliseconds limit_of(std::chrono::milliseconds timeout) {
  return timeout.count() <= 0 ? kLongest : std::min(timeout, kLongest);
}

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view name_of(std::string_view line) {
  return line.substr(0, line.find(':'));
}

/// What is meant for one server only.
bool is_for_origin(std::string_view name) {
  return is_same_name(name, "Authorization") || is_same_name(name, "Cookie") ||
         is_same_name(name, "Host");
}

/// No space or control character, which would end the request's first line early.
bool is_sendable(std::string_view target) {
  return std::all_of(target.begin(), target.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

std::string basic_credentials(std::string_view user, std::string_view password) {
  const std::string plain = std::string(user) + ":" + std::string(password);
  std::string coded(4 * (plain.size() / 3 + 1) + 1, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(coded.data());
  const auto* const in = reinterpret_cast<const unsigned char*>(plain.data());
  coded.resize(static_cast<std::size_t>(EVP_EncodeBlock(out, in, static_cast<int>(plain.size()))));
  return "Authorization: Basic " + coded + "\r\n";
}

}  // namespace

// Kept for the life of the thread, as many as were ever in use at once.
void* FastHttpClient::Exchange::operator new(std::size_t size) {
  if (free_exchanges.blocks.empty()) return ::operator new(size);
  void* const memory = free_exchanges.blocks.back();
  free_exchanges.blocks.pop_back();
  return memory;
}

void FastHttpClient::Exchange::operator delete(void* memory) {
  if (free_exchanges.blocks.size() == kMaxFreeExchanges) return ::operator delete(memory);
  free_exchanges.blocks.push_back(memory);
}

FastHttpClient::Exchange::Exchange(FastHttpClient& client, std::string_view method,
                                   std::string_view path, std::string body,
                                   std::string_view content_type, const HttpRequest& request)
    : client_(client),
      session_(client.session()),
      engine_(session_.engine),
      method_(method),
      request_(request),
      body_(std::move(body)),
      content_type_(content_type),
      target_(path),
      limit_(limit_of(request.timeout.count() > 0 ? request.timeout : client.timeout)) {
  check_header("Content-Type", content_type);
  for (const auto& [name, value] : request.headers) {
    check_header(name, value);
    if (is_same_name(name, "Transfer-Encoding"))
      throw std::invalid_argument("bad header Transfer-Encoding: bodies are sent as they are");
  }
  if (client.user_.host.empty() && !is_whole_url(path)) client.host_url();  // which throws
}

bool FastHttpClient::Exchange::begin() {
  response_ = Response(client_.user_, method_, request_.name.empty() ? target_ : request_.name);
  started_ = response_.started();
  try {
    set_target(target_);
  } catch (const std::invalid_argument& error) {
    fail(std::string("URL using bad/illegal format or missing URL: ") + error.what());
    return false;
  }
  if (!request_.form.empty()) add_form(request_);
  if (!is_sendable(target_)) {
    fail("URL using bad/illegal format or missing URL: a space or a control character");
    return false;
  }
  has_body_ = !body_.empty() || method_ == "POST" || method_ == "PUT";
  return true;
}

void FastHttpClient::Exchange::set_target(std::string_view path) {
  if (is_whole_url(path)) {
    url_.emplace(HttpUrl::parse(path.substr(0, path.find('#'))));
    origin_ = engine_.known(url_->origin);
    target_ = url_->target;
    return;
  }
  if (session_.base_text != client_.user_.host) {
    session_.base = HttpUrl::parse(client_.host_url());
    session_.base_text = client_.user_.host;
    session_.base_origin = engine_.known(session_.base.origin);
  }
  origin_ = session_.base_origin;
  target_ = path.substr(0, path.find('#'));
  const std::string& base = session_.base.target;
  if (base == "/" && target_.starts_with('/')) return;
  own_target_ = base == "/" ? "" : base;
  if (!target_.starts_with('/')) own_target_ += '/';
  own_target_ += target_;
  target_ = own_target_;
}

void FastHttpClient::Exchange::add_form(const HttpRequest& request) {
  std::string form = encode_form(request.form);
  if (body_.empty() && (method_ == "POST" || method_ == "PUT" || method_ == "PATCH")) {
    body_ = std::move(form);
    content_type_ = "application/x-www-form-urlencoded";
    return;
  }
  std::string target(target_);
  target += target.find('?') == std::string::npos ? '?' : '&';
  own_target_ = target + form;
  target_ = own_target_;
}

FastHttpClient::Exchange::Clock::duration FastHttpClient::Exchange::time_left() const {
  return std::max<Clock::duration>(limit_ - (Clock::now() - started_), Clock::duration(1));
}

bool FastHttpClient::Exchange::reuse_connection() {
  trust_ = nullptr;
  is_reused_ = false;
  try {
    if (origin_->tls) trust_ = session_.trust(client_.verify_tls, client_.ca_file);
  } catch (const NetworkError& error) {
    fail(error.what());
    return true;
  }
  connection_ = session_.take_idle(origin_, trust_, started_);
  is_reused_ = connection_ != nullptr;
  return is_reused_;
}

task<> FastHttpClient::Exchange::connect() {
  connection_ = std::make_shared<HttpConnection>(engine_, origin_, trust_);
  try {
    const auto steps = [](std::shared_ptr<HttpConnection> connection, bool verify,
                          TlsSession again) -> task<> {
      co_await connection->connect();
      if (connection->trust) co_await connection->shake_hands(verify, again.get());
    };
    auto attempt = steps(connection_, client_.verify_tls, session_.tls_session_for(*connection_));
    const auto limit = std::min<Clock::duration>(limit_of(client_.connect_timeout), time_left());
    co_await within(limit, std::move(attempt));
  } catch (const NetworkError& error) {
    if (error.code() == asio::error::timed_out &&
        Clock::now() - started_ >=
            std::min<Clock::duration>(limit_of(client_.connect_timeout), limit_))
      fail("Timeout was reached");
    else if (error.code() == asio::error::host_not_found)
      fail("Couldn't resolve host name");
    else
      fail(error.what());
  }
}

std::string FastHttpClient::Exchange::build_lines(bool is_usual) const {
  const auto is_overridden = [&](std::string_view name) {
    return std::any_of(request_.headers.begin(), request_.headers.end(),
                       [&](const HttpField& field) { return is_same_name(field.first, name); });
  };
  const auto is_given = [&](std::string_view name) {
    return is_overridden(name) ||
           std::any_of(client_.headers_.begin(), client_.headers_.end(), HeaderNamed{name});
  };
  std::string lines;
  const auto add = [&](std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  };
  if (is_elsewhere_ || !is_given("Host")) add("Host", origin_->authority);
  if (!is_given("User-Agent")) add("User-Agent", "acrida/" ACRIDA_VERSION);
  if (!is_given("Accept")) add("Accept", "*/*");
  if (client_.compression && !is_given("Accept-Encoding"))
    add("Accept-Encoding", kAcceptedEncodings);
  for (const std::string& line : client_.headers_)
    if (!is_overridden(name_of(line)) && !(is_elsewhere_ && is_for_origin(name_of(line))))
      lines.append(line).append("\r\n");
  if (is_usual) return lines;
  for (const auto& [name, value] : request_.headers)
    if (!value.empty() && !(is_elsewhere_ && is_for_origin(name))) add(name, value);
  std::string_view user = request_.user;
  std::string_view password = request_.password;
  if (user.empty() && url_) {
    user = url_->user;
    password = url_->password;
  }
  if (user.empty() && !url_) {
    user = session_.base.user;
    password = session_.base.password;
  }
  if (!user.empty() && !is_given("Authorization") && !(is_elsewhere_ && user == request_.user))
    lines += basic_credentials(user, password);
  if (has_body_) {
    if (!content_type_.empty() && !is_given("Content-Type")) add("Content-Type", content_type_);
    if (!is_given("Content-Length")) add("Content-Length", std::to_string(body_.size()));
  }
  return lines;
}

const std::string& FastHttpClient::Exchange::usual_lines() {
  Session& session = session_;
  if (session.usual_lines.empty() || session.usual_version != client_.headers_version_ ||
      session.usual_compression != client_.compression || session.usual_origin != origin_) {
    session.usual_lines = build_lines(true);
    session.usual_version = client_.headers_version_;
    session.usual_compression = client_.compression;
    session.usual_origin = origin_;
  }
  return session.usual_lines;
}

void FastHttpClient::Exchange::build_head() {
  std::string& head = engine_.head;
  head.assign(method_).append(" ").append(target_).append(" HTTP/1.1\r\n");
  const bool is_usual = request_.headers.empty() && !has_body_ && !is_elsewhere_ &&
                        request_.user.empty() && !url_ && session_.base.user.empty();
  if (is_usual)
    head += usual_lines();
  else
    head += build_lines(false);
  if (!session_.cookies.empty()) {
    const std::size_t before = head.size();
    head += "Cookie: ";
    const std::size_t name_end = head.size();
    session_.cookies.append_to(head, origin_->host, target_, origin_->tls,
                               std::chrono::system_clock::now());
    if (head.size() == name_end)
      head.resize(before);
    else
      head += "\r\n";
  }
  head += "\r\n";
}

void FastHttpClient::Exchange::send() {
  begin_ = end_ = 0;
  has_received_ = false;
  send_failure_.clear();
  parser_.begin(method_ == "HEAD");
  build_head();
  deadline_.emplace(connection_->deadline, started_ + limit_);
  note_send_failure(connection_->write(engine_.head, body_));
}

// The server may have answered before it stopped reading: that answer is what counts.
void FastHttpClient::Exchange::note_send_failure(boost::system::error_code error) {
  if (error) send_failure_ = "Failed sending data to the peer: " + error.message();
}

// The server may answer before it has read everything, or only goes on when its answer is read.
task<> FastHttpClient::Exchange::flush() {
  using boost::asio::experimental::awaitable_operators::operator||;
  constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
  while (has_unsent() && !is_over()) {
    const auto ready = co_await (socket().async_wait(asio::socket_base::wait_write, no_throw) ||
                                 socket().async_wait(asio::socket_base::wait_read, no_throw));
    const bool may_send = ready.index() == 0;
    const boost::system::error_code error =
        may_send ? std::get<0>(std::get<0>(ready)) : std::get<0>(std::get<1>(ready));
    if (error) {
      receive(error, 0);
    } else if (may_send) {
      note_send_failure(connection_->send_more());
    } else {
      boost::system::error_code failure;
      const std::size_t bytes = socket().read_some(asio::mutable_buffer(space()), failure);
      if (failure != asio::error::would_block) receive(failure, bytes);
    }
  }
}

asio::mutable_buffer FastHttpClient::Exchange::space() {
  if (!buffer_) buffer_.emplace(engine_);
  if (connection_->tls) {
    if (!cipher_) cipher_.emplace(engine_);
    return {cipher_->data(), cipher_->size()};
  }
  return {buffer_->data() + end_, buffer_->size() - end_};
}

void FastHttpClient::Exchange::receive(boost::system::error_code error, std::size_t bytes) {
  if (error) return fail_to_receive(error);
  if (connection_->tls) return decrypt({cipher_->data(), bytes});
  has_received_ = true;
  end_ += bytes;
  const bool was_full = end_ == buffer_->size();
  parse();
  if (was_full && !is_over() && buffer_->size() < FastHttpEngine::kLargeBufferBytes)
    buffer_->grow(end_);
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

void FastHttpClient::Exchange::decrypt(std::string_view bytes) {
  const bool was_full = bytes.size() == cipher_->size();
  connection_->tls->lend(bytes);
  while (!is_over()) {
    if (end_ == buffer_->size()) buffer_->grow(end_);
    std::size_t received = 0;
    const auto result =
        connection_->tls->read(buffer_->data() + end_, buffer_->size() - end_, received);
    if (result == TlsChannel::Result::wants_more) break;
    if (result == TlsChannel::Result::closed) return close_by_server();
    if (result == TlsChannel::Result::failed)
      return fail("Failure when receiving data from the peer: " + connection_->tls->failure());
    has_received_ = true;
    end_ += received;
    parse();
  }
  connection_->tls->keep();
  if (was_full && !is_over() && cipher_->size() < FastHttpEngine::kLargeBufferBytes)
    cipher_->grow(0);
}

void FastHttpClient::Exchange::parse() {
  char* const bytes = buffer_->data();
  if (!parser_.has_head()) {
    begin_ = parser_.parse_head(bytes, end_);
    if (parser_.failed()) return fail(std::string("Weird server reply: ") + parser_.failure());
    if (begin_ == 0) {
      if (end_ == FastHttpEngine::kLargeBufferBytes)
        fail("Weird server reply: a head of more than 64 KiB");
      return;
    }
    const ResponseHead& head = parser_.head();
    status_ = head.status;
    keeps_alive_ = head.keeps_alive;
    if (lines_.capacity() < head.lines.size()) lines_ = text_pool::take();
    lines_.assign(head.lines);
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
  if (end_ == buffer_->size() && end_ == FastHttpEngine::kLargeBufferBytes)
    fail("Weird server reply: a chunk's line or trailers that are too long");
}

void FastHttpClient::Exchange::take_body(std::string_view piece) {
  if (parser_.body_bytes() > client_.max_body_bytes)
    return fail("Maximum file size exceeded: more than " + std::to_string(client_.max_body_bytes) +
                " bytes (max_body_bytes)");
  if (client_.discard_bodies) return;
  if (content_.capacity() < piece.size() && content_.empty()) content_ = text_pool::take();
  content_.append(piece);
}

void FastHttpClient::Exchange::close_by_server() {
  keeps_alive_ = false;
  if (parser_.close()) return;
  fail(has_received_ ? "Transferred a partial file"
                     : "Server returned nothing (no headers, no data)");
}

void FastHttpClient::Exchange::fail(std::string text) {
  failure_ = std::move(text);
}

void FastHttpClient::Exchange::take_cookies() {
  const auto now = std::chrono::system_clock::now();
  constexpr std::string_view kName = "Set-Cookie";
  for (std::string_view rest = lines_; !rest.empty();) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    if (is_same_name(name_of(line), kName))
      session_.cookies.store(line.substr(kName.size() + 1), origin_->host, target_, now);
    rest.remove_prefix(end + 2);
  }
}

void FastHttpClient::Exchange::end_use() {
  deadline_.reset();
  if (!connection_) return;
  const bool is_clean = failure_.empty() && send_failure_.empty() && keeps_alive_ &&
                        begin_ == end_ && !connection_->has_unsent() &&
                        (!connection_->tls || connection_->tls->is_drained());
  if (is_clean)
    session_.keep_idle(std::move(connection_), started_);
  else
    session_.drop(connection_);
  connection_.reset();
}

bool FastHttpClient::Exchange::goes_on() {
  const bool was_late = connection_ && connection_->deadline.was_late();
  end_use();
  if (!failure_.empty()) {
    // The server has closed the connection while it was idle.
    if (!is_reused_ || has_received_ || was_late) return false;
    failure_.clear();
    session_.close_idle(origin_);
    return true;
  }
  const bool is_redirect =
      status_ == 301 || status_ == 302 || status_ == 303 || status_ == 307 || status_ == 308;
  return is_redirect && !location_.empty() && client_.max_redirects > 0 && follow_redirect();
}

bool FastHttpClient::Exchange::follow_redirect() {
  if (++redirects_ > client_.max_redirects) {
    fail("Number of redirects hit maximum amount");
    return false;
  }
  try {
    HttpUrl here;
    here.origin = *origin_;
    here.target = target_;
    HttpUrl there = here.resolve(location_);
    there.target.resize(std::min(there.target.find('#'), there.target.size()));
    if (there.origin != *origin_) is_elsewhere_ = true;
    if (!is_elsewhere_ && there.user.empty()) {
      const HttpUrl& before = url_ ? *url_ : session_.base;
      there.user = before.user;
      there.password = before.password;
    }
    if (there.origin.port == 0 && origin_->port != 0) throw std::invalid_argument("a socket file");
    url_.emplace(std::move(there));
  } catch (const std::invalid_argument& error) {
    fail(std::string("URL using bad/illegal format or missing URL: ") + error.what());
    return false;
  }
  origin_ = engine_.known(url_->origin);
  target_ = url_->target;
  const bool becomes_get = status_ == 303 ? method_ != "HEAD" && method_ != "GET"
                                          : (status_ == 301 || status_ == 302) && method_ == "POST";
  if (becomes_get) {
    method_ = "GET";
    body_.clear();
    has_body_ = false;
  }
  content_.clear();
  lines_.clear();
  status_ = 0;
  parser_.begin(false);
  return true;
}

Response FastHttpClient::Exchange::finish() {
  if (failure_.empty() && client_.compression && !content_.empty() && !encoding_.empty()) {
    const std::string fault = decode_content(content_, encoding_, client_.max_body_bytes);
    if (!fault.empty()) fail("Unrecognized or bad HTTP Content or Transfer-Encoding: " + fault);
  }
  response_.headers_ = std::move(lines_);
  response_.body = std::move(content_);
  if (!failure_.empty()) {
    response_.error = failure_;
  } else {
    response_.status = status_;
    if (status_ >= 400) failure_ = "HTTP " + std::to_string(status_);
  }
  response_.finish(parser_.body_bytes(), failure_);
  return std::move(response_);
}

}  // namespace acrida
