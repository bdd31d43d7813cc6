// Session: one connection to the API.
#include "master/api/session.hpp"

#include <cstdio>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "master/api/answer.hpp"
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
  read();
}

void Session::read() {
  waiting_since_ = std::chrono::steady_clock::now();
  parser_.emplace();
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxBodyBytes);
  stream_.expires_after(kHttpTimeout);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

void Session::on_read(beast::error_code error) {
  waiting_since_.reset();
  if (!error) return handle(parser_->get());
  const bool broken_http = error.category() == make_error_code(http::error::bad_method).category();
  if (!broken_http || error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return close();
  }
  write(plain(status_for(error), "Bad request: " + error.message(), false, 11));
}

void Session::handle(const Request& request) {
  RouteResult result = route(request, *host_.latest.get(), host_.routes);
  if (auto* response = std::get_if<Response>(&result)) return write(std::move(*response));
  if (auto* pending = std::get_if<PendingCommand>(&result)) return command(std::move(*pending));
  if (std::holds_alternative<OpenStream>(result)) return open_stream();
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
  std::make_shared<StreamSession>(std::move(stream_), host_)->start(request);
  host_.sessions.erase(shared_from_this());
}

/// The answer comes on the desk's thread, as that to a command.
void Session::ask_archive(const Request& request) {
  if (!host_.archive)
    return write(answer(http::status::not_found, "application/json",
                        error_body("this master keeps no history: start it with --data-dir"),
                        kNothingPolicy, request.keep_alive(), request.version()));
  stream_.expires_never();
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
  stream_.expires_never();
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

void Session::write(Response response) {
  response_ = std::move(response);
  stream_.expires_after(kHttpTimeout);
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
  file_response_.keep_alive(request.keep_alive());
  file_response_.prepare_payload();
  stream_.expires_after(kHttpTimeout);
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
  stream_.socket().cancel(ignored);  // its read fails
}

void Session::close() {
  beast::error_code ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
  host_.sessions.erase(shared_from_this());
}

}  // namespace acrida
