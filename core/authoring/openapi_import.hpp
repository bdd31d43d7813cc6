// OpenAPI import: the operations of an API, as a test.
#pragma once

#include <string>
#include <string_view>

#include "core/authoring/imported_test.hpp"

namespace acrida {

/// An OpenAPI 3 description in JSON or YAML: one task for each operation, with values from examples,
/// defaults and types for path parameters, required queries and headers, and bodies; the first
/// successful status that is described is expected. Only references inside of the file are
/// followed. `name` is the file's, for the remarks. The error is one line.
Result<ImportedTest> import_openapi(std::string_view text, const std::string& name);

}  // namespace acrida
