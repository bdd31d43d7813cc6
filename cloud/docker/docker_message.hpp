// docker messages: what is said to the Docker Engine API, and what its answers mean. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cloud/docker/docker_options.hpp"
#include "cloud/http/http_call.hpp"
#include "cloud/provider/cloud_provider.hpp"

namespace acrida::docker {

/// A slave that has lost its master leaves; nothing else would end its container.
inline constexpr std::chrono::minutes kAloneLimit{10};
/// Threads of a slave, its runner and what a test starts.
inline constexpr int kMostProcesses = 4'096;

// Bodies of requests.
std::string create_body(const CloneSpec& spec, const DockerOptions& options);
/// Of a container that only lends its file system and this label to an image.
std::string label_body(const std::string& image, const TemplateTag& tag);

/// `{"label":["KEY=VALUE"]}`
std::string filters_of(const std::string& key, const std::string& value);

/// An answer that is an error as such; a status of 200 to 299 or 304 (it is so already) is none.
std::optional<CloudError> error_in(const HttpAnswer& answer, const std::string& step);

// Answers; an error of the server, or an internal one when they make no sense.

/// The id of what was made.
CloudResult<std::string> read_created(const HttpAnswer& answer, const std::string& step);
CloudResult<std::vector<CloudMachine>> read_containers(const HttpAnswer& answer,
                                                       const std::string& step);
/// Of an inspection, which knows how a container has ended.
CloudResult<CloudMachine> read_container(const HttpAnswer& answer, const std::string& step);
CloudResult<std::vector<MachineTemplate>> read_images(const HttpAnswer& answer,
                                                      const TemplateTag& tag);
/// The name under which an image is known, else its id; of several, what it was asked for by.
CloudResult<std::string> read_image_name(const HttpAnswer& answer, const std::string& asked_for,
                                         const std::string& step);

/// The last line of a log, whose pieces have heads of eight bytes; without what is not printable.
std::string last_log_line(const std::string& body);

}  // namespace acrida::docker
