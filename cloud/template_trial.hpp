// TemplateTrial: whether a machine that is made from a template joins its master.
#pragma once

#include <chrono>
#include <string>

#include "cloud/master_client.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// Has the master make one machine, waits until its slave is there, prints each step and how long it
/// took, and has it deleted, whatever came out. Blocks, for `limit` and the deletion at most.
///
/// The error is one line: the master's own, the step that failed with its cause and remedy, or that
/// the machine is still there.
Result<void> try_template(const MasterClient& master, const std::string& template_id,
                          std::chrono::seconds limit);

}  // namespace acrida
