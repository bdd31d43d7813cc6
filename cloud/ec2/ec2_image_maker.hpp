// Ec2ImageMaker: the image of a template that is an instance, made once.
#pragma once

#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "cloud/ec2/ec2_api.hpp"
#include "cloud/ec2/ec2_message.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// An image of ours, and its snapshots, have the tag acrida-image-of, whose value is the instance's
/// id. Any thread; of several calls for an instance one makes the image, and the others wait. `api`
/// outlives it.
class Ec2ImageMaker final {
 public:
  static constexpr char kImageOf[] = "acrida-image-of";

  explicit Ec2ImageMaker(Ec2Api& api) : api_(api) {}

  /// Of this account, with the tag.
  CloudResult<std::vector<Ec2Image>> tagged(const std::string& step, const std::string& key,
                                            const std::string& value,
                                            const std::stop_token& stop) const;
  /// The id of one that is available. It is made now, when there is none and the instance is
  /// stopped; that takes minutes.
  CloudResult<std::string> image_of(const CloudMachine& instance, const std::stop_token& stop);

 private:
  CloudResult<Done> make(const CloudMachine& instance, const std::stop_token& stop) const;

  Ec2Api& api_;
  std::timed_mutex mutex_;
};

}  // namespace acrida
