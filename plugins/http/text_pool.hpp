// Text pool: memory of texts that come with every answer.
#pragma once

#include <string>

namespace acrida::text_pool {

/// An empty text, mostly with memory of an earlier one of this thread. [any]
std::string take();
/// Keeps the memory of a text that nobody needs any more, within bounds. [any]
void give_back(std::string&& text);

}  // namespace acrida::text_pool
