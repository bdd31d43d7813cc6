// RequestPhases: where the time of one HTTP request went.
#pragma once

#include <chrono>

namespace acrida {

/// Measured when HttpClientBase::measure_phases is on; else all zero. When redirects were followed,
/// FastHttpUser has those of the last request, HttpUser the sums of all. Zero is also what a request had not: a connection that was open needs neither
/// name nor handshake.
struct RequestPhases {
  std::chrono::nanoseconds dns{0};         // the addresses of the server, also known ones
  std::chrono::nanoseconds connect{0};     // the TCP connection
  std::chrono::nanoseconds tls{0};         // its TLS handshake
  std::chrono::nanoseconds first_byte{0};  // from the beginning of the sending to the first byte
  std::chrono::nanoseconds transfer{0};    // from there to the end of the answer
};

}  // namespace acrida
