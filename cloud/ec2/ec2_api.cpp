// Ec2Api: actions of EC2's Query API, signed, with its errors as faults.
#include "cloud/ec2/ec2_api.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "cloud/ec2/ec2_message.hpp"
#include "cloud/http/http_call.hpp"

namespace acrida {
namespace {

constexpr char kVersion[] = "2016-11-15";

bool is_region(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '-';
  });
}

}  // namespace

Ec2Parameters& Ec2Parameters::add(const std::string& name, const std::string& value) {
  values_.emplace_back(name, value);
  return *this;
}

Ec2Parameters& Ec2Parameters::add_given(const std::string& name, const std::string& value) {
  return value.empty() ? *this : add(name, value);
}

Ec2Parameters& Ec2Parameters::filter(const std::string& name, const std::string& value) {
  std::string exactly;
  for (const char letter : value) {
    if (letter == '*' || letter == '?' || letter == '\\') exactly += '\\';
    exactly += letter;
  }
  const std::string prefix = "Filter." + std::to_string(++filters_);
  return add(prefix + ".Name", name).add(prefix + ".Value.1", exactly);
}

Ec2Parameters& Ec2Parameters::tags_of(const std::string& resource_type, const CloudTags& tags) {
  const std::string prefix = "TagSpecification." + std::to_string(++tagged_);
  add(prefix + ".ResourceType", resource_type);
  int number = 0;
  for (const auto& [key, value] : tags) {
    const std::string tag = prefix + ".Tag." + std::to_string(++number);
    add(tag + ".Key", key).add(tag + ".Value", value);
  }
  return *this;
}

std::string Ec2Parameters::text() const {
  std::string form;
  for (const auto& [name, value] : values_) {
    form += form.empty() ? "" : "&";
    form += url_encoded(name) + "=" + url_encoded(value);
  }
  return form;
}

Result<std::unique_ptr<Ec2Api>> Ec2Api::open(const Ec2Options& options) {
  std::string region = options.region;
  const char* fallback = std::getenv("AWS_DEFAULT_REGION");
  if (region.empty() && fallback != nullptr) region = fallback;
  if (!is_region(region)) return Error{"--cloud ec2 needs a region: --ec2-region eu-west-1"};
  const bool is_chinese = region.starts_with("cn-");
  std::string url = options.url.empty()
                        ? "https://ec2." + region + ".amazonaws.com" + (is_chinese ? ".cn" : "")
                        : options.url;
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return Error{"--ec2-url " + url + ": it begins with https://"};
  if (!url.ends_with('/')) url += '/';
  return std::unique_ptr<Ec2Api>(new Ec2Api(url, region, options.profile));
}

Ec2Api::Ec2Api(std::string url, std::string region, const std::string& profile)
    : url_(std::move(url)), region_(std::move(region)), credentials_(profile) {}

CloudResult<pugi::xml_document> Ec2Api::ask(const std::string& step, const std::string& action,
                                            const Ec2Parameters& parameters,
                                            const std::stop_token& stop) {
  auto credentials = credentials_.get(step, stop);
  if (auto* error = std::get_if<CloudError>(&credentials)) return std::move(*error);
  const auto& keys = std::get<AwsCredentials>(credentials);
  HttpCall call{.method = "POST",
                .url = url_,
                .headers = {"Content-Type: application/x-www-form-urlencoded; charset=utf-8"},
                .body = "Action=" + action + "&Version=" + kVersion};
  if (const std::string given = parameters.text(); !given.empty()) call.body += "&" + given;
  call.sigv4 = "aws:amz:" + region_ + ":ec2";
  call.credentials = keys.access_key + ":" + keys.secret_key;
  if (!keys.session_token.empty())
    call.headers.push_back("X-Amz-Security-Token: " + keys.session_token);
  const bool is_read = action.starts_with("Describe");
  auto result = http_call(call, step, stop);
  if (auto* error = std::get_if<CloudError>(&result)) {
    if (is_read && error->fault == CloudFault::outcome_unknown)
      error->fault = CloudFault::transient;
    return std::move(*error);
  }
  const HttpAnswer& answer = std::get<HttpAnswer>(result);
  if (answer.status != 200) return ec2_error(answer, step, is_read);
  pugi::xml_document document;
  const auto parsed = document.load_buffer(answer.body.data(), answer.body.size());
  if (!parsed) return senseless_ec2(step, std::string("it is no XML: ") + parsed.description());
  const std::string root = action + "Response";
  if (document.document_element().name() != root) return senseless_ec2(step, "it is no " + root);
  return document;
}

}  // namespace acrida
