// json: objects of up to six members, each constructor one more than the last.
#include <acrida/json.hpp>

namespace acrida {

json::Field::Field(std::string_view key, json value) : key_(key), value_(std::move(value.value_)) {}

json& json::add(F field) {
  value_.as_object().insert_or_assign(field.key_, field.value_);
  return *this;
}

json::json(F a) : json() {
  add(a);
}
json::json(F a, F b) : json(a) {
  add(b);
}
json::json(F a, F b, F c) : json(a, b) {
  add(c);
}
json::json(F a, F b, F c, F d) : json(a, b, c) {
  add(d);
}
json::json(F a, F b, F c, F d, F e) : json(a, b, c, d) {
  add(e);
}
json::json(F a, F b, F c, F d, F e, F f) : json(a, b, c, d, e) {
  add(f);
}

}  // namespace acrida
