// salvage: what a lost runner had counted, from its journal.
#pragma once

#include <string_view>

#include "core/stats/stats_delta.hpp"
#include "slave/journal/journal.hpp"

namespace acrida {

/// The name, of an empty method, of requests for which the journal had no room: that they ended is
/// all that is known of them.
inline constexpr std::string_view kBeyondJournal = "(requests beyond the journal)";

/// Exactly the requests that no acknowledged report contains; those in flight are unknown. The
/// runner has ended. Whatever is in the memory (user code may have written anywhere), the result is
/// bounded, and what makes no sense is left out.
StatsDelta salvage(const Journal& journal);

}  // namespace acrida
