// Test listing: what a test contains, for people.
#pragma once

#include <string>

#include "core/inspection/inspected_test.hpp"

namespace acrida {

/// What `acrida list` and `--list` print: one line for each class with its weight or count and its
/// host, and below it its tasks with their shares; then load shapes, arguments, test data
/// and further files.
std::string listing_of(const InspectedTest& test);

}  // namespace acrida
