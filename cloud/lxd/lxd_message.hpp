// lxd messages: what is said to LXD's REST API, and what its answers mean. Pure.
#pragma once

#include <string>
#include <vector>

#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida::lxd {

/// Instances have tags as keys `user.KEY` of their configuration; images, as properties.
inline constexpr char kTagPrefix[] = "user.";
/// What the guest reads from /dev/lxd/sock as its slave.env; secret, and no tag.
inline constexpr char kEnvironmentKey[] = "user.acrida-env";

/// A template's id is the name of an instance, or this and the fingerprint of an image.
inline constexpr char kImagePrefix[] = "image:";
bool is_image(const std::string& template_id);
/// Without the prefix.
std::string fingerprint_of(const std::string& template_id);

/// What a clone needs to know of its template.
struct CloneSource {
  std::string type = "container";     // or "virtual-machine"
  std::vector<std::string> profiles;  // of an instance; its copy has none of its own accord
  std::string problem;                // as in MachineTemplate
};

// Bodies of requests.
std::string clone_body(const CloneSpec& spec, const CloneSource& source);
/// `action` is "start" or "stop".
std::string state_body(const std::string& action, bool force, std::chrono::seconds timeout);
/// An ephemeral instance that becomes a template outlives its end.
std::string mark_body(const std::string& template_id, const TemplateTag& tag);

/// For a list of what has this under this key; "" when the server's filters cannot say it.
std::string filter_of(const std::string& key, const std::string& value);

/// An answer that is an error as such; a status of 200 to 202 is none.
std::optional<CloudError> error_in(const HttpAnswer& answer, const std::string& step);

// Answers; an error of the server, or an internal one when they make no sense.

/// The path of the operation that has begun; "" when all is done.
CloudResult<std::string> read_begun(const HttpAnswer& answer, const std::string& step);
/// Of an operation that was waited for: that it has succeeded, or why not.
CloudResult<Done> read_operation(const HttpAnswer& answer, const std::string& step);
CloudResult<CloudMachine> read_machine(const HttpAnswer& answer, const std::string& step);
CloudResult<std::vector<CloudMachine>> read_machines(const HttpAnswer& answer,
                                                     const std::string& step);
CloudResult<CloneSource> read_source(const HttpAnswer& answer, const std::string& template_id);
/// Those with the tag that are no slaves.
CloudResult<std::vector<MachineTemplate>> read_templates(const HttpAnswer& instances,
                                                         const TemplateTag& tag);
CloudResult<std::vector<MachineTemplate>> read_images(const HttpAnswer& images,
                                                      const TemplateTag& tag);

}  // namespace acrida::lxd
