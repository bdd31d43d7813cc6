// User: what every virtual user has.
#include <cmath>
#include <stdexcept>

#include <acrida/user.hpp>

namespace acrida {

task<> User::on_start() {
  co_return;
}

task<> User::on_stop() {
  co_return;
}

void User::attach(Environment& environment, std::uint64_t id, const std::string& run_host) {
  environment_ = &environment;
  id_ = id;
  if (!run_host.empty()) host = run_host;
}

void User::append_task(task<> (User::*method)(), double task_weight) {
  if (!(task_weight > 0) || !std::isfinite(task_weight))
    throw std::invalid_argument("add_task: the weight of a task must be greater than 0");
  tasks_.push_back(TaskEntry{method, task_weight});
}

}  // namespace acrida
