// A view of a run with names and messages that are meant to break out of what they are put into.
#pragma once

#include <cstdlib>

#include "master/run/run_view.hpp"

namespace acrida {

inline void check(bool holds) {
  if (!holds) std::abort();
}

inline RunView make_view() {
  RunView view;
  view.state = RunState::kRunning;
  view.host = "http://127.0.0.1/<\"'>";
  view.test_path = "/tests/a \"b\".so";
  for (const char* name : {"/items", "=1+1", "<b>\"\n\x1b[0m"}) {
    SummaryRow row;
    row.method = "GET";
    row.name = name;
    row.requests = row.timed = 3;
    view.rows.push_back(row);
  }
  view.errors.resize(2);
  view.errors[0].message = "</td><script>";
  view.exceptions.resize(1);
  view.exceptions[0].traceback = "\"a\"\n,b";
  view.slaves.resize(1);
  view.slaves[0].id = "h_1";
  return view;
}

}  // namespace acrida
