// FieldStore: decoded fields, one behind the other, as a RowTable reads them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <acrida/row_table.hpp>

namespace acrida {

class FieldStore {
 public:
  void begin_row() { starts_.push_back(text_.size()); }
  void add(std::string_view field) {
    const auto length = static_cast<std::uint32_t>(field.size());
    text_.append(reinterpret_cast<const char*>(&length), sizeof length);
    text_.append(field);
  }
  void move_into(RowTable& table) && {
    auto kept = std::make_shared<const std::string>(std::move(text_));  // see RowTable::memory
    table.text = *kept;
    table.memory = std::move(kept);
    table.starts = std::move(starts_);
    table.decoded = true;
  }

 private:
  std::string text_;
  std::vector<std::uint64_t> starts_;
};

}  // namespace acrida
