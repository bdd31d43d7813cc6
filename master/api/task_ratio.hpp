// TaskRatio: which share of the load each task has, in Locust's shape.
#pragma once

#include <string>
#include <vector>

#include "core/plan/test_class.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// GET /tasks: {"per_class": {CLASS: {"ratio": r, "tasks": {TASK: {"ratio": r[, "tasks"]}}}}, "total":
/// the same}. The ratio of a class is its share of the users that live now (0 without any); that of a
/// task is its share in its class or set, and in `total` its share of everything. Tasks have their
/// names without their class, as Locust's have.
std::string task_ratio_document(const std::vector<TestClass>& classes, const RunView& view);

}  // namespace acrida
