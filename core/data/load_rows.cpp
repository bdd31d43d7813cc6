// Load rows: finds, maps, reads.
#include "core/data/load_rows.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/data/csv_rows.hpp"
#include "core/data/json_rows.hpp"
#include "core/data/mapped_file.hpp"

namespace acrida {
namespace {

Result<void> check_columns(const RowTable& table, const FeederBase& feeder) {
  for (const std::string& column : feeder.options().columns)
    if (std::count(table.columns.begin(), table.columns.end(), column) == 0)
      return Error{table.file + ":1: has no column " + column + ", which the test reads"};
  return {};
}

}  // namespace

Result<RowTable> load_rows(const FeederBase& feeder, const TestFolder& folder) {
  const auto path = folder.find(feeder.file(), feeder.source_file());
  if (!path) return path.error();
  auto file = MappedFile::open(*path);
  if (!file) return file.error();
  auto memory = std::make_shared<const MappedFile>(std::move(*file));  // see RowTable::memory
  const std::string_view text = memory->text();
  auto table =
      path->ends_with(".jsonl") ? read_json_lines(text, *path) : read_csv(text, memory, *path);
  if (!table) return table;
  if (auto checked = check_columns(*table, feeder); !checked) return checked.error();
  return table;
}

}  // namespace acrida
