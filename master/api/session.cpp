// Session: one connection to the API.
#include "master/api/session.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "master/api/answer.hpp"
#include "master/api/login_page.hpp"
#include "master/api/machines_document.hpp"
#include "master/api/stream_session.hpp"

namespace acrida {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

http::status status_for(beast::error_code error) {
  if (error == http::error::body_limit) return http::status::payload_too_large;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return http::status::request_header_fields_too_large;
  }
  return http::status::bad_request;
}

}  // namespace

void Session::start() {
  host_.sessions.insert(shared_from_this());
  if (host_.tls) return expect_tls();
  read();
}

void Session::expect_tls() {
  waiting_since_ = std::chrono::steady_clock::now();
  stream_.next_layer().expires_after(kHttpTimeout);
  beast::async_detect_ssl(stream_.next_layer(), buffer_,
                          [self = shared_from_this()](beast::error_code error, bool is_tls) {
                            if (error) return self->close();
                            if (is_tls) return self->shake_hands();
                            self->is_unwanted_plain_ = true;
                            self->read();
                          });
}

void Session::shake_hands() {
  // Beast declares the handler with one argument and calls it with two.
  stream_.use_tls(*host_.tls)
      .async_handshake(boost::asio::ssl::stream_base::server, buffer_.data(),
                       [self = shared_from_this()](beast::error_code error, auto... used) {
                         if (error) return self->close();
                         (self->buffer_.consume(used), ...);
                         self->read();
                       });
}

void Session::read() {
  waiting_since_ = std::chrono::steady_clock::now();
  parser_.emplace();
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxBodyBytes);
  stream_.next_layer().expires_after(kHttpTimeout);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

void Session::on_read(beast::error_code error) {
  waiting_since_.reset();
  if (!error) return identify();
  const bool broken_http = error.category() == make_error_code(http::error::bad_method).category();
  if (!broken_http || error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return close();
  }
  write(plain(status_for(error), "Bad request: " + error.message(), false, 11));
}

void Session::identify() {
  const Request& request = parser_->get();
  if (is_unwanted_plain_) {
    return write(plain(http::status::bad_request, "This port speaks TLS: ask for https://", false,
                       request.version()));
  }
  // Where its body ends is not known, so neither is where the next request begins.
  if (request.find(http::field::transfer_encoding) != request.end() && !request.chunked()) {
    return write(plain(http::status::not_implemented, "Bad request: only chunked is understood",
                       false, request.version()));
  }
  const auto cookie = request[http::field::cookie];
  const auto authorization = request[http::field::authorization];
  auto who = host_.access->identify(
      credentials_of({cookie.data(), cookie.size()}, {authorization.data(), authorization.size()}));
  if (auto* caller = std::get_if<Caller>(&who)) return handle(std::move(*caller));
  stream_.next_layer().expires_never();
  const auto on_checked = [weak = weak_from_this()](LoginOutcome outcome, Caller caller) {
    const auto self = weak.lock();
    if (!self) return;
    if (outcome != LoginOutcome::too_often) return self->handle(std::move(caller));
    Response response =
        plain(http::status::too_many_requests, "Too many failed logins: try again in a minute",
              self->parser_->get().keep_alive(), self->parser_->get().version());
    response.set(http::field::retry_after, "60");
    self->write(std::move(response));
  };
  host_.access->check(std::get<PasswordProof>(std::move(who)), address(), on_checked);
}

void Session::log_in(LogIn form) {
  stream_.next_layer().expires_never();
  const auto on_checked = [weak = weak_from_this(), next = form.next](LoginOutcome outcome,
                                                                      const Caller& caller) {
    const auto self = weak.lock();
    if (!self) return;
    self->write(login_answer(outcome, caller, next, self->stream_.is_tls(), self->parser_->get()));
  };
  host_.access->sign_in(std::move(form.proof), address(), on_checked);
}

void Session::log_out() {
  if (caller_.proof == Caller::Proof::session) host_.access->sign_out(caller_.key);
  write(logout_answer(stream_.is_tls(), parser_->get()));
}

std::string Session::address() {
  namespace ip = boost::asio::ip;
  beast::error_code error;
  const auto address = stream_.next_layer().socket().remote_endpoint(error).address();
  if (!address.is_v6()) return address.to_string();
  const ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
  // Whoever has one of these addresses has all of its network.
  ip::address_v6::bytes_type bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return ip::address_v6(bytes).to_string() + "/64";
}

void Session::handle(Caller caller) {
  caller_ = std::move(caller);
  const Request& request = parser_->get();
  RouteResult result = route(request, *host_.latest.get(), host_.routes, caller_);
  if (auto* response = std::get_if<Response>(&result)) return write(std::move(*response));
  if (auto* pending = std::get_if<PendingCommand>(&result)) return command(std::move(*pending));
  if (auto* fleet = std::get_if<PendingFleet>(&result)) return ask_fleet(std::move(*fleet));
  if (auto* both = std::get_if<AnswerAndTell>(&result)) {
    host_.post(std::move(both->body), [](const CommandReply&) {});
    return write(std::move(both->response));
  }
  if (std::holds_alternative<OpenStream>(result)) return open_stream();
  if (auto* form = std::get_if<LogIn>(&result)) return log_in(std::move(*form));
  if (std::holds_alternative<LogOut>(result)) return log_out();
  if (std::holds_alternative<AskArchive>(result)) return ask_archive(request);
  write_file(std::get<SendFile>(result), request);
}

/// The connection goes on as a WebSocket.
void Session::open_stream() {
  if (host_.streams.size() >= StreamSession::kMaxStreams) {
    return write(plain(http::status::service_unavailable, "There are too many pages open already",
                       false, parser_->get().version()));
  }
  const Request request = parser_->release();
  std::make_shared<StreamSession>(std::move(stream_), host_, caller_)->start(request);
  host_.sessions.erase(shared_from_this());
}

/// The answer comes on the desk's thread, as that to a command.
void Session::ask_archive(const Request& request) {
  if (!host_.archive)
    return write(answer(http::status::not_found, "application/json",
                        error_body("this master keeps no history: start it with --data-dir"),
                        kNothingPolicy, request.keep_alive(), request.version()));
  stream_.next_layer().expires_never();
  host_.archive->ask(
      request, [weak = weak_from_this(), executor = stream_.get_executor()](RouteResult result) {
        if (weak.expired()) return;
        boost::asio::post(executor, [weak, result = std::move(result)]() mutable {
          const auto self = weak.lock();
          if (!self) return;
          if (auto* response = std::get_if<Response>(&result))
            self->write(std::move(*response));
          else
            self->write_file(std::get<SendFile>(result), self->parser_->get());
        });
      });
}

void Session::command(PendingCommand pending) {
  stream_.next_layer().expires_never();
  CommandBody body = pending.body;
  // The reply comes on the run's thread. It holds the session weakly: what is left of it in that
  // thread's queue must not outlive the server's loop.
  auto reply = [weak = weak_from_this(), executor = stream_.get_executor(),
                pending = std::move(pending)](const CommandReply& answer) {
    if (weak.expired()) return;
    boost::asio::post(executor, [weak, pending, answer] {
      const auto self = weak.lock();
      if (self) self->write(respond(pending, answer, *self->host_.latest.get()));
    });
  };
  host_.post(std::move(body), std::move(reply));
}

/// As command().
void Session::ask_fleet(PendingFleet pending) {
  stream_.next_layer().expires_never();
  auto command = pending.command;
  auto reply = [weak = weak_from_this(), executor = stream_.get_executor(),
                pending = std::move(pending)](const FleetAnswer& answer) {
    if (weak.expired()) return;
    boost::asio::post(executor, [weak, response = respond(pending, answer)]() mutable {
      if (const auto self = weak.lock()) self->write(std::move(response));
    });
  };
  host_.fleet(std::move(command), std::move(reply));
}

void Session::set_transport_security(http::fields& headers) const {
  if (stream_.is_tls()) headers.set(http::field::strict_transport_security, "max-age=31536000");
}

void Session::write(Response response) {
  response_ = std::move(response);
  set_transport_security(response_);
  stream_.next_layer().expires_after(kHttpTimeout);
  http::async_write(stream_, response_,
                    [self = shared_from_this()](beast::error_code error, std::size_t) {
                      self->on_written(self->response_.keep_alive(), error);
                    });
}

void Session::write_file(const SendFile& file, const Request& request) {
  beast::error_code error;
  http::file_body::value_type body;
  body.open(file.path.c_str(), beast::file_mode::scan, error);
  if (file.is_temporary) std::remove(file.path.c_str());
  if (error) {
    return write(plain(http::status::not_found, "The file is not there", request.keep_alive(),
                       request.version()));
  }
  file_response_ = {http::status::ok, request.version()};
  file_response_.body() = std::move(body);
  file_response_.set(http::field::content_type, file.type);
  if (!file.download_name.empty())
    file_response_.set(http::field::content_disposition,
                       "attachment; filename=\"" + file.download_name + "\"");
  set_security_headers(file_response_, file.policy);
  set_transport_security(file_response_);
  file_response_.keep_alive(request.keep_alive());
  file_response_.prepare_payload();
  stream_.next_layer().expires_after(kHttpTimeout);
  http::async_write(stream_, file_response_,
                    [self = shared_from_this()](beast::error_code written, std::size_t) {
                      self->on_written(self->file_response_.keep_alive(), written);
                    });
}

void Session::on_written(bool keep_alive, beast::error_code error) {
  if (error || !keep_alive) return close();
  read();
}

void Session::evict() {
  waiting_since_.reset();
  beast::error_code ignored;
  stream_.next_layer().socket().cancel(ignored);  // its read fails
}

void Session::close() {
  beast::error_code ignored;
  stream_.next_layer().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.next_layer().close();
  host_.sessions.erase(shared_from_this());
}

}  // namespace acrida
