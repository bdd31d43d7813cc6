// HttpClient::Transfer: the bridge from a coroutine to libcurl.
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include <acrida/version.hpp>

#include "transfer_pool.hpp"

namespace acrida {

namespace asio = boost::asio;

namespace {

// Without times and addresses of the moment, so that equal failures are one row of the error table.
std::string describe_failure(CURL* easy, CURLcode result) {
  std::string text = curl_easy_strerror(result);
  long os_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  if (result == CURLE_COULDNT_CONNECT && os_error != 0) {
    char buffer[128];
    text += ": ";
    text += ::strerror_r(static_cast<int>(os_error), buffer, sizeof buffer);
  }
  return text;
}

}  // namespace

HttpClient::Transfer::Transfer(TransferPool& pool) : pool_(pool), engine_(pool.engine()) {
  easy = curl_easy_init();
  if (!easy) throw std::runtime_error("libcurl: no memory for a request");
  curl_easy_getinfo(easy, CURLINFO_CAINFO, &system_ca_file_);
  curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");  // keep cookies, read none
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "acrida/" ACRIDA_VERSION);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
}

// After the engine, or before: libcurl takes the handle out of the multi handle itself.
HttpClient::Transfer::~Transfer() {
  if (use_) use_->transfer_ = nullptr;
  if (session_) std::erase(session_->busy, this);
  curl_slist_free_all(request_headers_);
  curl_easy_cleanup(easy);
}

HttpClient::Transfer::Use::Use(Session& session, bool share_connections) {
  ConnectionOwner& owner = share_connections ? session.pool.shared_owner() : session.owner;
  transfer_ = &session.pool.take(owner);
  transfer_->use_ = this;
  transfer_->session_ = &session;
  session.busy.push_back(transfer_);
  curl_easy_setopt(transfer_->easy, CURLOPT_SHARE, session.share);
  if (transfer_->last_owner_ == owner.number) return;
  transfer_->last_owner_ = owner.number;
  transfer_->engine_.set_owner(transfer_->easy, owner);
}

void HttpClient::Transfer::release() {
  if (running) engine_.abort(*this);
  curl_easy_setopt(easy, CURLOPT_SHARE, nullptr);
  use_->transfer_ = nullptr;
  use_ = nullptr;
  std::erase(session_->busy, this);
  session_ = nullptr;
  pool_.give_back(*this);
}

void HttpClient::Transfer::prepare(const HttpClient& client, std::string_view method,
                                   std::string_view content_type, const HttpRequest& request) {
  body_.clear();
  headers_.clear();
  Setup setup{.method = std::string(method),
              .http2 = client.http2,
              .has_body = !request_body.empty() || method == "POST" || method == "PUT",
              .header_lines = client.headers_,
              .user = std::string(request.user),
              .password = std::string(request.password),
              .proxy = client.proxy,
              .ca_file = client.ca_file,
              .timeout = request.timeout.count() > 0 ? request.timeout : client.timeout,
              .connect_timeout = client.connect_timeout,
              .max_redirects = client.max_redirects,
              .verify_tls = client.verify_tls,
              .compression = client.compression};
  check_header("Content-Type", content_type);
  for (const auto& [name, value] : request.headers) {
    check_header(name, value);
    std::erase_if(setup.header_lines, HeaderNamed{name});
    setup.header_lines.push_back(std::string(name) + ": " + std::string(value));
  }
  if (setup.has_body) {
    setup.header_lines.push_back("Expect:");  // no "100-continue" round trip before larger bodies
    if (std::none_of(setup.header_lines.begin(), setup.header_lines.end(),
                     HeaderNamed{"Content-Type"}))  // empty: not libcurl's own either
      setup.header_lines.push_back("Content-Type:" + std::string(content_type.empty() ? "" : " ") +
                                   std::string(content_type));
  }

  if (set_url_ != url) {
    set_url_ = url;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  }
  if (setup_ != setup) {
    apply(setup);
    setup_ = std::move(setup);
  }
  if (setup_->has_body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_body.size()));
  }
}

void HttpClient::Transfer::apply(const Setup& setup) {
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(setup.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // A second request waits until it is known whether the first one's connection takes streams.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, setup.http2 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(easy, CURLOPT_NOBODY, setup.method == "HEAD" ? 1L : 0L);
  if (setup.has_body) curl_easy_setopt(easy, CURLOPT_POST, 1L);
  const bool plain = setup.method == (setup.has_body ? "POST" : "GET") || setup.method == "HEAD";
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, plain ? nullptr : setup.method.c_str());

  curl_slist_free_all(std::exchange(request_headers_, nullptr));
  for (const std::string& line : setup.header_lines)
    request_headers_ = curl_slist_append(request_headers_, line.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request_headers_);

  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, setup.compression ? "" : nullptr);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, setup.max_redirects > 0 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, setup.max_redirects);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(setup.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(setup.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, setup.verify_tls ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, setup.verify_tls ? 2L : 0L);
  curl_easy_setopt(easy, CURLOPT_CAINFO,
                   setup.ca_file.empty() ? system_ca_file_ : setup.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, setup.proxy.c_str());  // "": not the environment's either
  const char* user = setup.user.empty() ? nullptr : setup.user.c_str();
  curl_easy_setopt(easy, CURLOPT_USERNAME, user);
  curl_easy_setopt(easy, CURLOPT_PASSWORD, user ? setup.password.c_str() : nullptr);
}

task<> HttpClient::Transfer::perform() {
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
      [this](auto&& handler) {
        handler_.emplace(std::move(handler));
        auto slot = asio::get_associated_cancellation_slot(*handler_);
        if (slot.is_connected()) slot.assign([this](asio::cancellation_type) { cut_off(); });
        engine_.start(*this);
      },
      asio::use_awaitable);
}

void HttpClient::Transfer::read_answer(Response& response) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_off_t received = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
  response.headers_ = std::move(headers_);
  response.body = std::move(body_);
  std::string failure;
  if (result != CURLE_OK) {
    failure = response.error = describe_failure(easy, result);
  } else {
    response.status = static_cast<int>(status);
    if (status >= 400) failure = "HTTP " + std::to_string(status);
  }
  response.finish(static_cast<std::uint64_t>(received), failure);
}

// libcurl's times count from the start of the request, one after the other.
RequestPhases HttpClient::Transfer::phases() const {
  const auto time = [this](CURLINFO what) {
    curl_off_t us = 0;
    curl_easy_getinfo(easy, what, &us);
    return std::chrono::microseconds(us);
  };
  long connections = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connections);
  RequestPhases phases;
  if (connections > 0) {
    phases.dns = time(CURLINFO_NAMELOOKUP_TIME_T);
    phases.connect = time(CURLINFO_CONNECT_TIME_T) - phases.dns;
    const auto tls = time(CURLINFO_APPCONNECT_TIME_T);
    if (tls.count() > 0) phases.tls = tls - time(CURLINFO_CONNECT_TIME_T);
  }
  const auto first_byte = time(CURLINFO_STARTTRANSFER_TIME_T);
  if (first_byte.count() == 0) return phases;
  phases.first_byte = first_byte - time(CURLINFO_PRETRANSFER_TIME_T);
  phases.transfer = time(CURLINFO_TOTAL_TIME_T) - first_byte;
  return phases;
}

void HttpClient::Transfer::on_done() {
  Handler handler = std::move(*handler_);
  handler_.reset();
  asio::get_associated_cancellation_slot(handler).clear();
  std::move(handler)(boost::system::error_code());
}

void HttpClient::Transfer::cut_off() {
  if (!running) return;  // the answer is there, and so is on_done() in a moment
  engine_.abort(*this);
  auto executor = asio::get_associated_executor(*handler_);
  asio::post(executor, [handler = std::move(*handler_)]() mutable {
    std::move(handler)(boost::system::error_code(asio::error::operation_aborted));
  });
  handler_.reset();
}

std::size_t HttpClient::Transfer::on_body(char* data, std::size_t size, std::size_t count,
                                          void* self) {
  static_cast<Transfer*>(self)->body_.append(data, size * count);
  return size * count;
}

std::size_t HttpClient::Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                            void* self) {
  const std::string_view line(data, size * count);
  std::string& headers = static_cast<Transfer*>(self)->headers_;
  if (line.starts_with("HTTP/"))
    headers.clear();  // a further answer of a redirect
  else
    headers.append(line);
  return line.size();
}

HttpClient::Session::Session(TransferPool& shard_pool)
    : pool(shard_pool), share(curl_share_init()) {
  if (!share) throw std::runtime_error("libcurl: no memory for cookies");
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  owner.number = pool.engine().new_owner_number();
}

HttpClient::Session::~Session() {
  while (!busy.empty()) busy.back()->release();
  pool.engine().close_connections(owner);
  curl_share_cleanup(share);
}

}  // namespace acrida
