// HAR import: what a browser recorded, as a test.
#pragma once

#include <string_view>

#include "core/authoring/imported_test.hpp"

namespace acrida {

struct HarOptions {
  bool static_resources = false;  // images, styles, scripts and fonts too
};

/// A HAR 1.2 file, as the network page of a browser saves it. Pages become tasks; without pages a
/// pause of kPageGap begins one. Requests to other hosts than that of the first document are left
/// out, and so are cookies (each user keeps its own) and the headers that a client sets by itself.
/// `name` is the file's, for the remarks. The error is one line.
Result<ImportedTest> import_har(std::string_view text, const std::string& name,
                                const HarOptions& options);

inline constexpr std::chrono::milliseconds kPageGap{2000};
/// Shorter pauses are the browser's, not the user's.
inline constexpr std::chrono::milliseconds kShortestThinkTime{100};
inline constexpr std::chrono::milliseconds kLongestThinkTime{600'000};
/// A larger body is replaced by nothing, and that is noted.
inline constexpr std::size_t kMaxImportedBodyBytes = 64 * 1024;

}  // namespace acrida
