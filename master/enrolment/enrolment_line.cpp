// EnrolmentLine: what is run on a new machine so that it becomes a slave.
#include "master/enrolment/enrolment_line.hpp"

namespace acrida {

namespace {

std::string slave_command(const EnrolmentFolder& folder, const std::string& host,
                          std::uint16_t port) {
  return "acrida slave --master-host " + host + " --master-port " + std::to_string(port) +
         " --master-key " + folder.master_keys().public_key;
}

}  // namespace

std::string enrolment_line(const EnrolmentFolder& folder, const std::string& host,
                           std::uint16_t port) {
  return "ACRIDA_ENROLMENT_TOKEN=" + folder.token().secret_key + " " +
         slave_command(folder, host, port);
}

std::string enrolment_hint(const EnrolmentFolder& folder, const std::string& host,
                           std::uint16_t port) {
  return slave_command(folder, host, port) +
         " with the token of `acrida slaves token` in ACRIDA_ENROLMENT_TOKEN";
}

}  // namespace acrida
