// LatestView: the last RunView, handed from the run's thread to the API's.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "master/run/run_view.hpp"

namespace acrida {

/// One pointer behind a lock that is held for the copy of a pointer only. Any thread.
class LatestView final {
 public:
  LatestView() : view_(std::make_shared<RunView>()) {}
  void set(RunViewPtr view) {
    const std::lock_guard lock(mutex_);
    view_.swap(view);  // the old one is destroyed outside the lock
  }
  RunViewPtr get() const {
    const std::lock_guard lock(mutex_);
    return view_;
  }

 private:
  mutable std::mutex mutex_;
  RunViewPtr view_;
};

}  // namespace acrida
