// StreamSession: one WebSocket connection to the API.
#include "master/api/stream_session.hpp"

#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/json.hpp>

#include "master/api/json_form.hpp"
#include "master/api/row_query.hpp"

namespace acrida {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;
namespace websocket = boost::beast::websocket;

struct Wish {
  std::optional<std::uint64_t> since;
  RowSelection rows;
};

/// {"subscribe": {"since": 1, "rows": {...}}}
std::optional<Wish> parse_wish(std::string_view frame) {
  const auto document = parse_json_body(frame);
  if (!document) return std::nullopt;
  const json::value* subscribe = document.value().if_contains("subscribe");
  if (subscribe == nullptr || !subscribe->is_object()) return std::nullopt;
  Wish wish;
  const auto fields = form_of(subscribe->get_object());
  const auto since = fields ? fields.value().whole_number("since") : fields.error();
  if (!since) return std::nullopt;
  wish.since = since.value();
  const json::value* rows = subscribe->get_object().if_contains("rows");
  if (rows == nullptr) return wish;
  if (!rows->is_object()) return std::nullopt;
  const auto form = form_of(rows->get_object());
  const auto selection = form ? parse_row_selection(form.value()) : form.error();
  if (!selection) return std::nullopt;
  wish.rows = selection.value();
  return wish;
}

}  // namespace

void StreamSession::start(const Request& request) {
  host_.streams.insert(shared_from_this());
  beast::get_lowest_layer(socket_).expires_never();  // the WebSocket has limits of its own
  socket_.set_option(websocket::stream_base::timeout{kHandshakeLimit, kIdleLimit, true});
  socket_.set_option(websocket::stream_base::decorator(
      [](websocket::response_type& response) { response.set(http::field::server, "Acrida"); }));
  socket_.read_message_max(kMaxFrameBytes);
  socket_.text(true);
  socket_.async_accept(request, [self = shared_from_this()](beast::error_code error) {
    if (error) return self->close();
    self->outbox_.push_back(self->host_.feed->greet(self->reader_));
    self->write();
    self->read();
  });
}

void StreamSession::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    self->on_read(error);
  });
}

void StreamSession::on_read(beast::error_code error) {
  if (error) return close();
  const auto bytes = buffer_.data();
  const bool is_good =
      socket_.got_text() && subscribe({static_cast<const char*>(bytes.data()), bytes.size()});
  if (!is_good) return refuse_frame();
  buffer_.consume(buffer_.size());
  read();
}

bool StreamSession::subscribe(std::string_view frame) {
  const auto wish = parse_wish(frame);
  if (!wish) return false;
  reader_.rows = wish->rows;
  if (!std::exchange(subscribed_, true)) reader_.since = wish->since;
  if (++answers_ <= kMaxAnswersPerView) send();
  return true;
}

void StreamSession::on_view() {
  if (!host_.access->still_holds(caller_)) return close();
  answers_ = 0;
  if (!subscribed_) return;
  if (outbox_.empty()) return send();
  if (std::exchange(is_owed_, true)) ++reader_.skipped;
  if (std::chrono::steady_clock::now() - writing_since_ >= kSlowest) close();
}

void StreamSession::send() {
  if (!outbox_.empty()) {
    is_owed_ = true;
    return;
  }
  for (LiveFeed::Text& text : host_.feed->next(reader_)) outbox_.push_back(std::move(text));
  write();
}

void StreamSession::write() {
  writing_since_ = std::chrono::steady_clock::now();
  socket_.async_write(boost::asio::buffer(*outbox_.front()),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        self->on_written(error);
                      });
}

void StreamSession::on_written(beast::error_code error) {
  if (error) return close();
  outbox_.pop_front();
  if (!outbox_.empty()) return write();
  if (std::exchange(is_owed_, false) && subscribed_) send();
}

void StreamSession::refuse_frame() {
  socket_.async_close(
      websocket::close_reason(websocket::close_code::unknown_data, "not a subscribe"),
      [self = shared_from_this()](beast::error_code) { self->close(); });
}

void StreamSession::close() {
  beast::error_code ignored;
  auto& stream = beast::get_lowest_layer(socket_);
  stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  stream.close();
  host_.streams.erase(shared_from_this());
}

}  // namespace acrida
