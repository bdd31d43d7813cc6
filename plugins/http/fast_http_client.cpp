// FastHttpClient: requests as coroutines.
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <acrida/fast_http_client.hpp>
#include <acrida/user.hpp>

#include "exchange.hpp"

namespace acrida {

namespace asio = boost::asio;

FastHttpClient::FastHttpClient(User& user) : HttpClientBase(user) {}
FastHttpClient::~FastHttpClient() = default;

FastHttpClient::Session& FastHttpClient::session() {
  if (!session_) {
    auto& context = asio::query(user_.environment().executor(), asio::execution::context);
    session_ = std::make_unique<Session>(asio::use_service<FastHttpEngine>(context));
  }
  return *session_;
}

task<Response> FastHttpClient::send(std::string_view method, std::string_view path,
                                    std::string body, std::string_view content_type,
                                    HttpRequest request) {
  const auto owned =
      std::make_unique<Exchange>(*this, method, path, std::move(body), content_type, request);
  Exchange& exchange = *owned;
  bool goes_on = exchange.begin();
  while (goes_on) {
    if (!exchange.reuse_connection()) co_await exchange.connect();
    if (!exchange.has_failed()) exchange.send();
    if (exchange.has_unsent()) co_await exchange.flush();
    while (!exchange.is_over()) {
      bool is_ready = true;
      if (exchange.has_more())
        co_await asio::post(asio::use_awaitable);
      else
        is_ready = co_await exchange.socket().ready_to_read();
      exchange.receive(is_ready);
    }
    goes_on = exchange.goes_on();
  }
  co_return exchange.finish();
}

}  // namespace acrida
