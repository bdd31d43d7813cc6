// Csv: Locust's CSV tables as text.
#pragma once

#include <string>
#include <string_view>

#include "master/run/run_view.hpp"

namespace acrida {

/// One cell: quoted when it must be. A text that a spreadsheet would take for a formula gets an
/// apostrophe in front: names and messages come from tests and servers.
std::string csv_cell(std::string_view text);

/// Header and one row per name, the total last.
std::string requests_csv(const RunView& view);
std::string failures_csv(const RunView& view);
std::string exceptions_csv(const RunView& view);
/// Metrics and transactions, the latter in milliseconds; a cell is empty where it means nothing.
std::string metrics_csv(const RunView& view);

/// One row per slave that took part, and the run last: what the judge says of them.
std::string generator_csv(const RunView& view);

std::string history_csv_header();
/// The rows of this second: the total, and with `full` every name before it. Percentiles are those
/// of the whole run so far.
std::string history_csv_rows(const RunView& view, bool full);

}  // namespace acrida
