// TritonImages: the image of a template that is a machine, made once.
#include "cloud/triton/triton_images.hpp"

#include <utility>

#include <boost/json.hpp>

#include "cloud/provider/call_pause.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr char kStep[] = "clone";
constexpr auto kPause = 1'000ms;
constexpr auto kFirstPause = 50ms;
constexpr auto kLockPause = 100ms;
constexpr std::size_t kMaxImages = 10'000;

CloudError cancelled() {
  return {CloudFault::cancelled, kStep, "the template's image is still being made"};
}

}  // namespace

CloudResult<std::string> TritonImages::account(const std::string& step,
                                               const std::stop_token& stop) {
  {
    const std::lock_guard lock(account_mutex_);
    if (!account_.empty()) return account_;
  }
  auto id = read_triton<std::string>(api_.ask({.step = step, .path = ""}, stop), step, triton_id);
  if (const auto* known = std::get_if<std::string>(&id)) {
    const std::lock_guard lock(account_mutex_);
    account_ = *known;
  }
  return id;
}

/// CloudAPI lists what is public, and what others share with the account, too.
CloudResult<std::vector<TritonImage>> TritonImages::list(const std::string& step,
                                                         const std::stop_token& stop) {
  auto owner = account(step, stop);
  if (auto* error = std::get_if<CloudError>(&owner)) return std::move(*error);
  const auto answer =
      api_.ask({.step = step, .path = "/images", .query = {{"state", "all"}}}, stop);
  return read_triton<std::vector<TritonImage>>(answer, step, [&](const json::value& value) {
    std::vector<TritonImage> images;
    for (const json::value& one : value.as_array()) {
      TritonImage image = triton_image(one);
      if (image.owner != std::get<std::string>(owner)) continue;
      if (images.size() == kMaxImages) throw std::runtime_error("too many images");
      images.push_back(std::move(image));
    }
    return images;
  });
}

CloudResult<std::string> TritonImages::image_of(const TritonMachine& machine,
                                                const std::stop_token& stop) {
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(kLockPause))
    if (stop.stop_requested()) return cancelled();
  auto listed = list(kStep, stop);
  if (auto* error = std::get_if<CloudError>(&listed)) return std::move(*error);
  const TritonImage* best = nullptr;
  for (const TritonImage& image : std::get<std::vector<TritonImage>>(listed)) {
    if (tag_of(image.tags, kImageOf) != machine.machine.id) continue;
    if (best == nullptr || image.state == "active") best = &image;
  }
  if (best != nullptr) return wait_for(*best, stop);
  auto made = make(machine, stop);
  if (auto* error = std::get_if<CloudError>(&made)) return std::move(*error);
  return wait_for(std::move(std::get<TritonImage>(made)), stop);
}

CloudResult<TritonImage> TritonImages::make(const TritonMachine& machine,
                                            const std::stop_token& stop) const {
  if (machine.machine.state != MachineState::stopped)
    return CloudError{CloudFault::invalid, kStep,
                      "the template " + machine.machine.name + " is no stopped machine",
                      "stop it: an image is made of it once"};
  const json::object body{{"machine", machine.machine.id},
                          {"name", "acrida-" + machine.machine.name},
                          {"version", "1"},
                          {"description", "for machines of Acrida"},
                          {"tags", {{kImageOf, machine.machine.id}}}};
  const auto answer =
      api_.ask({.step = kStep, .method = "POST", .path = "/images", .body = body}, stop);
  auto image = read_triton<TritonImage>(answer, kStep, triton_image);
  if (auto* error = std::get_if<CloudError>(&image); error && error->fault == CloudFault::internal)
    error->fault = CloudFault::outcome_unknown;
  return image;
}

CloudResult<std::string> TritonImages::wait_for(TritonImage image,
                                                const std::stop_token& stop) const {
  const std::string path = "/images/" + image.id;
  std::chrono::milliseconds pause = kFirstPause;
  while (image.state != "active") {
    if (image.state == "failed") {
      // It is ours, by its tag; the next attempt makes another.
      const auto removal = api_.ask({.step = kStep, .method = "DELETE", .path = path}, stop);
      (void)removal;
      return CloudError{CloudFault::invalid, kStep,
                        "no image could be made of the template: " +
                            (image.problem.empty() ? "CloudAPI does not say why" : image.problem),
                        "look at the template; the failed image is deleted"};
    }
    if (!pause_unless(stop, pause)) return cancelled();
    pause = std::min<std::chrono::milliseconds>(pause * 2, kPause);
    auto seen = read_triton<TritonImage>(api_.ask({.step = kStep, .path = path}, stop), kStep,
                                         triton_image);
    if (auto* error = std::get_if<CloudError>(&seen)) return std::move(*error);
    image = std::move(std::get<TritonImage>(seen));
  }
  return image.id;
}

}  // namespace acrida
