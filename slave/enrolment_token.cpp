// EnrolmentToken: the secret with which a new slave makes its key known.
#include "slave/enrolment_token.hpp"

#include <cstdlib>
#include <cstring>

#include "core/link/curve_keys.hpp"
#include "core/state/private_file.hpp"

namespace acrida {
namespace {

constexpr const char* kVariable = "ACRIDA_ENROLMENT_TOKEN";

std::string take_from_environment() {
  char* value = std::getenv(kVariable);
  if (value == nullptr) return {};
  std::string token = value;
  std::memset(value, '*', token.size());  // what /proc/PID/environ shows
  ::unsetenv(kVariable);
  return token;
}

}  // namespace

Result<std::string> take_enrolment_token(const std::string& file) {
  std::string token = take_from_environment();
  std::string from = kVariable;
  if (token.empty() && !file.empty()) {
    const auto text = read_private_file(file);
    if (!text) return text.error();
    if (!*text) return Error{file + ": there is no such file; --enrolment-token-file names one"};
    token = (*text)->substr(0, (*text)->find('\n'));
    from = file;
  }
  if (token.empty() || link::is_curve_key(token)) return token;
  return Error{from +
               ": not an enrolment token: it has 64 hexadecimal digits, see `acrida slaves "
               "token` beside the master"};
}

}  // namespace acrida
