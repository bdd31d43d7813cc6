// FastHttpClient::Exchange: everything of a request but the awaits.
#include "exchange.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <acrida/network_error.hpp>
#include <acrida/user.hpp>
#include <acrida/within.hpp>

#include "content_decoder.hpp"
#include "header_named.hpp"

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

/// No space or control character, which would end the request's first line early.
bool is_sendable(std::string_view target) {
  return std::all_of(target.begin(), target.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

}  // namespace

// Kept for the life of the thread.
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

void FastHttpClient::Exchange::send() {
  begin_ = end_ = 0;
  unparsed_.clear();
  has_more_ = false;
  has_received_ = false;
  send_failure_.clear();
  parser_.begin(method_ == "HEAD");
  build_head();
  deadline_.emplace(connection_->deadline, started_ + limit_);
  first_byte_ = {};
  if (client_.measure_phases) sent_ = Clock::now();
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
    if (error)
      fail_to_receive(error);
    else if (may_send)
      note_send_failure(connection_->send_more());
    else
      receive(true);
  }
}

void FastHttpClient::Exchange::fail(std::string text) {
  failure_ = std::move(text);
}

void FastHttpClient::Exchange::end_use() {
  deadline_.reset();
  if (!connection_) return;
  if (client_.measure_phases) measure_phases();
  const bool is_clean = failure_.empty() && send_failure_.empty() && keeps_alive_ &&
                        begin_ == end_ && !connection_->has_unsent() &&
                        (!connection_->tls || connection_->tls->is_drained());
  if (is_clean)
    session_.keep_idle(std::move(connection_), started_);
  else
    session_.drop(connection_);
  connection_.reset();
}

void FastHttpClient::Exchange::measure_phases() {
  RequestPhases& phases = response_.phases;
  phases = is_reused_ ? RequestPhases() : connection_->phases;
  if (first_byte_ == Clock::time_point()) return;
  phases.first_byte = first_byte_ - sent_;
  phases.transfer = Clock::now() - first_byte_;
  first_byte_ = {};
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
      const HttpUrl& before = url_ ? *url_ : session_.base->url;
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
  response_.body.clear();
  response_.headers_.clear();
  status_ = 0;
  parser_.begin(false);
  return true;
}

Response FastHttpClient::Exchange::finish() {
  if (failure_.empty() && client_.compression && !response_.body.empty() && !encoding_.empty()) {
    const std::string fault = decode_content(response_.body, encoding_, client_.max_body_bytes);
    if (!fault.empty()) fail("Unrecognized or bad HTTP Content or Transfer-Encoding: " + fault);
  }
  if (!failure_.empty()) {
    response_.error = failure_;
  } else {
    response_.status = status_;
    if (status_ >= 400) failure_ = "HTTP " + std::to_string(status_);
  }
  response_.finish(parser_.body_bytes(), failure_);
  if (client_.measure_phases) client_.record_phases(response_);
  return std::move(response_);
}

}  // namespace acrida
