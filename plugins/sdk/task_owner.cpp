// TaskOwner: the list of tasks while it is being described.
#include <cmath>
#include <stdexcept>

#include <acrida/task_owner.hpp>
#include <acrida/task_set.hpp>

namespace acrida {
namespace {

constexpr std::size_t kUsualTasks = 8;  // reserved at once

void check_weight(const char* function, double weight) {
  if (!(weight > 0) || !std::isfinite(weight))
    throw std::invalid_argument(std::string(function) + ": a weight must be greater than 0");
}

}  // namespace

void TaskHandle::add_tag(std::string_view tag) {
  // They travel as a list with commas.
  if (tag.empty() || tag.find_first_of(", ") != std::string_view::npos)
    throw std::invalid_argument("tag: a tag is a word without commas and spaces");
  entries_[index_].tags.emplace_back(tag);
}

TaskHandle TaskHandle::add_transition(TaskMethod method, const std::type_info* set, double weight) {
  check_weight("then", weight);
  entries_[index_].transitions.push_back({method, set, weight});
  return *this;
}

TaskOwner::~TaskOwner() = default;

task<> TaskOwner::on_start() {
  co_return;
}

task<> TaskOwner::on_stop() {
  co_return;
}

const std::vector<TaskEntry>& TaskOwner::task_entries() const {
  static const std::vector<TaskEntry> kNone;
  return entries_ ? *entries_ : kNone;
}

TaskHandle TaskOwner::append(TaskEntry entry, double weight) {
  check_weight("add_task", weight);
  if (!entries_) {
    entries_ = std::make_unique<std::vector<TaskEntry>>();
    entries_->reserve(kUsualTasks);
  }
  entry.weight = weight;
  entries_->push_back(std::move(entry));
  return TaskHandle(*entries_);
}

}  // namespace acrida
