// Target answer: what the target says to a request, as a pure function.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace acrida {

struct TargetRequest {
  std::string_view method;
  std::string_view target;  // path and query, as on the request line
  std::string_view content_type;
  std::string_view body;
};

struct TargetAnswer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string extra_header;            // whole lines, each with its line end
  std::chrono::milliseconds delay{0};  // to wait before the answer is sent
};

/// `/`, `/items`, `/item?id=N` (400 without a number, 404 outside 1..1000), `/slow?ms=N` (at most
/// 60,000), `/status/N` (200..599), `POST /echo`, `POST /login` (JSON or form with `user`; sets a
/// cookie). 404 for other paths, 405 for other methods. [any]
TargetAnswer answer(const TargetRequest& request);

}  // namespace acrida
