// Ec2ImageMaker: the image of a template that is an instance, made once.
#include "cloud/ec2/ec2_image_maker.hpp"

#include <algorithm>
#include <utility>

#include "cloud/provider/call_pause.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

constexpr char kStep[] = "clone";
constexpr auto kFirstPause = 50ms;
constexpr auto kLongestPause = 5'000ms;
constexpr int kAppearsWithin = 8;  // looks

CloudError cancelled() {
  return {CloudFault::cancelled, kStep, "the template's image is still being made"};
}

}  // namespace

CloudResult<std::vector<Ec2Image>> Ec2ImageMaker::tagged(const std::string& step,
                                                         const std::string& key,
                                                         const std::string& value,
                                                         const std::stop_token& stop) const {
  Ec2Parameters parameters;
  parameters.add("Owner.1", "self").filter("tag:" + key, value);
  auto answer = api_.ask(step, "DescribeImages", parameters, stop);
  if (auto* error = std::get_if<CloudError>(&answer)) return std::move(*error);
  const auto& document = std::get<pugi::xml_document>(answer);
  auto images = ec2_images(document.document_element().child("imagesSet"));
  std::erase_if(images, [&](const Ec2Image& one) { return tag_of(one.tags, key) != value; });
  return images;
}

CloudResult<std::string> Ec2ImageMaker::image_of(const CloudMachine& instance,
                                                 const std::stop_token& stop) {
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(100ms))
    if (stop.stop_requested()) return cancelled();
  std::chrono::milliseconds pause = kFirstPause;
  bool is_made = false;
  for (int missing = 0;;) {
    auto found = tagged(kStep, kImageOf, instance.id, stop);
    if (auto* error = std::get_if<CloudError>(&found)) return std::move(*error);
    const auto& images = std::get<std::vector<Ec2Image>>(found);
    for (const Ec2Image& image : images)
      if (image.state == "available") return image.id;
    if (!images.empty() && images.front().state != "pending")
      return CloudError{CloudFault::invalid, kStep,
                        "image " + images.front().id + " of the template is " +
                            images.front().state + ": " + images.front().problem,
                        "deregister it: another is made then"};
    if (images.empty() && !is_made) {
      auto made = make(instance, stop);
      if (auto* error = std::get_if<CloudError>(&made)) return std::move(*error);
      is_made = true;
    } else if (images.empty() && ++missing > kAppearsWithin) {
      return CloudError{CloudFault::outcome_unknown, kStep, "the template's image does not appear"};
    }
    if (!pause_unless(stop, pause)) return cancelled();
    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
  }
}

CloudResult<Done> Ec2ImageMaker::make(const CloudMachine& instance,
                                      const std::stop_token& stop) const {
  if (instance.state != MachineState::stopped)
    return CloudError{CloudFault::invalid, kStep,
                      "the template " + instance.id + " is no stopped instance",
                      "stop it: an image is made of it once"};
  const CloudTags tags{{kImageOf, instance.id}};
  Ec2Parameters parameters;
  // The name is taken once: so there is one image, also when an answer is lost.
  parameters.add("InstanceId", instance.id)
      .add("Name", "acrida " + instance.id)
      .add("Description", "for machines of Acrida")
      .tags_of("image", tags)
      .tags_of("snapshot", tags);
  auto answer = api_.ask(kStep, "CreateImage", parameters, stop);
  if (auto* error = std::get_if<CloudError>(&answer)) {
    if (error->fault == CloudFault::internal) error->fault = CloudFault::outcome_unknown;
    return std::move(*error);
  }
  return Done{};
}

}  // namespace acrida
