// Feeder: test data of a file, a row at a time.
#pragma once

#include <source_location>
#include <string>
#include <utility>

#include <acrida/feeder_base.hpp>
#include <acrida/registered.hpp>

namespace acrida {

/// An object at namespace scope. The file is CSV (RFC 4180, UTF-8, with a header) or, when its name
/// ends in .jsonl, one JSON object of the same keys in each line; a relative path is looked for
/// beside the test's source file, then in the current directory. It is read once before the run: a
/// bad line is refused then, and so is a file that is not the same on every slave.
///
///   static acrida::Feeder accounts{"accounts.csv", acrida::Feeder::unique};
///   ... auto row = co_await accounts.next(*this);
///   ... co_await client.post("/login", json{{"user", row["name"]}});
class Feeder final : public FeederBase {
 public:
  // Hidden: it must be the plugin's own, as `registered` is. [load-time]
  [[gnu::visibility("hidden")]] Feeder(
      std::string file, Mode mode, FeederOptions options = {},
      const std::source_location& where = std::source_location::current())
      : FeederBase(std::move(file), mode, std::move(options), where.file_name(),
                   detail::registered.feeders) {
    detail::registered.feeders = this;
  }
};

}  // namespace acrida
