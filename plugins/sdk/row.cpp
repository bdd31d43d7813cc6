// Row: finds a field by its column.
#include <stdexcept>

#include <acrida/row.hpp>

namespace acrida {

std::string_view Row::operator[](std::string_view column) const {
  const std::vector<std::string>& names = table_->columns;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == column) return table_->field(number_, i);
  std::string text = table_->file + " has no column " + std::string(column) + "; it has";
  for (const std::string& name : names) text += " " + name;
  throw std::out_of_range(text);
}

}  // namespace acrida
