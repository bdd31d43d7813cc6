// StackText: a stack that was noted as addresses, as people read it.
#pragma once

#include <string>

#include "slave/journal/journal_layout.hpp"

namespace acrida {

struct StackText {
  std::string place;  // the innermost frame of the test: "Shopper::browse() shop.cpp:12"
  std::string lines;  // one frame each, from the innermost; without those of the engine below
};

/// Looks the frames up in the files that the process had mapped. Bounded, whatever is in the note;
/// a frame of which nothing is known is shown as its address. Takes some hundred milliseconds.
StackText stack_text(const journal::StackNote& note, const std::string& library);

/// How a process ended that left this note: "SIGSEGV (null pointer) in Shopper::browse()
/// shop.cpp:12"; empty when it left none.
std::string describe_end(const journal::StackNote& note, const StackText& stack);

}  // namespace acrida
