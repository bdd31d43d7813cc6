// HttpClient: requests as coroutines.

#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <acrida/http_client.hpp>
#include <acrida/user.hpp>

#include "form_encoding.hpp"
#include "transfer_pool.hpp"

namespace acrida {
namespace {

TransferPool& pool_of(Environment& environment) {
  auto& context = boost::asio::query(environment.executor(), boost::asio::execution::context);
  return boost::asio::use_service<TransferPool>(context);
}

}  // namespace

HttpClient::HttpClient(User& user) : HttpClientBase(user) {}
HttpClient::~HttpClient() = default;

HttpClient::Session& HttpClient::session() {
  if (!session_) session_ = std::make_unique<Session>(pool_of(user_.environment()));
  return *session_;
}

task<Response> HttpClient::send(std::string_view method, std::string_view path, std::string body,
                                std::string_view content_type, HttpRequest request) {
  Transfer::Use use(session(), share_connections);
  Transfer& transfer = use.transfer();
  transfer.url = url_of(path);
  if (!request.form.empty()) {
    const std::string form = encode_form(request.form);
    if (body.empty() && (method == "POST" || method == "PUT" || method == "PATCH")) {
      body = form;
      content_type = "application/x-www-form-urlencoded";
    } else {
      transfer.url += (transfer.url.find('?') == std::string::npos ? '?' : '&') + form;
    }
  }
  transfer.request_body = std::move(body);
  transfer.prepare(*this, method, content_type, request);

  Response response(user_, method, request.name.empty() ? path : request.name);
  co_await transfer.perform();
  transfer.read_answer(response);
  if (measure_phases) {
    response.phases = transfer.phases();
    record_phases(response);
  }
  co_return response;
}

}  // namespace acrida
