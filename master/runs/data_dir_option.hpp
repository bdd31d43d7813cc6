// DataDirOption: where the runs are.
#pragma once

#include <cstdio>
#include <string>

#include <CLI/App.hpp>

#include "core/base/result.hpp"

namespace acrida {

inline constexpr int kRunsFailed = 2;

/// `target` outlives the parsing.
inline void add_data_dir(CLI::App& app, std::string& target) {
  app.add_option("--data-dir", target, "The --data-dir of the master that ran them")
      ->required()
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR");
}

inline int fail_runs(const std::string& what) {
  std::fprintf(stderr, "acrida: %s\n", what.c_str());
  return kRunsFailed;
}

}  // namespace acrida
