// test_bed: what tests with real machines need of this host.
#pragma once

#include <string>

namespace acrida::tests {

/// From here on this thread, and what it starts, are in a network of their own that has a loopback
/// device only. Root's. Throws when it cannot.
void enter_own_network();

/// "" when a program is installed and the test is root's, else why a test is skipped.
std::string missing_program(const std::string& name);

}  // namespace acrida::tests
