// ProcessRecord: what is known of a slave process that is a machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cloud/provider/cloud_machine.hpp"
#include "core/base/result.hpp"
#include "core/process/process_mark.hpp"

namespace acrida {

/// A file of its own in the provider's folder, for its owner only. It is there before the process.
struct ProcessRecord {
  CloudTags tags;
  std::string name;
  std::optional<ProcessMark> process;  // nothing: it was about to be started
  std::string ended = {};              // how, when that is known

  /// Nothing when it is none.
  static std::optional<ProcessRecord> from_text(const std::string& text);
  std::string text() const;
};

}  // namespace acrida
