// LiveDocument: the pieces of the messages of the live stream, as JSON.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "master/page/row_selection.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

// Those that are called put_* append members `"key":value` to an open object.

/// What is known of the whole run at this moment: everything that each reader gets.
void put_state(std::string& out, const RunView& view);
/// "points": a list for each series; and "heat" with at most kMaxHeatColumns columns.
void put_points(std::string& out, const std::vector<const TimelinePoint*>& points);
/// "points" of a row: requests, failures and latencies.
void put_row_points(std::string& out, const std::vector<const TimelinePoint*>& points);
/// "markers": those that were not there yet in the view of this number.
void put_markers(std::string& out, const RunView& view, std::uint64_t since);
/// "row_columns", "rows", "row_count" and "from"; "methods": those of all rows, at most
/// kMaxLiveMethods.
void put_rows(std::string& out, const RunView& view, const RowSelection& selection);
/// "errors", the most frequent ones, and "exceptions", bounded.
void put_errors(std::string& out, const std::vector<ErrorDelta>& errors, std::size_t most);
void put_exceptions(std::string& out, const RunView& view);

/// GET /api/v1/row: "" when there is no such row. It has points once its course is kept.
std::string row_document(const RunView& view, std::string_view method, std::string_view name);

inline constexpr std::size_t kMaxHeatColumns = 480;
inline constexpr std::size_t kMaxLiveErrors = 200;
inline constexpr std::size_t kMaxLiveMethods = 12;
inline constexpr std::size_t kMaxLiveSlaves = 500;
inline constexpr std::size_t kMaxExceptionsBytes = 64u << 10;

}  // namespace acrida
