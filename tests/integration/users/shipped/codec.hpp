// codec: what the library of the test shipped.cpp offers.
#pragma once

#include <string>

std::string coded(const std::string& word);
