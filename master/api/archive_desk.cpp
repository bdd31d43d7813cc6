// ArchiveDesk: answers requests for the history, away from the API's thread.
#include "master/api/archive_desk.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/beast/http/status.hpp>

#include "master/api/answer.hpp"
#include "master/api/run_routes.hpp"

namespace acrida {
namespace {

namespace http = boost::beast::http;

Response failure(const Request& request, http::status status, std::string_view what) {
  return answer(status, "application/json", error_body(what), kNothingPolicy, request.keep_alive(),
                request.version());
}

}  // namespace

ArchiveDesk::ArchiveDesk(std::filesystem::path folder) : folder_(std::move(folder)) {
  // What a download left that was cut off before it began.
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored))
    if (entry.path().extension() == kExportEnding) std::filesystem::remove(entry.path(), ignored);
}

ArchiveDesk::~ArchiveDesk() {
  thread_.stop();
  thread_.join();
}

void ArchiveDesk::ask(Request request, std::function<void(RouteResult)> on_answer) {
  if (waiting_ >= kMostWaiting)
    return on_answer(failure(request, http::status::service_unavailable,
                             "too many wait for the history already"));
  ++waiting_;
  boost::asio::post(thread_, [this, request = std::move(request), reply = std::move(on_answer)] {
    reply(answer_to(request));
    --waiting_;
  });
}

RouteResult ArchiveDesk::answer_to(const Request& request) {
  if (!archive_) {
    auto opened = RunArchive::open(folder_);
    if (!opened) return failure(request, http::status::internal_server_error, opened.error().what);
    archive_.emplace(std::move(*opened));
  }
  return answer_from(*archive_, folder_, request);
}

}  // namespace acrida
