// ActivityLog: news at once, all else by periods.
#include "core/activity/activity_log.hpp"

#include <utility>

namespace acrida {

std::optional<std::string> ActivityLog::note(const Activity& activity, bool hears_master,
                                             std::chrono::steady_clock::time_point now) {
  const bool is_news = std::exchange(was_in_run_, activity.in_run) != activity.in_run;
  const bool is_due =
      activity.in_run ? hears_master && now - told_ >= kRunPeriod : now - told_ >= kIdlePeriod;
  if (!is_news && !is_due) return std::nullopt;
  told_ = now;
  return activity_text(activity);
}

}  // namespace acrida
