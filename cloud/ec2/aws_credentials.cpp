// AwsCredentialSource: the keys that sign requests to Amazon, where its own tools find them.
#include "cloud/ec2/aws_credentials.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_tags.hpp"

namespace acrida {
namespace {

constexpr std::chrono::minutes kRenewedBefore{5};
constexpr std::chrono::seconds kRoleLimit{2};  // elsewhere than in EC2 nobody answers
constexpr char kRemedy[] =
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`";

std::string variable(const char* name, const std::string& without = {}) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? without : std::string(value);
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string file_path() {
  return variable("AWS_SHARED_CREDENTIALS_FILE", variable("HOME") + "/.aws/credentials");
}

std::string text_of_file(const std::string& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<AwsCredentials> of_environment() {
  AwsCredentials found{variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"),
                       variable("AWS_SESSION_TOKEN")};
  if (found.access_key.empty() || found.secret_key.empty()) return std::nullopt;
  return found;
}

}  // namespace

std::optional<AwsCredentials> AwsCredentialSource::profile_in(const std::string& text,
                                                              const std::string& profile) {
  AwsCredentials found;
  std::istringstream lines(text);
  bool is_here = false;
  for (std::string line; std::getline(lines, line);) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      is_here = line == "[" + profile + "]";
      continue;
    }
    const std::size_t at = line.find('=');
    if (!is_here || at == std::string::npos) continue;
    const std::string key = trimmed(line.substr(0, at)), value = trimmed(line.substr(at + 1));
    if (key == "aws_access_key_id") found.access_key = value;
    if (key == "aws_secret_access_key") found.secret_key = value;
    if (key == "aws_session_token") found.session_token = value;
  }
  if (found.access_key.empty() || found.secret_key.empty()) return std::nullopt;
  return found;
}

CloudResult<AwsCredentials> AwsCredentialSource::get(const std::string& step,
                                                     const std::stop_token& stop) {
  if (profile_.empty())
    if (auto found = of_environment()) return std::move(*found);
  const std::string profile = profile_.empty() ? variable("AWS_PROFILE") : profile_;
  if (auto found = profile_in(text_of_file(file_path()), profile.empty() ? "default" : profile))
    return std::move(*found);
  if (!profile.empty())
    return CloudError{CloudFault::auth, step,
                      file_path() + " has no keys of the profile " + profile, kRemedy};
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::system_clock::now();
  if (role_ && role_->expires && *role_->expires > now + kRenewedBefore) return *role_;
  auto role = of_role(step, stop);
  if (const auto* found = std::get_if<AwsCredentials>(&role))
    role_ = *found;
  else if (role_ && role_->expires && *role_->expires > now)
    return *role_;
  return role;
}

CloudResult<AwsCredentials> AwsCredentialSource::of_role(const std::string& step,
                                                         const std::stop_token& stop) const {
  const CloudError none{CloudFault::auth, step,
                        "no credentials: neither in the environment, nor in " + file_path() +
                            ", nor has this machine a role",
                        kRemedy};
  if (variable("AWS_EC2_METADATA_DISABLED") == "true") return none;
  const std::string service =
      variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254") + "/latest/";
  const auto ask = [&](const char* method, const std::string& path, const std::string& header) {
    auto answer = http_call(
        {.method = method, .url = service + path, .headers = {header}, .limit = kRoleLimit}, step,
        stop);
    const auto* given = std::get_if<HttpAnswer>(&answer);
    return given != nullptr && given->status == 200 ? given->body : std::string();
  };
  const std::string token = ask("PUT", "api/token", "X-aws-ec2-metadata-token-ttl-seconds: 300");
  if (token.empty()) return none;
  const std::string header = "X-aws-ec2-metadata-token: " + token;
  const std::string path = "meta-data/iam/security-credentials/";
  std::string role = ask("GET", path, header);
  role = trimmed(role.substr(0, role.find('\n')));
  if (role.empty()) return none;
  try {
    const boost::json::value given =
        boost::json::parse(ask("GET", path + url_encoded(role), header));
    const auto text = [&](const char* key) {
      return boost::json::value_to<std::string>(given.at(key));
    };
    return AwsCredentials{text("AccessKeyId"), text("SecretAccessKey"), text("Token"),
                          parse_expiry(text("Expiration"))};
  } catch (const std::exception& error) {
    return CloudError{CloudFault::internal, step,
                      "the metadata service's answer makes no sense: " + std::string(error.what())};
  }
}

}  // namespace acrida
