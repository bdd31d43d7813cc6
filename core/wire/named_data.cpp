// NamedData: what user code attaches to a report, written and read.
#include "core/wire/named_data.hpp"

#include "core/wire/utf8.hpp"
#include "core/wire/wire_fields.hpp"

namespace acrida::wire {

void write_named_data(Writer& out, const NamedData& values) {
  for (const auto& [name, data] : values) {
    out.text(name);
    write_value(out, data);
  }
}

bool read_named_value(Reader& in, std::string_view name, NamedData& values) {
  if (name.empty() || !is_utf8(name) || values.size() == kMaxNamedValues) return false;
  const std::string_view data = in.raw();
  if (data.size() <= kMaxNamedValueBytes) values.insert_or_assign(std::string(name), data);
  return true;
}

}  // namespace acrida::wire
