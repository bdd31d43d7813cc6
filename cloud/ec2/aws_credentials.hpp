// AwsCredentialSource: the keys that sign requests to Amazon, where its own tools find them.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "cloud/provider/cloud_error.hpp"
#include "core/base/result.hpp"

namespace acrida {

struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token = {};
  std::optional<std::chrono::system_clock::time_point> expires = {};
};

/// The profile of the option; else AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN;
/// else the profile AWS_PROFILE or "default" of AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials,
/// which is read each time, as other tools renew its keys; else the role of this instance, from its
/// metadata service (IMDSv2), asked again before it expires and kept until then. Any thread.
class AwsCredentialSource final {
 public:
  explicit AwsCredentialSource(std::string profile) : profile_(std::move(profile)) {}

  CloudResult<AwsCredentials> get(const std::string& step, const std::stop_token& stop);

  /// Of a credentials file's text; nothing when the profile is not in it, or has no keys.
  static std::optional<AwsCredentials> profile_in(const std::string& text,
                                                  const std::string& profile);

 private:
  CloudResult<AwsCredentials> of_role(const std::string& step, const std::stop_token& stop) const;

  std::string profile_;
  std::mutex mutex_;
  std::optional<AwsCredentials> role_;
};

}  // namespace acrida
