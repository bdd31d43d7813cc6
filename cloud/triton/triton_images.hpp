// TritonImages: the image of a template that is a machine, made once.
#pragma once

#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "cloud/triton/triton_api.hpp"
#include "cloud/triton/triton_message.hpp"

namespace acrida {

/// An image of ours has the tag acrida-image-of, whose value is the machine's id. Any thread; of
/// several calls for a machine one makes the image, and the others wait. `api` outlives it.
class TritonImages final {
 public:
  static constexpr char kImageOf[] = "acrida-image-of";

  explicit TritonImages(const TritonApi& api) : api_(api) {}

  /// The account's own, in any state.
  CloudResult<std::vector<TritonImage>> list(const std::string& step, const std::stop_token& stop);
  /// The id of one that machines can be made of. It is made now, when there is none and the machine
  /// is stopped; that takes minutes.
  CloudResult<std::string> image_of(const TritonMachine& machine, const std::stop_token& stop);

 private:
  CloudResult<std::string> account(const std::string& step, const std::stop_token& stop);
  CloudResult<TritonImage> make(const TritonMachine& machine, const std::stop_token& stop) const;
  CloudResult<std::string> wait_for(TritonImage image, const std::stop_token& stop) const;

  const TritonApi& api_;
  std::timed_mutex mutex_;
  std::mutex account_mutex_;
  std::string account_;  // its UUID; "" = not known yet
};

}  // namespace acrida
