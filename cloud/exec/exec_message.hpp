// ExecMessage: what goes into a provider's command, and what comes out.
#pragma once

#include <string>
#include <vector>

#include "cloud/provider/cloud_provider.hpp"

namespace acrida {

/// The variables with which `acrida slave` finds its master.
std::string clone_message(const CloneSpec& spec);
std::string templates_message(const TemplateTag& tag);
std::string mark_message(const std::string& id, const TemplateTag& tag);
std::string list_message(const std::string& fleet);
std::string machine_message(const std::string& id);

// What the command has printed; an error of the kind `internal` when it is something else.
CloudResult<std::vector<MachineTemplate>> read_templates(const std::string& text);
CloudResult<std::vector<CloudMachine>> read_machines(const std::string& text);
/// `verb` is that of the call.
CloudResult<CloudMachine> read_machine(const std::string& text, const std::string& verb);

/// Of an exit code that is not 0.
CloudFault fault_of_exit(int code);

}  // namespace acrida
