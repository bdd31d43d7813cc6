// Validators: what the value of an option may be.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace acrida {

/// Each names the value and what is allowed, e.g. "'x' is not a whole number from 1 to 9".
///
///   app.add_option("-u,--users", options.users, "Peak number of users")
///       ->check(whole_number(0, kMaxUsers));
CLI::Validator positive_number();
CLI::Validator whole_number(std::int64_t low, std::int64_t high);
/// 0 (any free port) to 65535.
CLI::Validator port_number();
/// A name or an address, without a port.
CLI::Validator host_name();
CLI::Validator one_of(std::vector<std::string> words);

/// An option whose value is a time span (see time_span.hpp); `target` outlives the parsing.
CLI::Option* add_time_span(CLI::App& app, const std::string& names, std::chrono::seconds& target,
                           const std::string& description);

/// An option whose value is a rate per second (see rate.hpp); `target` outlives the parsing.
CLI::Option* add_rate(CLI::App& app, const std::string& names, double& target_per_s,
                      const std::string& description);

/// An option whose value is a number of bytes (see byte_size.hpp); `target` outlives the parsing.
CLI::Option* add_byte_size(CLI::App& app, const std::string& names,
                           std::optional<std::uint64_t>& target, const std::string& description);

}  // namespace acrida
